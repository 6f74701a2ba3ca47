import type { HeartbeatAnswer } from '@alert-relay/shared-types';
import { afterEach, expect, test } from 'vitest';
import { openSampleStore } from '../../database/sample-store.ts';
import type { Store } from '../../database/store.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import { listAppWatches } from '../../store/app-watches.ts';
import { keepInTouch } from './keep-in-touch.ts';
import { createNoteHeard } from './note-heard.ts';

const stores: Store[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const minute = 60_000;
const connection = sampleConnection({ changes: 'push' });
const of = { workspace: connection.workspace, connection: connection.name };
const instance = { id: 'i1', name: 'acme' };
const answer: HeartbeatAnswer = {
  instance,
  app_version: '0.2.0',
  features: ['heartbeat'],
  waiting: 2,
  oldest_waiting_minutes: 1,
  dead: 0,
  silence_alarm_minutes: 30,
};
const down = new RelayError('SERVICENOW_UNAVAILABLE', 'No answer came.');

/** What the instance does at each round. */
type Round = HeartbeatAnswer | RelayError | 'unknown' | 'old';

async function run(rounds: readonly Round[], stepMs: number) {
  const store = await openSampleStore();
  stores.push(store);
  const { db, commit } = store;
  const clock = { at: 1_000_000_000, now: () => clock.at };
  const lines: { readonly level: string; readonly message: string; readonly because: unknown }[] =
    [];
  const line =
    (level: string) =>
    (...[fields, message]: readonly unknown[]): void => {
      const said = Object(fields);
      lines.push({ level, message: String(message), because: Reflect.get(said, 'because') });
    };
  const introductions: number[] = [];
  const beats: number[] = [];
  const waiting = [...rounds];
  const seen: (string | undefined)[] = [];
  await keepInTouch(
    {
      db,
      commit,
      clock,
      version: '0.2.0',
      publicUrl: 'https://relay.example',
      servicenow: {
        connect: async () => {
          introductions.push(clock.at);
          return { contract: 1, app_version: '0.2.0', features: ['heartbeat'], instance };
        },
        findApp: async () => {
          if (waiting[0] instanceof RelayError) throw waiting[0];
          return { version: '0.2.0', features: new Set(waiting[0] === 'old' ? [] : ['heartbeat']) };
        },
        sendHeartbeat: async (_connection, { everySeconds }) => {
          beats.push(everySeconds);
          const round = waiting[0];
          return typeof round === 'object' && !(round instanceof RelayError) ? round : undefined;
        },
      },
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      wait: async () => {
        const [watch] = await listAppWatches(db);
        seen.push(watch?.silent?.because);
        waiting.shift();
        clock.at += stepMs;
      },
      isStopped: () => waiting.length === 0,
    },
    connection,
  );
  const [watch] = await listAppWatches(db);
  return { db, commit, clock, lines, introductions, beats, seen, watch };
}

test('a heartbeat says when the next one comes, and its answer is kept', async () => {
  const { beats, watch, seen } = await run([answer], minute);

  expect(beats).toEqual([300]);
  expect(watch).toMatchObject({
    answeredAt: 1_000_000_000,
    backlog: { waiting: 2, oldestWaitingMinutes: 1, dead: 0 },
  });
  expect(seen).toEqual([undefined]);
});

test('an instance that does not answer for half an hour is told of once, and so is its return', async () => {
  const { lines, seen } = await run([answer, down, down, down, answer], 15 * minute);

  expect(seen).toEqual([undefined, undefined, 'does-not-answer', 'does-not-answer', undefined]);
  expect(lines.filter(({ level }) => level !== 'warn')).toEqual([
    { level: 'error', message: 'the app is silent', because: 'does-not-answer' },
    { level: 'info', message: 'the app is there again', because: undefined },
  ]);
});

test('an app that does not bring its changes away is told of', async () => {
  const { seen } = await run([{ ...answer, oldest_waiting_minutes: 45 }, answer], minute);

  expect(seen).toEqual(['changes-wait', undefined]);
});

test('an app that calls no more is told of after a day, not before', async () => {
  const { seen } = await run([answer, answer, answer], 13 * 60 * minute);

  expect(seen).toEqual([undefined, undefined, 'not-heard']);
});

test('an app that was heard meanwhile is not', async () => {
  const { db, commit, clock } = await run([answer], 13 * 60 * minute);
  const noteHeard = createNoteHeard({ commit, clock, onError: () => undefined });

  noteHeard(of);
  clock.at += 1000;
  noteHeard(of);
  noteHeard(of, { waiting: 7, oldestWaitingMinutes: 2, dead: 1 });
  await commit(async () => undefined);

  expect(await listAppWatches(db)).toMatchObject([
    { heardAt: clock.at, answeredAt: 1_000_000_000, backlog: { waiting: 7, dead: 1 } },
  ]);
});

test('an app that has forgotten the relay is introduced to again', async () => {
  const { introductions } = await run(['unknown', answer], minute);

  expect(introductions).toHaveLength(1);
});

test('an app of the first version gets no heartbeat, and answers all the same', async () => {
  const { beats, watch, seen } = await run(['old'], minute);

  expect(beats).toEqual([]);
  expect(watch?.answeredAt).toBe(1_000_000_000);
  expect(seen).toEqual([undefined]);
});
