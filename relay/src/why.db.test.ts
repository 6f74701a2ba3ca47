import { afterEach, describe, expect, test } from 'vitest';
import type { Configuration, Route } from './domain/configuration.ts';
import { plainRouting } from './domain/find-configured.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { RelayError } from './lib/errors.ts';
import { replayJobs } from './queue/replay.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { explain } from './store/views/why.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

async function start(
  route: Partial<Route> = {},
  over: Partial<Configuration> = {},
): Promise<SampleRelay> {
  const routes = [sampleRoute({ destination: undefined, ...route })];
  const relay = await createSampleRelay(sampleConfiguration({ routes, ...over }));
  open.push(relay);
  return relay;
}

/** Sends, does what is due, and asks why. */
async function whyOf(relay: SampleRelay, event = sampleEvent()): Promise<string | undefined> {
  const delivery = await relay.send(event);
  await relay.drain();
  return (await explain(relay.store.db, 'default', delivery, relay.clock.at)).at(-1)?.line;
}

async function whyOfRecord(relay: SampleRelay): Promise<readonly string[]> {
  const lines = await explain(relay.store.db, 'default', 'INC0000001', relay.clock.at);
  return lines.map(({ line }) => line);
}

const BUSY = new RelayError(
  'SERVICENOW_UNAVAILABLE',
  'Could not create a record on prod: the instance answered 503.',
);
const REFUSED = new RelayError(
  'SERVICENOW_WRITE_REFUSED',
  'Could not create a record on prod: Data Policy Exception: Caller is mandatory.',
);

