import { AppProblem, UpsertAnswer, type UpsertRequest } from '@alert-relay/shared-types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  applyCommand,
  changesOf,
  createRecord,
  newCommand,
  newKey,
  startAppInstance,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;

beforeAll(async () => {
  app = await startAppInstance();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const put = (key: string, command: UpsertRequest) => app.relay.put(`${api}/tasks/${key}`, command);

function note(text: string) {
  return { id: `note of ${text}`, element: 'work_notes', text } as const;
}

function onto(sysId: string, change: Partial<UpsertRequest>): UpsertRequest {
  return newCommand({ note_on: sysId, fields: {}, ...change });
}

async function theirIncident(): Promise<{ readonly sysId: string; readonly key: string }> {
  const key = newKey();
  const answer = await put(key, newCommand({ event_id: 'theirs' }));
  return { sysId: UpsertAnswer.parse(answer.result).record.sys_id, key };
}

test('a note lands on a record of somebody else, once, and nothing else of it is written', async () => {
  const { sysId, key } = await theirIncident();
  const before = await app.rows('incident', `sys_id=${sysId}`);
  const ownKey = newKey();

  const first = await put(
    ownKey,
    onto(sysId, { event_id: 'a', notes: [note('The disk is full.')] }),
  );
  const again = await put(
    ownKey,
    onto(sysId, { event_id: 'a', notes: [note('The disk is full.')] }),
  );
  await put(ownKey, onto(sysId, { event_id: 'b', seq: 2, notes: [note('It has room again.')] }));

  expect(UpsertAnswer.parse(first.result)).toMatchObject({
    outcome: 'adopted',
    record: { key: ownKey, sys_id: sysId },
  });
  expect(UpsertAnswer.parse(again.result)).toMatchObject({ outcome: 'stale' });
  const after = await app.rows('incident', `sys_id=${sysId}`);
  for (const column of ['correlation_id', 'x_alrt_relay_key', 'state', 'short_description']) {
    expect(after[0]?.[column]).toBe(before[0]?.[column]);
  }
  expect(after[0]?.['x_alrt_relay_key']).toBe(key);
  const journal = await app.rows('sys_journal_field', `element_id=${sysId}`);
  expect(journal.map(({ value }) => String(value)).toSorted()).toEqual([
    'It has room again.',
    'The disk is full.',
  ]);
  expect(await app.rows('incident', `correlation_id=${ownKey}`)).toEqual([]);
});

test.each(['after', 'async'])(
  'a note of another relay is news to the relay of the record, one of its own is an echo (capture: %s)',
  async (capture) => {
    await using own = await startConnectedApp();
    await own.setProperty('capture', capture);
    const quiet = () =>
      waitFor(() => own.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const { sysId } = await createRecord(own, { event_id: 'theirs' });
    await quiet();
    for (const connection of ['prod', 'other']) {
      const notes = [note(`of ${connection}`)];
      await applyCommand(own, newKey(), onto(sysId, { event_id: connection, connection, notes }));
      await quiet();
    }

    const changes = await changesOf(own, sysId);

    expect(
      changes.map(({ origin, journal }) => [origin, ...journal.map(({ text }) => text)]),
    ).toEqual([['theirs'], ['prod', 'of prod'], [null, 'of other']]);
  },
);

test('a record that is not there is refused as deleted', async () => {
  const answer = await put(newKey(), onto('e'.repeat(32), { notes: [note('Hello?')] }));

  expect(answer.status).toBe(410);
  expect(AppProblem.parse(answer.result).problem.code).toBe('record_deleted');
});

test.each([
  [{ fields: { impact: '1' } }, 'fields'],
  [{ note_on: 'INC0010001' }, 'note_on'],
])('the command %j is refused at %s', async (change: Partial<UpsertRequest>, field) => {
  const answer = await put(newKey(), onto('e'.repeat(32), change));

  expect(answer.status).toBe(400);
  expect(AppProblem.parse(answer.result).problem).toMatchObject({ code: 'invalid_request', field });
});
