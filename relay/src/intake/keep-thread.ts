import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { FlatRows } from '../database/flat-rows.ts';
import { RelayError } from '../lib/errors.ts';
import type { Arrivals } from '../queue/arrivals.ts';
import type { NewJob } from '../queue/enqueue.ts';
import type { Turns } from '../lib/turns.ts';
import { toRowsToKeep } from './keep.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

export interface KeepThreadOptions {
  /** Of the embedded store. */
  readonly folder: string;
  /** With the other writer of the store. */
  readonly turns: Turns & { readonly shared: SharedArrayBuffer };
  readonly arrivals: Pick<Arrivals, 'hasRoom' | 'add'>;
  /** Writes in this thread. */
  readonly keepHere: (accepted: AcceptedDelivery) => Promise<void>;
  /** Lanes that have new work on disk, and what those are held for of which that is known. */
  readonly onWake: (lanes: ReadonlySet<string>, holds: ReadonlyMap<string, string>) => void;
}

export interface KeepThread {
  /** Resolves when it is durable. */
  keep(accepted: AcceptedDelivery): Promise<void>;
  /** Hears how many pieces of work this thread committed: to copy them back would hold it. */
  noteCommitted(pieces: number): void;
  /** Ends when what was given to it is kept. */
  stop(): Promise<void>;
}

/** What the thread is started with. */
export interface KeepThreadStart {
  readonly folder: string;
  readonly turns: SharedArrayBuffer;
}

/** What the thread is told: rows that are written together, or that the log of the store has grown. */
export type Told = readonly FlatRows[] | 'copy-log-back';

/** What the thread says: that it has begun, and what became of each batch. */
export const KeptBatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('kept') }),
  z.object({ kind: z.literal('failed'), because: z.string() }),
]);
export type KeptBatch = z.output<typeof KeptBatch>;

interface Waiting {
  readonly accepted: AcceptedDelivery;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/** More would only make the first of them wait longer. */
const MAX_TOGETHER = 256;
/**
 * So many go at once, while this thread still reads others: with all 32 of a busy tool in one batch, one
 * thread stood still while the other worked. A third of them: 4 to 18 % more alerts were taken than with
 * 16, in four rounds in turns; with 8 as many as with 11.
 */
const ENOUGH = 11;
/** Batches that the thread has: one that it keeps, and one that it goes on with without a word from here. */
const AHEAD = 2;
/** Pieces of work that fill a log of a thousand pages, about ten to each. */
const PIECES_PER_COPY = 100;

/**
 * Keeps deliveries in a thread of its own: to write them takes longer than all else that is done for
 * them; meanwhile this thread reads and answers requests. One batch is kept at a time; what arrives
 * meanwhile is the next, and goes there at once where it is enough.
 *
 * What arrives alone is written here: nobody else waits for this thread then, and the way to the other
 * one and back takes as long as half of a commit. Its lane has started meanwhile, and what it sends may
 * leave before the answer is written. So is a batch of which an event merely follows: whether it has
 * where to go is asked in the transaction that keeps it, and the other thread only writes.
 *
 * If the thread dies, so does the process, by the error that nobody listens for: what was not kept was
 * not answered.
 */
export async function startKeepThread(options: KeepThreadOptions): Promise<KeepThread> {
  const { folder, turns, arrivals, keepHere, onWake } = options;
  const start: KeepThreadStart = { folder, turns: turns.shared };
  const thread = new Worker(new URL('keep-thread-worker.ts', import.meta.url), {
    workerData: start,
  });
  const gathering: Waiting[] = [];
  let isKeepingHere = false;
  /** What the thread has been given, in this order, and whether their jobs are remembered here. */
  const given: { readonly batch: readonly Waiting[]; readonly arrived: boolean }[] = [];
  let isPlanned = false;
  let onIdle: (() => void) | undefined;
  let uncopied = 0;

  /** When all that was read in this turn of the event loop is here (door.ts), or enough of it. */
  function plan(): void {
    if (gathering.length >= ENOUGH) return send();
    if (isPlanned || isBusy()) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      send();
    });
  }

  function isBusy(): boolean {
    return isKeepingHere || given.length > 0;
  }

  function send(): void {
    if (gathering.length === 0 || isKeepingHere || given.length >= AHEAD) return;
    if (given.length > 0 && gathering.length < ENOUGH) return;
    const batch = gathering.slice(0, MAX_TOGETHER);
    const isForHere = batch.length === 1 || batch.some(follows);
    const arrived = arrivals.hasRoom();
    // What is written here, or goes into the index, is seen at once; what arrives only when it is settled:
    // it must not be overtaken.
    if (given.length > 0 && (isForHere || !arrived)) return;
    gathering.splice(0, batch.length);
    if (isForHere) return void keepHereEach(batch);
    const deliveries = batch.map(({ accepted }) => accepted);
    given.push({ batch, arrived });
    thread.postMessage(toRowsToKeep(deliveries, arrived) satisfies Told);
  }

  async function keepHereEach(batch: readonly Waiting[]): Promise<void> {
    isKeepingHere = true;
    await Promise.all(
      batch.map(({ accepted, succeed, fail }) =>
        keepHere(accepted).then(() => setImmediate(succeed), fail),
      ),
    );
    isKeepingHere = false;
    goOn();
  }

  function goOn(): void {
    send();
    if (!isBusy()) onIdle?.();
  }

  function settle(said: Extract<KeptBatch, { kind: 'kept' | 'failed' }>): void {
    const { batch, arrived } = given.shift() ?? { batch: [], arrived: false };
    const jobs = batch.flatMap(({ accepted }) => accepted.jobs);
    // Before the next batch: one that is kept here asks what has arrived.
    if (said.kind === 'kept' && arrived) arrivals.add(jobs);
    goOn();
    if (said.kind === 'kept') {
      for (const { succeed } of batch) succeed();
      if (jobs.length > 0) onWake(new Set(jobs.map(({ lane }) => lane)), holdsOf(jobs));
      return;
    }
    const error = new RelayError('STORE_UNAVAILABLE', 'The store did not take a delivery.', {
      details: { because: said.because },
    });
    for (const { fail } of batch) fail(error);
  }

  await new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.on('message', (message: unknown) => {
      const said = KeptBatch.parse(message);
      if (said.kind !== 'ready') return settle(said);
      thread.off('error', reject);
      resolve();
    });
  });
  return {
    keep: (accepted) =>
      new Promise((succeed, fail) => {
        gathering.push({ accepted, succeed, fail });
        plan();
      }),
    noteCommitted(pieces) {
      uncopied += pieces;
      if (uncopied < PIECES_PER_COPY) return;
      uncopied = 0;
      thread.postMessage('copy-log-back' satisfies Told);
    },
    async stop() {
      if (isPlanned || isBusy()) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      await thread.terminate();
    },
  };
}

/** Without a lane there is nothing to ask: it goes nowhere. */
function follows({ accepted }: Waiting): boolean {
  return accepted.events.some(
    ({ lane, follows: because }) => lane !== undefined && because !== undefined,
  );
}

function holdsOf(jobs: readonly NewJob[]): ReadonlyMap<string, string> {
  const holds = new Map<string, string>();
  for (const { lane, hold } of jobs) if (hold !== undefined) holds.set(lane, hold);
  return holds;
}
