import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import type { Connection } from '../../domain/configuration.ts';
import { sampleUpsertRequest } from '../../domain/samples.ts';
import { answerJson } from '../../lib/scripted-server.ts';
import { createIntents } from '../../store/intents.ts';
import { type ScriptedInstance, startScriptedInstance } from '../scripted-instance.ts';

const START = Date.UTC(2026, 10, 22, 8);
const key = 'ab'.repeat(32);
const note = (id: string) => ({ id, element: 'work_notes', text: `Note ${id}` }) as const;

let store: SampleStore;
let instance: ScriptedInstance;
let connection: Connection;
let now: number;
/** What the instance has, and how it answers the next write. */
let rows: Record<string, string>[];
let journal: string[];
/** Happens before a record is shown. */
let onRead: () => Promise<unknown>;
let next:
  | 'answers'
  | 'breaks off'
  | 'writes and breaks off'
  | 'refuses'
  | 'knows it no more'
  | 'moves the key';

beforeEach(async () => {
  store = await openSampleStore();
  now = START;
  rows = [];
  journal = [];
  next = 'answers';
  onRead = async () => undefined;
  const memory = createIntents(store.db, store.commit);
  instance = await startScriptedInstance(
    ({ path, method, body }, response) => {
      if (path.includes('/batch')) return answerJson(response, 403, {});
      if (path.includes('/sys_journal_field')) {
        return answerJson(response, 200, { result: journal.map(toEntry) });
      }
      if (method !== 'GET') {
        if (next === 'refuses') {
          return answerJson(response, 400, { error: { message: 'no', detail: 'on purpose' } });
        }
        if (next === 'knows it no more') {
          const detail = "Record doesn't exist or ACL restricts the record retrieval";
          return answerJson(response, 404, { error: { message: 'No Record found', detail } });
        }
        if (next === 'breaks off') return void response.destroy();
        write(method, JSON.parse(body));
        if (next === 'writes and breaks off') return void response.destroy();
      }
      if (method !== 'GET') return answerJson(response, 200, { result: rows.at(-1) });
      const sysId = /\/incident\/(\w+)/.exec(path)?.[1];
      const ofKey = rows.filter((row) => row['correlation_id'] === key);
      const result = sysId === undefined ? ofKey : rows.find((row) => row['sys_id'] === sysId);
      void onRead().then(() => answerJson(response, 200, { result }));
    },
    { memory, clock: { now: () => now } },
  );
  connection = { ...instance.connection(), mode: 'table' };
});

afterEach(async () => {
  await instance.close();
  await store.close();
});

function write(method: string, { work_notes, ...columns }: Record<string, string>): void {
  if (method === 'POST') {
    const stock = { state: '1', active: 'true', sys_created_on: '2026-11-22 08:00:00' };
    const names = { sys_id: '5'.repeat(32), number: 'INC0010005', sys_mod_count: '-1' };
    rows.push({ ...stock, ...names, sys_updated_on: '2026-11-22 08:00:00' });
  }
  if (work_notes !== undefined) journal.push(work_notes);
  const row = rows.at(-1) ?? {};
  const version = String(Number(row['sys_mod_count']) + 1);
  const moved = next === 'moves the key' ? { correlation_id: 'cd'.repeat(32) } : {};
  Object.assign(row, columns, moved, { sys_mod_count: version });
}

function toEntry(value: string) {
  const when = { sys_created_on: '2026-11-22 08:00:00', sys_created_by: 'relay' };
  return { element_id: '5'.repeat(32), element: 'work_notes', value, ...when };
}

function upsert(name: string, seq: number, over: Parameters<typeof sampleUpsertRequest>[0] = {}) {
  const command = { event_id: name, seq, notes: [note(name)], ...over };
  return instance.servicenow.upsertTask(connection, key, sampleUpsertRequest(command));
}

const writes = () =>
  instance.server.received
    .filter(({ method, path }) => method !== 'GET' && !path.includes('/batch'))
    .map(({ method }) => method);

/** All that the quota lets an instance still do. */
const openMs = () => connection.tableMode.quotaMs * 1.25;

