import { expect, test } from 'vitest';
import { z } from 'zod';
import { mapAlerts } from './map-alerts.ts';
import { mappingSettings } from './mapping.ts';

const settings = z.object(mappingSettings).parse({});

/** Coralogix says resolve, Netdata CLEAR; without a word for it, each fired for ever. */
test.each(['resolve', 'CLEAR', 'cleared', 'ok', 'Recovery'])('%s is an end', (status) => {
  expect(mapAlerts({ id: 'a', status }, settings)).toMatchObject([{ status: 'resolved' }]);
});

/** In the type of a CloudEvent `scale.up` is no end: sources whose tool says it list it. */
test.each(['up', 'down', 'WARNING', 'updated', 'clearing'])('%s is none', (status) => {
  expect(mapAlerts({ id: 'a', status }, settings)).toMatchObject([{ status: 'firing' }]);
});
