import type { ChangeEvent } from '@alert-relay/shared-types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { createIntents } from '../../store/intents.ts';
import { recordLink } from '../../store/record-links.ts';
import { sampleLinkWrite } from '../../store/sample-link.ts';
import { pollDeletions } from './poll-deletions.ts';

const connection = sampleConnection({ mode: 'table', changes: 'pull' });
const key = 'f'.repeat(64);
const record = '1'.repeat(32);

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
  await createIntents(store.db, store.commit).settle({
    key,
    workspace: connection.workspace,
    connection: connection.name,
    table: 'incident',
    episode: 1,
    sysId: record,
    appliedSeq: 1,
    appliedEventId: 'an-event',
    notes: [],
    written: {},
    writtenModCount: 0,
    first: undefined,
    sweepUntil: 0,
  });
});

afterEach(() => store.close());

/** What is told of the deletion of the record, while the link of its key leads to this one. */
async function toldWhere(sysId: string): Promise<readonly ChangeEvent[]> {
  await store.commit((unit) => recordLink(unit, sampleLinkWrite({ key, sysId }), 1));
  const kept: ChangeEvent[] = [];
  const deleted = {
    table: 'incident',
    record,
    deletedBy: 'beth',
    deletedOn: '2026-11-22 08:00:00',
  };
  await pollDeletions(
    {
      db: store.db,
      servicenow: {
        fetchDeletions: async () => ({
          deletions: [{ ...deleted, sysId: '2'.repeat(32) }],
          next: undefined,
        }),
      },
      watermarks: { find: async () => undefined, record: async () => undefined },
      keepChanges: async (_connection, changes) => void kept.push(...changes),
      clock: { now: () => Date.UTC(2026, 10, 22, 8) },
      isStopped: () => false,
    },
    connection,
    ['incident'],
  );
  return kept;
}

test('the deletion of a record of ours is told with who did it', async () => {
  expect(await toldWhere(record)).toMatchObject([
    { key, deleted: true, actor: { user_name: 'beth' }, at: '2026-11-22T08:00:00Z' },
  ]);
});

test('a record that its link does not lead to yet is left to the next poll', async () => {
  expect(await toldWhere('3'.repeat(32))).toEqual([]);
});
