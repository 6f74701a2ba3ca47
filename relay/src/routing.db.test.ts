import { afterEach, describe, expect, test } from 'vitest';
import type { Condition } from './domain/condition.ts';
import type { Configuration, MaintenanceWindow, Routing } from './domain/configuration.ts';
import { plainRouting } from './domain/find-configured.ts';
import { sampleConnection, sampleEvent, sampleRoute } from './domain/samples.ts';
import { literal } from './domain/template.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { countTakenByRoute } from './store/views/mapping.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

async function start(change: Partial<Configuration>): Promise<SampleRelay> {
  const relay = await createSampleRelay(sampleConfiguration(change));
  open.push(relay);
  return relay;
}

async function sendAll(relay: SampleRelay, ...events: ReturnType<typeof sampleEvent>[]) {
  for (const event of events) {
    await relay.send(event);
    await relay.drain();
  }
}

function outcomes(relay: SampleRelay) {
  return relay.store.db
    .selectFrom('event')
    .select(['status', 'route', 'outcome', 'because'])
    .orderBy('id')
    .execute();
}

const routing = (change: Partial<Routing>): readonly Routing[] => [
  { ...plainRouting('default'), ...change },
];
const critical: Condition = { kind: 'severity-at-least', severity: 'critical' };
const urgent = sampleRoute({ name: 'urgent', when: critical, destination: undefined });
const resolved = sampleEvent({ status: 'resolved', severity: 'unknown', labels: {} });

describe('a route with conditions', () => {
  test('resolves what it opened, although the resolved body no longer meets them', async () => {
    const relay = await start({ routes: [urgent] });

    await sendAll(relay, sampleEvent(), resolved);

    expect([...relay.servicenow.records.values()]).toMatchObject([{ state: '6' }]);
  });

  test('opens nothing for what it does not take, which is kept with the reason', async () => {
    const relay = await start({ routes: [urgent] });

    await sendAll(relay, sampleEvent({ severity: 'info' }), resolved);

    expect(relay.servicenow.requests).toEqual([]);
    expect(await outcomes(relay)).toMatchObject([
      { status: 'firing', outcome: 'nothing', because: 'no-route' },
      { status: 'resolved', outcome: 'nothing', because: 'no-route' },
    ]);
  });

  test('is counted as taking what met them, not the end that followed', async () => {
    const relay = await start({ routes: [urgent] });

    await sendAll(relay, sampleEvent(), resolved);

    const taken = await countTakenByRoute(relay.store.db, 'default');
    expect([...taken]).toEqual([['urgent', 1]]);
  });

  test('does not let others of the group join its record', async () => {
    const relay = await start({ routes: [urgent] });
    const calm = sampleEvent({ fingerprint: 'disk-db2', title: 'db2', severity: 'info' });

    await relay.send(sampleEvent(), calm);
    await relay.drain();
    await sendAll(relay, resolved);

    expect([...relay.servicenow.records.values()]).toMatchObject([{ state: '6' }]);
    expect(await outcomes(relay)).toMatchObject([
      { outcome: 'created' },
      { outcome: 'nothing', because: 'no-route' },
      { outcome: 'updated' },
    ]);
  });
});

test('with all matching routes, two of them to one connection have a record each', async () => {
  const audit = sampleRoute({ name: 'audit', ownRecords: true, destination: undefined });
  const relay = await start({ routes: [urgent, audit], routing: routing({ match: 'all' }) });

  await sendAll(relay, sampleEvent(), resolved);

  // The first episode of each, and no second one of the same.
  const first = { state: '6', episode: 1 };
  expect([...relay.servicenow.records.values()]).toMatchObject([first, first]);
  expect(await outcomes(relay)).toHaveLength(4);
});

test('a record stays with the route that opened it when another takes its alert', async () => {
  const calm = sampleRoute({ name: 'calm', closeNotes: literal('calm'), destination: undefined });
  const relay = await start({ routes: [urgent, calm] });

  await sendAll(relay, sampleEvent(), sampleEvent({ severity: 'info', status: 'resolved' }));

  expect(relay.servicenow.records.size).toBe(1);
  expect(relay.servicenow.requests[1]?.fields).toMatchObject({
    close_notes: 'Resolved in the alerting tool.',
  });
});