test('S8 what got no answer is not sent again before it can be looked for, and then adopted with its notes', async () => {
  next = 'writes and breaks off';
  const unknown = { code: 'SERVICENOW_OUTCOME_UNKNOWN' };
  await expect(upsert('job-1', 1)).rejects.toMatchObject(unknown);
  next = 'answers';
  now += openMs() - 1000;
  await expect(upsert('job-1', 1)).rejects.toMatchObject({ ...unknown, retryAfterMs: 1000 });
  now += 1000;

  expect(await upsert('job-1', 1)).toMatchObject({ outcome: 'adopted', applied_seq: 1 });

  expect(writes()).toEqual(['POST']);
  expect(journal).toHaveLength(1);
});

test('what was certainly not found is created, and doubles of it are looked for longer', async () => {
  next = 'breaks off';
  await upsert('job-1', 1).catch(() => undefined);
  next = 'answers';
  now += openMs();

  expect(await upsert('job-1', 1)).toMatchObject({ outcome: 'created' });

  expect(writes()).toEqual(['POST', 'POST']);
  const body = JSON.parse(instance.server.received.at(-1)?.body ?? '{}');
  expect(body).toMatchObject({ correlation_id: key, correlation_display: expect.any(String) });
  const swept = await store.db.selectFrom('intent').select('sweep_until').executeTakeFirst();
  expect(Number(swept?.sweep_until)).toBe(now + 86_400_000);
});

test('a note that is refused when the record is found is still to be written', async () => {
  next = 'writes and breaks off';
  await upsert('job-1', 1).catch(() => undefined);
  journal = [];
  now += openMs();
  next = 'refuses';
  await expect(upsert('job-1', 1)).rejects.toMatchObject({ code: 'SERVICENOW_REJECTED' });
  next = 'answers';

  expect(await upsert('job-1', 1)).toMatchObject({ outcome: 'updated', applied_seq: 1 });

  expect(journal).toHaveLength(1);
});

test('S2 a record that is deleted between the look and the write is told as deleted, and nothing stays open', async () => {
  await upsert('job-1', 1);
  next = 'knows it no more';

  await expect(upsert('job-2', 2)).rejects.toMatchObject({
    code: 'SERVICENOW_RECORD_DELETED',
    message: expect.stringContaining('update the record'),
    details: { connection: 'acme/main' },
  });

  const kept = await store.db.selectFrom('intent').select('sent_at').executeTakeFirst();
  expect(kept).toEqual({ sent_at: null });
  expect(rows).toHaveLength(1);
});

test('a command goes to the record that another relay gave the key to', async () => {
  await upsert('job-1', 1);
  const other = { ...rows[0], sys_id: '6'.repeat(32), number: 'INC0010006' };
  Object.assign(rows[0] ?? {}, { correlation_id: '' });
  rows = [...rows, other];

  const answer = await upsert('job-2', 2);
  const again = await upsert('job-2', 2);

  expect(answer).toMatchObject({ outcome: 'updated', record: { number: 'INC0010006' } });
  expect(again).toMatchObject({ outcome: 'stale', record: { number: 'INC0010006' } });
  expect(writes()).toEqual(['POST', 'PATCH']);
  expect(instance.server.received.findLast(({ method }) => method === 'PATCH')?.path).toContain(
    other.sys_id,
  );
});

test('and to none where nobody has the key any more', async () => {
  await upsert('job-1', 1);
  Object.assign(rows[0] ?? {}, { correlation_id: '' });

  await expect(upsert('job-2', 2)).rejects.toMatchObject({ code: 'SERVICENOW_WRONG_RECORD' });

  expect(writes()).toEqual(['POST']);
});

test('a note that did not get there with the write that nobody answered is written when it is found', async () => {
  next = 'writes and breaks off';
  await upsert('job-1', 1).catch(() => undefined);
  next = 'answers';
  journal = [];
  now += openMs();

  await upsert('job-1', 1);

  expect(writes()).toEqual(['POST', 'PATCH']);
  expect(journal).toEqual([expect.stringContaining('Note job-1')]);
});

test('what was refused is certainly not written: it may go again at once', async () => {
  next = 'refuses';
  await expect(upsert('job-1', 1)).rejects.toMatchObject({ code: 'SERVICENOW_REJECTED' });
  next = 'answers';

  expect(await upsert('job-1', 1)).toMatchObject({ outcome: 'created' });
});

test('a command that was applied is stale, and is not written again', async () => {
  await upsert('job-1', 1);
  await upsert('job-2', 2);

  const answer = await upsert('job-2', 2);

  expect(answer).toMatchObject({ outcome: 'stale', record: { applied_event_id: 'job-2' } });
  expect(writes()).toEqual(['POST', 'PATCH']);
});

