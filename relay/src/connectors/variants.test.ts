import { describe, expect, test } from 'vitest';
import { loadSampleRequest } from './load-sample-request.ts';
import { connectors } from './registry.ts';
import { toRow } from './to-row.ts';
import { expectedVariants } from './variants.expected.ts';
import { variants } from './variants.ts';

test('the tables name the same variants, of connectors that exist', () => {
  const named = Object.fromEntries(
    Object.entries(variants).map(([id, list]) => [id, list.map(({ name }) => name)]),
  );
  const expected = Object.fromEntries(
    Object.entries(expectedVariants).map(([id, rows]) => [id, Object.keys(rows)]),
  );

  expect(named).toEqual(expected);
  expect(connectors.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(variants)));
});

describe.each(connectors.filter(({ id }) => variants[id] !== undefined))('$id', (connector) => {
  const list = variants[connector.id] ?? [];

  test.each(list)('$name', async ({ name, body }) => {
    const { settings, toDelivery } = await loadSampleRequest(connector.id);
    const bytes = Buffer.from(JSON.stringify(body));
    const delivery = { ...toDelivery(bytes, Date.UTC(2026, 10, 22)), body: bytes };
    const reading = connector.read(delivery, settings);

    expect(reading).toHaveProperty('kind', 'events');
    expect(reading.kind === 'events' && reading.events.map(toRow)).toEqual(
      expectedVariants[connector.id]?.[name],
    );
  });
});