test('the next record of an alert belongs to the route that takes it then', async () => {
  const calm = sampleRoute({ name: 'calm', closingStates: ['6'], destination: undefined });
  const relay = await start({ routes: [{ ...urgent, closingStates: ['6'] }, calm] });

  await sendAll(relay, sampleEvent(), resolved);
  await sendAll(relay, sampleEvent({ severity: 'info', startedAt: 9_000_000 }));

  const links = relay.store.db.selectFrom('link').select(['episode', 'route']).orderBy('episode');
  expect(await links.execute()).toEqual([
    { episode: 1, route: 'urgent' },
    { episode: 2, route: 'calm' },
  ]);
});

test('the address of an alert that is longer than its column is left out, and the alert is told', async () => {
  const relay = await start({});
  const url = `https://tool.example/${'a'.repeat(1100)}`;

  await sendAll(relay, sampleEvent({ url }));

  expect(relay.servicenow.requests).toHaveLength(1);
  expect(relay.servicenow.requests[0]).not.toHaveProperty('external_url');
});

test.each([
  ['goes to the one that takes it now', false, { outcome: 'created' }],
  ['is a dead letter where that one has records of its own', true, { because: 'NOT_FOUND' }],
])('what waits for a route that was deleted %s', async (_what, ownRecords, outcome) => {
  const heir = sampleRoute({ name: 'heir', destination: undefined });
  const relay = await start({ routes: [heir] });
  await relay.send(sampleEvent());
  await relay.store.db.updateTable('event').set({ route: 'deleted' }).execute();
  Object.assign(heir, { ownRecords });

  await relay.drain();

  expect(await outcomes(relay)).toMatchObject([outcome]);
});

describe('maintenance', () => {
  const connections = [sampleConnection()];
  const window = (policy: MaintenanceWindow['policy'], from: number): MaintenanceWindow => ({
    name: 'patching',
    during: { from, to: from + 60_000 },
    when: undefined,
    routes: undefined,
    policy,
  });
  const START = Date.UTC(2026, 10, 20, 8);

  test('keeps alerts, opens nothing and still resolves what was open', async () => {
    const relay = await start({
      connections,
      routing: routing({ maintenance: [window('skip', START + 1000)] }),
    });
    const other = sampleEvent({ fingerprint: 'cpu', groupKey: 'cpu' });

    await sendAll(relay, sampleEvent());
    relay.clock.at += 2000;
    await sendAll(relay, other, resolved);

    expect([...relay.servicenow.records.values()]).toMatchObject([{ state: '6' }]);
    expect(await outcomes(relay)).toMatchObject([
      { outcome: 'created' },
      { outcome: 'nothing', because: 'maintenance' },
      { outcome: 'updated' },
    ]);
  });

  test('or delivers everything in order when it ends', async () => {
    const relay = await start({
      routing: routing({ maintenance: [window('deliver-after', START)] }),
    });

    await sendAll(relay, sampleEvent(), sampleEvent({ description: 'Still full.' }));
    expect(relay.servicenow.requests).toEqual([]);
    relay.clock.at += 60_000;
    await relay.drain();

    expect(relay.servicenow.requests.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

test('two alerts whose names differ only in what no database keeps are one, and hold up nobody', async () => {
  const relay = await start({
    routes: [sampleRoute({ groupBy: 'alert', destination: undefined })],
  });

  for (const fingerprint of ['disk \uD800', 'disk \uDBFF', 'disk \uFFFD', 'a\0b']) {
    await relay.send(sampleEvent({ fingerprint, labels: { 'half \uDC00': 'nul \0' } }));
    await relay.drain();
  }

  const jobs = await relay.store.db.selectFrom('job').select(['state', 'code']).execute();
  expect(jobs).toEqual([]);
  expect(relay.servicenow.records.size).toBe(2);
});
