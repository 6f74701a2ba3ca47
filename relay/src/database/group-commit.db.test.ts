import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueue } from '../queue/enqueue.ts';
import { createBatch, createGroupCommit, type Unit, type WriteTogether } from './group-commit.ts';
import { openSampleStore } from './sample-store.ts';
import type { Db, Tx } from './schema.ts';
import type { Store } from './store.ts';

let store: Store;
let woken: string[];

beforeEach(async () => {
  store = await openSampleStore();
  woken = [];
});

afterEach(async () => {
  await store.close();
});

function commitTo() {
  return createGroupCommit(store, (lanes) => woken.push(...lanes));
}

function insert(id: string) {
  return (unit: Unit) =>
    enqueue(unit, [
      { id, workspace: 'default', lane: `lane ${id}`, kind: 'events.apply', subject: 's', now: 1 },
    ]);
}

async function jobs(): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('job').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

test('what was committed together is all there, and its lanes are woken', async () => {
  const commit = commitTo();

  await Promise.all(['1', '2', '3'].map((id) => commit(insert(id))));

  expect(await jobs()).toEqual(['1', '2', '3']);
  expect(woken.sort()).toEqual(['lane 1', 'lane 2', 'lane 3']);
});

test('at most 256 are committed together, and the rest with the next', async () => {
  const sizes: number[] = [];
  const commit = createGroupCommit(store, () => undefined, {
    onCommitted: (pieces) => void sizes.push(pieces),
  });
  const ids = Array.from({ length: 600 }, (_, index) => String(index).padStart(3, '0'));

  await Promise.all(ids.map((id) => commit(insert(id))));

  expect(sizes).toEqual([256, 256, 88]);
  expect(await jobs()).toEqual(ids);
});

