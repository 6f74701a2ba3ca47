import { sql } from 'kysely';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertEvent } from './domain/alert-event.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { RelayError } from './lib/errors.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

let relay: SampleRelay;
let alerts: number;

beforeEach(async () => {
  const route = sampleRoute({
    destination: undefined,
    references: [],
    afterManualResolve: 'reopen',
    reopenWithinMs: 86_400_000,
  });
  relay = await createSampleRelay(sampleConfiguration({ routes: [route] }));
  alerts = 0;
});

afterEach(() => relay.close());

const noAnswer = new RelayError('SERVICENOW_UNAVAILABLE', 'No answer.');
const appFailed = new RelayError('SERVICENOW_UNAVAILABLE', 'The app failed.', {
  details: { problem: 'internal' },
});

/** How the calls of a while end. */
const ends = ['well', 'before', 'after', 'after', 'app', 'crash'] as const;
type End = (typeof ends)[number];

const step = fc.record({
  said: fc.constantFrom('firing', 'worse', 'acknowledged', 'resolved'),
  /** After it, one after the other; none is that more is said before anything is done. */
  drains: fc.oneof(fc.constant<End[]>([]), fc.array(fc.constantFrom(...ends), { maxLength: 2 })),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Longer than a job waits for its next try. */
const A_WHILE = 700_000;

async function drainTo(end: End): Promise<void> {
  const { servicenow, store, clock } = relay;
  clock.at += A_WHILE;
  if (end === 'before') servicenow.failWith = noAnswer;
  if (end === 'app') servicenow.failWith = appFailed;
  if (end === 'after') servicenow.loseAnswerBy = noAnswer;
  // The instance does as it is told, and the relay is gone before it has recorded that.
  if (end === 'crash') await sql`alter table attempt rename to attempt_away`.execute(store.db);
  await relay.drain();
  if (end === 'crash') await sql`alter table attempt_away rename to attempt`.execute(store.db);
  servicenow.failWith = undefined;
  servicenow.loseAnswerBy = undefined;
}

/** What an alert leaves on its records where the calls end like this. */
async function tell(steps: readonly Step[], endOf: (end: End) => End) {
  alerts += 1;
  const groupKey = `group ${alerts}`;
  const fingerprint = `alert ${alerts}`;
  let startedAt = 1_000_000;
  let isOver = false;
  for (const [index, { said, drains }] of steps.entries()) {
    if (isOver && said !== 'resolved') startedAt += 1;
    isOver = said === 'resolved';
    relay.clock.at += 1;
    const event: Partial<AlertEvent> = {
      groupKey,
      fingerprint,
      startedAt,
      status: said === 'worse' ? 'firing' : said,
      severity: said === 'worse' ? 'critical' : 'warning',
      description: `Said ${index}.`,
      endedAt: isOver ? startedAt : undefined,
    };
    await relay.send(sampleEvent(event));
    for (const end of drains) await drainTo(endOf(end));
  }
  await drainTo('well');
  const left = await relay.store.db.selectFrom('job').select(['code', 'message']).execute();
  expect(left).toEqual([]);
  const history = relay.servicenow.history.splice(0);
  const states = history.flatMap(({ what, text }) => (what === 'state' ? text : []));
  const phases = states.map((state) => (state === '6' ? 'ended' : 'open'));
  return {
    notes: history.flatMap(({ text }) => /Said \d+/.exec(text)?.[0] ?? []),
    // What changes while it is open may be told together.
    phases: phases.filter((phase, index) => phase !== phases[index - 1]),
    state: states.at(-1),
  };
}

test('whatever answers are lost, a record tells what it tells where none is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      const begun: Step[] = [{ said: 'firing', drains: ['well'] }, ...steps];
      const expected = await tell(begun, () => 'well');
      expect(await tell(begun, (end) => end)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
}, 60_000);

function say(description: string, over: Partial<AlertEvent> = {}): Promise<string> {
  relay.clock.at += 1;
  return relay.send(sampleEvent({ startedAt: 1_000_000, description, ...over }));
}

test.each<[string, string, Partial<AlertEvent>]>([
  ['resolved', '6', { severity: 'critical' }],
  ['closed', '7', { status: 'resolved', endedAt: 1_000_000 }],
])(
  'what was written together stays one where a person %s its record before the lost answer was made up for',
  async (phase, state, last) => {
    const { servicenow } = relay;
    await say('Said 1.');
    await drainTo('well');
    await say('Said 2.');
    await say('Said 3.', last);
    await drainTo('after');
    const [record] = servicenow.records.values();
    if (record === undefined) throw new TypeError('There is no record.');
    const modCount = record.sys_mod_count + 1;
    const ended = { state, active: state === '6', sys_mod_count: modCount };
    const fields = { ...record.fields, state };
    servicenow.records.set(record.key, { ...record, ...ended, fields });
    await relay.change({
      key: record.key,
      fields: [{ name: 'state', old: record.state, new: state }],
      record: { ...ended, short_description: '' },
    });
    // Known here before the next try.
    await relay.drain();
    const written = servicenow.history.length;

    await drainTo('well');

    expect(servicenow.history.slice(written)).toEqual([]);
    expect([...servicenow.records.values()].map((one) => one.state)).toEqual([state]);
    const left = await relay.store.db.selectFrom('job').select('subject').execute();
    expect(left).toEqual([]);
    const link = relay.store.db.selectFrom('link').select(['phase', 'ended_by']);
    expect(await link.execute()).toEqual([{ phase, ended_by: 'person' }]);
  },
);

test('what was written together stays one where the app fails once before the lost answer was made up for', async () => {
  const { servicenow } = relay;
  await say('Said 1.');
  await drainTo('well');
  await say('Said 2.', { severity: 'critical' });
  await say('Said 3.', { severity: 'critical' });
  await say('Said 4.', { status: 'resolved', endedAt: 1_000_000 });
  await drainTo('after');
  const written = servicenow.history.length;

  servicenow.failsNextWith = appFailed;
  await drainTo('well');
  await drainTo('well');

  expect(servicenow.history.slice(written)).toEqual([]);
  expect([...servicenow.records.values()].map(({ state }) => state)).toEqual(['6']);
  expect(await relay.store.db.selectFrom('job').select('code').execute()).toEqual([]);
});
