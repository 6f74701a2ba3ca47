import type { Turns } from '../lib/turns.ts';
import type { Tx } from './schema.ts';
import { commitUnsynced, type Transactions } from './transact.ts';

/** Writes, or asks, what several pieces of work say in the same words. */
export type WriteTogether<Item> = (db: Tx, items: readonly Item[]) => Promise<void>;

/** One piece of work inside a transaction. */
export interface Unit {
  readonly db: Tx;
  /**
   * Names a lane that has new work once the transaction is committed; it starts while the disk writes it.
   * @param hold what it is held for while that is away, where that is known
   */
  wake(lane: string, hold?: string): void;
  /** Names one in which something older than what it waits for is due again. */
  hasten(lane: string): void;
  /**
   * Is written at the end of the transaction, in one statement with what its other pieces say to the same
   * `write`; until then nobody reads it there. Two items must not be about the same row.
   */
  together<Item>(write: WriteTogether<Item>, item: Item): void;
}

/** What has to be finished before the transaction is committed. */
export interface OpenUnit extends Unit {
  finish(): Promise<void>;
}

export function openUnit(
  db: Tx,
  wake: Unit['wake'],
  hasten: Unit['hasten'] = () => undefined,
): OpenUnit {
  const gathered = new Map<unknown, { write: () => Promise<void>; items: unknown[] }>();
  return {
    db,
    wake,
    hasten,
    together<Item>(write: WriteTogether<Item>, item: Item) {
      const known = gathered.get(write);
      if (known !== undefined) return void known.items.push(item);
      const items = [item];
      gathered.set(write, { write: () => write(db, items), items });
    },
    async finish() {
      for (const { write } of gathered.values()) await write();
    },
  };
}

export interface CommitOptions {
  /** How long it may wait for company, where nobody waits for it. */
  readonly mayWaitMs?: number;
  /** What has to hold, before the work: what it names throws where that does not, and then nothing is written. */
  readonly guard?: (unit: Pick<Unit, 'together'>) => void;
}

/** Resolves when the work is durable. Work may run twice: nothing but the database may remember it. */
export type Commit = <Result>(
  work: (unit: Unit) => Promise<Result>,
  options?: CommitOptions,
) => Promise<Result>;