describe('each seeded fault is named in one line', () => {
  test('the group of the route does not exist', async () => {
    const relay = await start();
    relay.servicenow.known.set('sys_user_group name Network', []);

    expect(await whyOf(relay)).toBe('Given up: sys_user_group has 0 named Network.');
  });

  test('a field ACL drops a column', async () => {
    const relay = await start({ references: [] });
    relay.servicenow.drops.add('urgency');

    expect(await whyOf(relay)).toBe(
      'Opened INC0000001, since the alert fires for the first time by route ops. Sent: short_description, description, state, impact, urgency, severity, category. ServiceNow silently dropped urgency.',
    );
  });

  test('a condition keeps the alert out', async () => {
    const relay = await start({ when: { kind: 'severity-at-least', severity: 'critical' } });

    expect(await whyOf(relay, sampleEvent({ severity: 'info' }))).toBe(
      'No route takes this event of prometheus: its conditions are not met.',
    );
  });

  test('the alert is private', async () => {
    const relay = await start();

    expect(await whyOf(relay, sampleEvent({ isPrivate: true }))).toBe(
      'It is private, and no route of prometheus takes private events.',
    );
  });

  test.each([
    ['skip', 'It came in a maintenance window, in which alerts open nothing.'],
    ['deliver-after', 'Waits until 2026-11-20T09:00:00.000Z, the end of a maintenance window.'],
  ] as const)('a maintenance window says %s', async (policy, line) => {
    const during = { from: 0, to: Date.UTC(2026, 10, 20, 9) };
    const window = { name: 'patching', during, when: undefined, routes: undefined, policy };
    const routing = [{ ...plainRouting('default'), maintenance: [window] }];
    const relay = await start({}, { routing });

    expect(await whyOf(relay)).toBe(line);
  });

  test('the instance does not answer', async () => {
    const relay = await start();
    relay.servicenow.failWith = BUSY;

    expect(await whyOf(relay)).toMatch(
      /^Waits for the next try at 2026-11-20T08:00:00\.\d{3}Z: Could not create a record on prod: the instance answered 503\.$/,
    );
  });

  test('a data policy refuses the record, and what follows waits behind it', async () => {
    const relay = await start();
    relay.servicenow.failWith = REFUSED;

    expect(await whyOf(relay)).toBe(
      'Given up: Could not create a record on prod: Data Policy Exception: Caller is mandatory.',
    );
    expect(await whyOf(relay, sampleEvent({ description: 'worse' }))).toMatch(
      /^Waits behind the dead letter \S+ of the same alert, which somebody has to replay or discard: Could not create a record on prod: Data Policy Exception/,
    );
  });

  test('a dead letter holds up what came after it, not what is replayed from before', async () => {
    const relay = await start({ references: [] });
    await whyOf(relay);
    relay.servicenow.failWith = REFUSED;
    const early = await relay.send(sampleEvent({ description: 'worse' }));
    await relay.drain();
    relay.servicenow.failWith = undefined;
    await whyOf(relay, sampleEvent({ status: 'resolved' }));
    relay.servicenow.failWith = REFUSED;
    await whyOf(relay, sampleEvent({ startedAt: 9_000_000 }));
    const dead = await relay.store.db.selectFrom('job').select('id').orderBy('seq').execute();
    const ids = dead.slice(0, 1).map(({ id }) => id);

    await relay.store.commit((unit) => replayJobs(unit, { workspace: 'default', ids }));

    const lines = await explain(relay.store.db, 'default', early, relay.clock.at);
    expect(dead).toHaveLength(2);
    expect(lines.at(-1)?.line).toMatch(/^Waits for the next try/);
  });

  test('the alert repeats itself', async () => {
    const relay = await start();
    await whyOf(relay);

    expect(await whyOf(relay)).toBe('It repeats what prometheus had said before.');
  });

  test('a person set the column that would change', async () => {
    const relay = await start({ workNotes: false });
    await whyOf(relay, sampleEvent({ severity: 'info' }));
    const key = [...relay.servicenow.records.keys()][0] ?? '';
    const fields = ['impact', 'urgency', 'severity'].map((name) => ({ name, old: '3', new: '2' }));
    await relay.change({ key, fields });
    await relay.drain();

    expect(await whyOf(relay)).toBe(
      'All that it would change was set by somebody in ServiceNow and stays. Left to whoever set it in ServiceNow: impact, urgency, severity.',
    );
  });

  test('a state is not selected in the state map', async () => {
    const relay = await start({ destination: 'nobody', inwardStates: { '1': 'firing' } });
    await whyOf(relay);
    const key = [...relay.servicenow.records.keys()][0] ?? '';
    const record = { state: '3', active: true, sys_mod_count: 1, short_description: '' };
    await relay.change({ key, record, fields: [{ name: 'state', old: '1', new: '3' }] });
    await relay.drain();

    expect(await whyOfRecord(relay)).toContain(
      'The tool was not told of the change of INC0000001: its new state is not selected in the state map of the route.',
    );
  });

  test('the route names no destination', async () => {
    const relay = await start();
    await whyOf(relay);
    const key = [...relay.servicenow.records.keys()][0] ?? '';
    await relay.change({ key, fields: [{ name: 'impact', old: '1', new: '3' }] });
    await relay.drain();

    expect((await whyOfRecord(relay)).at(-1)).toBe(
      'The tool was not told of the change of INC0000001: the route names no destination.',
    );
  });
});

test('a record tells its whole story, oldest first', async () => {
  const relay = await start();
  for (const status of ['firing', 'acknowledged', 'resolved'] as const) {
    relay.clock.at += 1000;
    await whyOf(relay, sampleEvent({ status }));
  }

  expect((await whyOfRecord(relay)).map((line) => line.split(' by route ')[0])).toEqual([
    'Opened INC0000001, since the alert fires for the first time',
    'Noted in INC0000001 that somebody acknowledged the alert',
    'Resolved INC0000001, since all of its alerts are resolved',
  ]);
});

test('another workspace is told nothing', async () => {
  const relay = await start();
  await whyOf(relay);

  expect(await explain(relay.store.db, 'other', 'INC0000001', relay.clock.at)).toEqual([]);
});