test('what has to hold is asked once for all, before their work, and fails those alone of which it does not', async () => {
  const commit = commitTo();
  const order: string[] = [];
  const ask: WriteTogether<string> = async (_db, ids) => {
    order.push(`ask ${ids.join()}`);
    if (ids.includes('2')) throw new TypeError('2 does not hold');
  };
  const under = (id: string) =>
    commit(
      async (unit) => {
        order.push(`do ${id}`);
        await insert(id)(unit);
      },
      { guard: (unit) => unit.together(ask, id) },
    );

  await Promise.all([under('0'), commit(insert('1'))]);
  expect(order.splice(0)).toEqual(['ask 0', 'do 0']);

  const outcomes = await Promise.allSettled([under('2'), under('3'), commit(insert('4'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual(['ask 2,3', 'ask 2', 'ask 3', 'do 3']);
  expect(await jobs()).toEqual(['0', '1', '3', '4']);
});

test('what several say in the same words is written once, at the end, by each that stands alone', async () => {
  const commit = commitTo();
  const writes: (readonly string[])[] = [];
  const write: WriteTogether<string> = async (db, ids) => {
    writes.push(ids);
    await insertAudits(db, ids);
  };
  const seen: number[] = [];
  const say = (id: string) => (unit: Unit) => {
    unit.together(write, id);
    return countAudits(unit.db).then((count) => void seen.push(count));
  };

  await Promise.all([commit(say('1')), commit(say('2')), commit(say('3'))]);
  expect(writes).toEqual([['1', '2', '3']]);
  expect(seen).toEqual([0, 0, 0]);

  // The second of these is refused, so that each is written by itself.
  const outcomes = await Promise.allSettled([commit(say('4')), commit(say('1')), commit(say('5'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(writes.slice(1)).toEqual([['4', '1', '5'], ['4'], ['1'], ['5']]);
  expect(await countAudits(store.db)).toBe(5);
});

async function insertAudits(db: Tx, ids: readonly string[]): Promise<void> {
  const rest = { at: 1, actor: 'a', action: 'a', subject: 's' };
  const none = { workspace: null, before: null, after: null };
  await db
    .insertInto('audit')
    .values(ids.map((id) => ({ id, ...rest, ...none })))
    .execute();
}

async function countAudits(db: Db): Promise<number> {
  const rows = await db.selectFrom('audit').select('id').execute();
  return rows.length;
}

test('one that fails takes no other with it', async () => {
  const commit = commitTo();

  const outcomes = await Promise.allSettled([
    commit(insert('1')),
    commit(async (unit) => {
      await insert('2')(unit);
      throw new TypeError('on purpose');
    }),
    commit(insert('1')),
    commit(insert('3')),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  expect(await jobs()).toEqual(['1', '3']);
  expect(woken.sort()).toEqual(['lane 1', 'lane 3']);
});

test('a result is given back only when it is durable', async () => {
  const commit = commitTo();

  const result = await commit(async (unit) => {
    await insert('1')(unit);
    return 42;
  });

  expect(result).toBe(42);
  expect(await jobs()).toEqual(['1']);
});

test('nobody is answered before the disk has it; lanes start, and what comes meanwhile is written', async () => {
  const ends: (() => void)[] = [];
  const synced = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  const commit = createGroupCommit({ ...store, synced }, (lanes) => woken.push(...lanes));
  const done: string[] = [];

  const first = commit(insert('1')).then(() => done.push('1'));
  await expect.poll(jobs).toEqual(['1']);
  const second = commit(insert('2')).then(() => done.push('2'));
  await expect.poll(jobs).toEqual(['1', '2']);
  await expect.poll(() => ends.length).toBe(2);

  expect([done, woken]).toEqual([[], ['lane 1', 'lane 2']]);

  ends[0]?.();
  await first;
  expect(done).toEqual(['1']);
  ends[1]?.();
  await second;
});

test('items that come while a commit runs are written together', async () => {
  const commit = commitTo();
  const sizes: number[] = [];
  const add = createBatch<string>(commit, async (unit, items) => {
    sizes.push(items.length);
    for (const id of items) await insert(id)(unit);
  });

  const first = add('1');
  const blocker = commit(insert('0'));
  const rest = [add('2'), add('3'), add('4')];
  await Promise.all([first, blocker, ...rest]);

  expect(await jobs()).toEqual(['0', '1', '2', '3', '4']);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5 - 1);
  expect(sizes.length).toBeLessThan(4);
});

test('D1 items that come after a transaction could not even begin are written', async () => {
  const commit = commitTo();
  let isAway = true;
  const add = createBatch<string>(
    (work, options) =>
      isAway ? Promise.reject(new Error('connection refused')) : commit(work, options),
    async (unit, items) => {
      for (const id of items) await insert(id)(unit);
    },
  );

  const lost = await Promise.allSettled([add('1'), add('2')]);
  isAway = false;
  await Promise.all([add('3'), add('4')]);

  expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await jobs()).toEqual(['3', '4']);
});

test('an item that comes while its batch is being written goes with the next one', async () => {
  const commit = commitTo();
  const writes: (readonly string[])[] = [];
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const add = createBatch(commit, async (unit, ids: readonly string[]) => {
    writes.push([...ids]);
    begun.resolve();
    await goOn.promise;
    for (const id of ids) await insert(id)(unit);
  });
  const first = add('1');
  await begun.promise;

  const second = add('2');
  goOn.resolve();
  await Promise.all([first, second]);

  expect(writes).toEqual([['1'], ['2']]);
  expect(await jobs()).toEqual(['1', '2']);
});

test('what is patient and comes while a commit runs is written too, though nobody else comes', async () => {
  const commit = commitTo();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const urgent = commit(async (unit) => {
    begun.resolve();
    await goOn.promise;
    await insert('1')(unit);
  });
  await begun.promise;

  const patient = commit(insert('2'), { mayWaitMs: 8 });
  goOn.resolve();
  await Promise.all([urgent, patient]);

  expect(await jobs()).toEqual(['1', '2']);
});

test('each turn that is taken is given back, whatever came of the work', async () => {
  let open = 0;
  let most = 0;
  const turns = {
    take: async () => {
      open += 1;
      most = Math.max(most, open);
    },
    end: () => void (open -= 1),
  };
  const commit = createGroupCommit(store, () => undefined, { turns });

  await Promise.allSettled([
    commit(insert('1')),
    commit(() => Promise.reject(new TypeError('on purpose'))),
  ]);
  await commit(insert('2'));

  expect(await jobs()).toEqual(['1', '2']);
  expect([open, most]).toEqual([0, 1]);
});