interface Waiting extends Pick<CommitOptions, 'guard'> {
  readonly isUrgent: boolean;
  readonly run: (unit: Unit) => Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * More would make the first of them wait longer, and all who wait for this thread. With 64 a backlog drained
 * 8 % slower, since each commit writes many of the same pages again, and an alert beside it was not taken
 * sooner: it waits for the commits before its own, few long ones or many short ones.
 */
const MAX_TOGETHER = 256;
/** So many need no more company. */
const ENOUGH = 64;
/** What came while a transaction ran waits this much longer. */
const LEFT_OVER_MS = 12;

/**
 * Many pieces of work share one commit and one sync to disk. While one transaction
 * runs, the next pieces gather. Each transaction starts when the event loop has read what has already
 * arrived: without that turn the first of 32 callers got a commit for itself, every time.
 *
 * What is done is recorded with a little patience: jobs end one by one, and a sync for each of them
 * held the event loop for half of the time while alerts were delivered.
 *
 * If a piece fails, the transaction is rolled back and each piece runs again in a transaction of its
 * own: a savepoint for each piece would make the good case pay for the bad one.
 *
 * `onWake` hears of lanes before their work is durable, and when it will be (nothing said: it is).
 *
 * `turns`, where another thread writes to the same file: waiting inside SQLite would stop the event loop.
 */
export function createGroupCommit(
  store: Transactions,
  onWake: (
    lanes: ReadonlySet<string>,
    synced: Promise<void> | undefined,
    holds: ReadonlyMap<string, string>,
    hastened: ReadonlySet<string>,
  ) => void,
  {
    turns = undivided,
    onCommitted,
  }: {
    readonly turns?: Pick<Turns, 'take' | 'end'>;
    /** Hears how many pieces were committed. */
    readonly onCommitted?: (pieces: number) => void;
  } = {},
): Commit {
  const waiting: Waiting[] = [];
  let isRunning = false;
  let patience: NodeJS.Timeout | undefined;

  function add(item: Waiting, mayWaitMs: number): void {
    waiting.push(item);
    if (isRunning) return;
    if (item.isUrgent || waiting.length >= ENOUGH) void drain();
    else patience ??= setTimeout(() => void drain(), mayWaitMs);
  }

  async function drain(): Promise<void> {
    isRunning = true;
    clearTimeout(patience);
    patience = undefined;
    do {
      await afterPendingInput();
      const batch = waiting.splice(0, MAX_TOGETHER);
      if (!(await commitTogether(batch))) await commitEach(batch);
    } while (waiting.length >= ENOUGH || waiting.some(({ isUrgent }) => isUrgent));
    isRunning = false;
    if (waiting.length > 0) patience = setTimeout(() => void drain(), LEFT_OVER_MS);
  }

  async function commitTogether(batch: readonly Waiting[]): Promise<boolean> {
    const woken = gatherWoken();
    await turns.take();
    try {
      await commitUnsynced(store, (transaction) => runAll(transaction, batch, woken));
    } catch {
      return false;
    } finally {
      turns.end();
    }
    void settle(batch, woken);
    return true;
  }

  /**
   * The next batch is written while the disk works on this one, and lanes find out what they have to do
   * (`createSendGate` holds back what they send). If the disk fails, nobody is told anything: the store
   * ends the process.
   */
  async function settle(
    batch: readonly Waiting[],
    { lanes, holds, hastened }: Woken,
  ): Promise<void> {
    onCommitted?.(batch.length);
    const synced = store.synced?.();
    if (lanes.size + hastened.size > 0) onWake(lanes, synced, holds, hastened);
    await synced;
    for (const { succeed } of batch) succeed();
  }

  async function commitEach(batch: readonly Waiting[]): Promise<void> {
    for (const one of batch) {
      const woken = gatherWoken();
      await turns.take();
      try {
        await commitUnsynced(store, (transaction) => runAll(transaction, [one], woken));
        void settle([one], woken);
      } catch (error) {
        one.fail(error);
      } finally {
        turns.end();
      }
    }
  }

  return (work, { mayWaitMs = 0, ...options } = {}) =>
    new Promise((resolve, reject) => {
      let keep: () => void = () => undefined;
      const item: Waiting = {
        ...options,
        isUrgent: mayWaitMs === 0,
        async run(unit) {
          const result = await work(unit);
          keep = () => resolve(result);
        },
        succeed: () => keep(),
        fail: reject,
      };
      add(item, mayWaitMs);
    });
}

async function runAll(
  transaction: Tx,
  batch: readonly Waiting[],
  { wake, hasten }: Pick<Unit, 'wake' | 'hasten'>,
): Promise<void> {
  const guards = openUnit(transaction, wake, hasten);
  for (const { guard } of batch) guard?.(guards);
  await guards.finish();
  const unit = openUnit(transaction, wake, hasten);
  for (const { run } of batch) await run(unit);
  await unit.finish();
}

interface Woken {
  readonly lanes: ReadonlySet<string>;
  readonly holds: ReadonlyMap<string, string>;
  readonly hastened: ReadonlySet<string>;
}

function gatherWoken(): Woken & Pick<Unit, 'wake' | 'hasten'> {
  const lanes = new Set<string>();
  const holds = new Map<string, string>();
  const hastened = new Set<string>();
  return {
    lanes,
    holds,
    hastened,
    wake(lane, hold) {
      lanes.add(lane);
      if (hold !== undefined) holds.set(lane, hold);
    },
    hasten: (lane) => void hastened.add(lane),
  };
}

const undivided: Pick<Turns, 'take' | 'end'> = {
  take: async () => undefined,
  end: () => undefined,
};

function afterPendingInput(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Gathers items while a commit runs and writes them together: one statement for many rows. */
export function createBatch<Item>(
  commit: Commit,
  writeAll: (unit: Unit, items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let gathering: { items: Item[]; done: Promise<void> } | undefined;
  return (item) => {
    if (gathering !== undefined) {
      gathering.items.push(item);
      return gathering.done;
    }
    const items = [item];
    const close = (): void => {
      if (gathering?.items === items) gathering = undefined;
    };
    // A transaction that could not even begin runs no work: its batch would refuse all that comes later.
    const done = commit(async (unit) => {
      close();
      await writeAll(unit, items);
    }).finally(close);
    gathering = { items, done };
    return done;
  };
}
