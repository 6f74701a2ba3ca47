import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { toAlertKey, toLane } from '../../domain/correlation.ts';
import { sampleRoute } from '../../domain/samples.ts';
import { recordLink } from '../../store/record-links.ts';
import { sampleLinkWrite } from '../../store/sample-link.ts';
import { createFindAlertRecord } from './find-alert-record.ts';

const RECEIVED_AT = 1_000_000;
const place = { workspace: 'default', connection: 'prod', source: 'prometheus' };
const sysId = '7'.repeat(32);

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

/** The record of `disk-db1`, asked for so long after the alert came that needs it. */
function find(laterMs: number, over: { ownRecords?: boolean } = {}): Promise<string | undefined> {
  const deps = {
    db: store.db,
    clock: { now: () => RECEIVED_AT + laterMs },
    routesOf: () => [sampleRoute(over)],
  };
  const from = { ...place, receivedAt: RECEIVED_AT };
  return createFindAlertRecord(deps, from, { name: 'prod' })('disk-db1');
}

function link(over: { source?: string; route?: string } = {}): Promise<void> {
  const correlationKey = toAlertKey('disk-db1');
  const lane = toLane({ ...place, ...over, correlationKey });
  return store.commit((unit) => recordLink(unit, sampleLinkWrite({ lane, sysId }), RECEIVED_AT));
}

test('the record of the alert is found', async () => {
  await link();

  expect(await find(0)).toBe(sysId);
});

test('also that of a route with records of its own', async () => {
  await link({ route: 'ops' });

  expect(await find(0, { ownRecords: true })).toBe(sysId);
});

test('one that may still be made is waited for, for two minutes and no longer', async () => {
  await link({ source: 'another' });

  await expect(find(120_000)).rejects.toMatchObject({ code: 'LINK_NOT_YET_KNOWN' });
  expect(await find(120_001)).toBeUndefined();
});
