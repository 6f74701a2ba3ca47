import { afterEach, expect, test } from 'vitest';
import { type AlertEvent, alertStatuses, severities } from './domain/alert-event.ts';
import type { Route, Routing } from './domain/configuration.ts';
import { plainRouting } from './domain/find-configured.ts';
import { sampleConnection, sampleEvent, sampleRoute } from './domain/samples.ts';
import { literal } from './domain/template.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { lastRecorded } from './store/views/recorded.ts';
import { dryRun } from './sync/outbound/dry-run.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

const connections = [sampleConnection(), sampleConnection({ name: 'audit' })];

async function start(routes: readonly Route[], routing: Routing): Promise<SampleRelay> {
  const configuration = sampleConfiguration({ routes, routing: [routing], connections });
  const relay = await createSampleRelay(configuration);
  open.push(relay);
  return relay;
}

/** The same numbers at every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A busy day: alerts of a few groups that come, get worse, repeat themselves and go. */
function tellStory(count: number): readonly (readonly AlertEvent[])[] {
  const random = createRandom(20_261_122);
  const pick = <One>(list: readonly One[], otherwise: One): One =>
    list[random(list.length)] ?? otherwise;
  const events = Array.from({ length: count }, (_none, index) => {
    const host = `db${random(6)}`;
    return sampleEvent({
      fingerprint: host,
      groupKey: `group ${random(3)}`,
      title: `Disk of ${host}`,
      description: `Told as number ${random(4)}`,
      status: pick([...alertStatuses, 'firing', 'resolved'] as const, 'firing'),
      severity: pick(severities, 'unknown'),
      labels: { host, team: pick(['network', 'storage'], 'network') },
      startedAt: 1_000_000 + Math.floor(index / 20) * 1000,
      isPrivate: random(20) === 0,
    });
  });
  const deliveries: AlertEvent[][] = [];
  while (events.length > 0) deliveries.push(events.splice(0, 1 + random(3)));
  return deliveries;
}

async function tell(relay: SampleRelay, story: readonly (readonly AlertEvent[])[]): Promise<void> {
  for (const events of story) {
    await relay.send(...events);
    await relay.drain();
    relay.clock.at += 7000;
  }
}

// Two relays and some six hundred commits to disk.
const timeout = { timeout: 90_000 };

test(
  'a draft against live: on 200 recorded events it says what then happens',
  timeout,
  async () => {
    const live = await start([sampleRoute({ destination: undefined })], plainRouting('default'));
    const story = tellStory(200);
    await tell(live, story);
    const routes = [
      sampleRoute({
        name: 'urgent',
        destination: undefined,
        when: { kind: 'severity-at-least', severity: 'high' },
        owners: { urgency: 'tool' },
        reopenWithinMs: 30_000,
      }),
      sampleRoute({
        name: 'audit',
        connection: 'audit',
        destination: undefined,
        references: [],
        groupBy: 'alert',
        when: { kind: 'equals', field: 'labels.team', value: 'storage' },
        fields: { u_team: literal('audit') },
        workNotes: false,
      }),
    ];
    const routing: Routing = { ...plainRouting('default'), match: 'all' };
    const before = live.servicenow.requests.length;

    const said = dryRun({ routing, routes }, await lastRecorded(live.store.db, 'default', 200));
    const then = await start(routes, routing);
    await tell(then, story);

    const wouldBe = said.flatMap(({ key, command }) =>
      command.kind === 'write' ? [{ key, fields: command.fields, note: command.note }] : [],
    );
    const happened = then.servicenow.requests.map(({ key, fields, notes }) => {
      const { assignment_group: _lookedUp, ...written } = fields;
      return { key, fields: written, note: notes[0]?.text };
    });
    expect(happened.length).toBeGreaterThan(50);
    // Lanes have no order among each other; each keeps its own.
    expect(Map.groupBy(wouldBe, ({ key }) => key)).toEqual(Map.groupBy(happened, ({ key }) => key));
    expect(live.servicenow.requests).toHaveLength(before);
  },
);

test('an event that several routes took counts once', async () => {
  const routes = [
    sampleRoute({ destination: undefined, references: [] }),
    sampleRoute({ name: 'audit', connection: 'audit', destination: undefined, references: [] }),
  ];
  const relay = await start(routes, { ...plainRouting('default'), match: 'all' });
  await tell(relay, [[sampleEvent()]]);

  const [recorded] = await lastRecorded(relay.store.db, 'default', 200);

  expect(relay.servicenow.records.size).toBe(2);
  expect(recorded?.events).toHaveLength(1);
});

test('D10 an event that only a newer release can read is left out, and counted', async () => {
  const relay = await start([sampleRoute()], plainRouting('default'));
  const known = sampleEvent({ fingerprint: 'known' });
  await tell(relay, [[known], [sampleEvent({ fingerprint: 'newer' })]]);
  const body = JSON.stringify({ ...known, severity: 'fatal' });
  await relay.store.db
    .updateTable('event')
    .set({ body })
    .where('fingerprint', '=', 'newer')
    .execute();

  const recorded = await lastRecorded(relay.store.db, 'default', 200);

  expect(recorded).toMatchObject([
    { events: [{ fingerprint: 'known' }], unreadable: 0 },
    { events: [], unreadable: 1 },
  ]);
});
