import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { enqueue } from './enqueue.ts';
import { type DeadLetterFilter, discardJobs, replayJobs, settleDeadLetters } from './replay.ts';

let store: Store;
let woken: string[];

/** Named by what they are: kind and code of the failure. */
const letters = [
  ['apply-rejected', 'default', 'events.apply', 'dead', 'SERVICENOW_REJECTED'],
  ['apply-blocking', 'default', 'events.apply', 'blocking', 'SERVICENOW_REJECTED'],
  ['apply-bug', 'default', 'events.apply', 'dead', 'BUG'],
  ['told-rejected', 'default', 'write-back.send', 'dead', 'SERVICENOW_REJECTED'],
  ['of-others', 'others', 'events.apply', 'dead', 'SERVICENOW_REJECTED'],
  ['waiting', 'default', 'events.apply', 'waiting', 'SERVICENOW_REJECTED'],
] as const;

beforeEach(async () => {
  store = await openSampleStore();
  woken = [];
  await commit((unit) =>
    enqueue(
      unit,
      letters.map(([id, workspace, kind]) => ({
        id,
        workspace,
        kind,
        lane: `lane of ${id}`,
        subject: id,
        now: 1,
      })),
    ),
  );
  for (const [id, , , state, code] of letters) {
    const values = { state, code, attempt: 7, due_at: 50 };
    await store.db.updateTable('job').set(values).where('id', '=', id).execute();
  }
  woken = [];
});

afterEach(() => store.close());

const commit: ReturnType<typeof createGroupCommit> = (work, options) =>
  createGroupCommit(store, (lanes) => woken.push(...lanes))(work, options);

const choices: readonly [string, Omit<DeadLetterFilter, 'workspace'>, readonly string[]][] = [
  ['one', { ids: ['apply-bug'] }, ['apply-bug']],
  ['those of a code', { code: 'BUG' }, ['apply-bug']],
  ['those of a kind', { kind: 'write-back.send' }, ['told-rejected']],
  [
    'those of a code and a kind',
    { code: 'SERVICENOW_REJECTED', kind: 'events.apply' },
    ['apply-rejected', 'apply-blocking'],
  ],
  ['none, of which others are', { ids: ['of-others', 'waiting'] }, []],
  ['all', {}, ['apply-rejected', 'apply-blocking', 'apply-bug', 'told-rejected']],
];

test.each(choices)(
  'dead letters are put back: %s, at once and with a fresh budget, and no other',
  async (_which, filter, chosen) => {
    const ids = await commit((unit) => replayJobs(unit, { workspace: 'default', ...filter }));

    expect(ids.toSorted()).toEqual(chosen.toSorted());
    const rows = await store.db.selectFrom('job').selectAll().where('due_at', '=', 1).execute();
    expect(rows.map(({ id }) => id).toSorted()).toEqual(chosen.toSorted());
    expect(rows.filter(({ state, attempt }) => state !== 'waiting' || attempt !== 0)).toEqual([]);
    expect(woken.toSorted()).toEqual(chosen.map((id) => `lane of ${id}`).toSorted());
  },
);

test.each(choices)(
  'dead letters are given up: %s, and no other',
  async (_which, filter, chosen) => {
    await commit((unit) => discardJobs(unit, { workspace: 'default', ...filter }));

    const left = await store.db.selectFrom('job').select('id').execute();
    const gone = letters.map(([id]) => id).filter((id) => !left.some((row) => row.id === id));
    expect(gone.toSorted()).toEqual(chosen.toSorted());
    expect(woken.toSorted()).toEqual(chosen.map((id) => `lane of ${id}`).toSorted());
  },
);

async function addMany(): Promise<readonly string[]> {
  const many = Array.from({ length: 1300 }, (_one, number) => `many-${number}`);
  const of = { workspace: 'default', kind: 'events.apply', now: 1 } as const;
  await commit((unit) =>
    enqueue(
      unit,
      many.map((id) => ({ ...of, id, lane: id, subject: id })),
    ),
  );
  await store.db.updateTable('job').set(isOneOfMany).where('id', 'like', 'many-%').execute();
  woken = [];
  return many;
}

const isOneOfMany = { state: 'dead', code: 'MANY' } as const;

test('where it breaks off half way it says how many are done, and a repeat does the rest', async () => {
  await addMany();
  const filter = { workspace: 'default', code: 'MANY' };
  const replayAll = (breaksAfter: number) => {
    let count = 0;
    return settleDeadLetters({ ...store, commit }, filter, async (unit, some) => {
      if (count === breaksAfter) throw new TypeError('the disk is full');
      const ids = await replayJobs(unit, some);
      count += ids.length;
      return ids;
    });
  };

  await expect(replayAll(0)).rejects.toThrow(/^the disk is full$/);
  await expect(replayAll(1000)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/^1000 .*the disk is full.*again/),
  });
  const rest = await replayAll(9999);

  expect(rest).toHaveLength(300);
});

test('of many that are replayed others have their turn between some and the next, each is replayed once, and few lanes are woken', async () => {
  const many = await addMany();
  const sizes: number[] = [];

  const filter = { workspace: 'default', code: 'MANY' };
  const ids = await settleDeadLetters({ ...store, commit }, filter, async (unit, some) => {
    const done = await replayJobs(unit, some);
    sizes.push(done.length);
    // What is replayed fails at once, and is dead again.
    await unit.db
      .updateTable('job')
      .set(isOneOfMany)
      .where('id', 'in', [...done])
      .execute();
    return done;
  });

  expect(ids.toSorted()).toEqual(many.toSorted());
  expect(sizes).toEqual([500, 500, 300]);
  expect(woken).toHaveLength(200);
});