test('a record that loses its key while it is written to is not believed to have what was written', async () => {
  await upsert('job-1', 1);
  next = 'moves the key';

  await expect(upsert('job-2', 2)).rejects.toMatchObject({ code: 'SERVICENOW_WRONG_RECORD' });

  const known = store.db.selectFrom('intent').select(['applied_seq', 'sent_at']);
  expect(await known.execute()).toEqual([{ applied_seq: 1, sent_at: null }]);
});

describe('the copy that changes by people are compared with', () => {
  const known = () => createIntents(store.db, store.commit).find(key);
  const fields = { short_description: 'Disk full', impact: '2' };

  test('takes over what we wrote and what follows from it, and nothing that others did', async () => {
    await upsert('job-1', 1, { fields });
    Object.assign(rows[0] ?? {}, { state: '2', priority: '1', category: 'network' });

    await upsert('job-2', 2, { fields: { impact: '1', category: 'software' }, notes: [] });

    expect(await known()).toMatchObject({
      appliedSeq: 2,
      appliedEventId: 'job-2',
      sent: undefined,
      seen: {
        fields: { ...fields, impact: '1', priority: '1', state: '1', category: 'software' },
        writtenModCount: 1,
        skipsHistory: false,
      },
    });
  });

  test('of a record that was found late is as it left, so that what people did since is still told', async () => {
    next = 'writes and breaks off';
    await upsert('job-1', 1, { fields }).catch(() => undefined);
    next = 'answers';
    Object.assign(rows[0] ?? {}, { impact: '1', state: '2', sys_mod_count: '4' });
    now += openMs();

    await upsert('job-1', 1, { fields });

    expect(await known()).toMatchObject({
      appliedSeq: 1,
      seen: { modCount: -1, writtenModCount: 4, fields, skipsHistory: false },
    });
  });
});

describe('a note on a record of somebody else', () => {
  const sysId = '5'.repeat(32);
  const noteOn = (name: string, seq: number, over = {}) =>
    upsert(name, seq, { note_on: sysId, fields: {}, ...over });

  beforeEach(() => {
    rows = [{ sys_id: sysId, number: 'INC0000007', correlation_id: 'theirs', sys_mod_count: '7' }];
  });

  test('goes to its journal alone, once for each command, and the record is none of ours', async () => {
    const outcomes = [
      await noteOn('job-1', 1),
      await noteOn('job-1', 1),
      await noteOn('job-2', 2),
      await noteOn('job-3', 3, { notes: [] }),
    ];

    expect(outcomes).toMatchObject([
      { outcome: 'adopted', applied_seq: 1, record: { key, number: 'INC0000007' } },
      { outcome: 'stale', applied_seq: 1, record: { applied_event_id: 'job-1' } },
      { outcome: 'updated', applied_seq: 2 },
      { outcome: 'updated', applied_seq: 3 },
    ]);
    const bodies = instance.server.received.flatMap(({ method, body }) =>
      method === 'PATCH' ? [Object.keys(JSON.parse(body))] : [],
    );
    expect(bodies).toEqual([['work_notes'], ['work_notes']]);
    expect(journal).toHaveLength(2);
    const known = store.db.selectFrom('intent').select(['sys_id', 'applied_seq']);
    expect(await known.execute()).toEqual([{ sys_id: null, applied_seq: 3 }]);
  });

  test('S8 that got no answer is looked for in its journal when it can be there', async () => {
    next = 'writes and breaks off';
    const unknown = { code: 'SERVICENOW_OUTCOME_UNKNOWN' };
    await expect(noteOn('job-1', 1)).rejects.toMatchObject(unknown);
    next = 'answers';
    await expect(noteOn('job-1', 1)).rejects.toMatchObject(unknown);
    now += openMs();

    expect(await noteOn('job-1', 1)).toMatchObject({ applied_seq: 1 });

    expect(writes()).toEqual(['PATCH']);
    expect(journal).toHaveLength(1);
  });
});

test('nothing is written to a record whose key is given to another one after it was read', async () => {
  await upsert('job-1', 1);
  const merged = store.db.updateTable('intent').set({ sys_id: '6'.repeat(32) });
  onRead = () => merged.execute();

  await expect(upsert('job-2', 2)).rejects.toMatchObject({ code: 'SERVICENOW_CLAIM_HELD' });

  expect(writes()).toEqual(['POST']);
});
