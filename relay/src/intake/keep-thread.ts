import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { RelayError } from '../lib/errors.ts';
import type { Arrivals } from '../queue/arrivals.ts';
import type { Turns } from '../lib/turns.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

export interface KeepThreadOptions {
  /** Of the embedded store. */
  readonly folder: string;
  /** With the other writer of the store. */
  readonly turns: Turns & { readonly shared: SharedArrayBuffer };
  readonly arrivals: Pick<Arrivals, 'hasRoom' | 'has' | 'add'>;
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

/** What the thread is told. */
export interface BatchToKeep {
  readonly batch: readonly AcceptedDelivery[];
  /** Whether this thread remembers its jobs, so that they need not be in the index of the lanes. */
  readonly arrived: boolean;
  /** Of the lanes that it merely follows, those that have work which only this thread knows. */
  readonly arriving: readonly string[];
}

/** Or that the log of the store has grown. */
export type Told = BatchToKeep | 'copy-log-back';

/** What the thread says: of each batch first that it can write the next, then what became of it. */
export const KeptBatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('written') }),
  z.object({ kind: z.literal('kept'), lanes: z.array(z.string()) }),
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
 * thread stood still while the other worked. In four pairs of runs alerts were taken 9 to 31 % faster; with
 * fewer than that the messages between the threads cost more than it brings.
 */
const ENOUGH = 16;
/** Pieces of work that fill a log of a thousand pages, about ten to each. */
const PIECES_PER_COPY = 100;

/**
 * Keeps deliveries in a thread of its own: to write them takes longer than all else that is done for
 * them; meanwhile this thread reads and answers requests. One batch is written at a time, and what
 * arrives meanwhile is the next; while the disk works on one, the next is written.
 *
 * What arrives alone is written here: nobody else waits for this thread then, and the way to the other
 * one and back takes as long as half of a commit. Its lane has started meanwhile, and what it sends may
 * leave before the answer is written. If the thread dies, so does the process, by the error
 * that nobody listens for: what was not kept was not answered.
 */
export async function startKeepThread(options: KeepThreadOptions): Promise<KeepThread> {
  const { folder, turns, arrivals, keepHere, onWake } = options;
  const start: KeepThreadStart = { folder, turns: turns.shared };
  const thread = new Worker(new URL('keep-thread-worker.ts', import.meta.url), {
    workerData: start,
  });
  let gathering: Waiting[] = [];
  /** Given to the thread, in this order, and not yet durable. */
  const underWay: { readonly batch: readonly Waiting[]; readonly arrived: boolean }[] = [];
  let isWriting = false;
  let isPlanned = false;
  let onIdle: (() => void) | undefined;
  let uncopied = 0;

  /** When all that was read in this turn of the event loop is here (door.ts), or enough of it. */
  function plan(): void {
    if (!isWriting && gathering.length >= ENOUGH) return send();
    if (isPlanned || isWriting) return;
    isPlanned = true;
    queueMicrotask(send);
  }

  function send(): void {
    isPlanned = false;
    if (isWriting) return;
    const arrived = arrivals.hasRoom();
    // What is in the index is seen at once, what arrives only when it is settled: it must not overtake.
    if (!arrived && underWay.some((one) => one.arrived)) return;
    const batch = gathering.splice(0, MAX_TOGETHER);
    const [first] = batch;
    if (first === undefined) return;
    isWriting = true;
    // Behind one that is still being synced it would only come to disk before it.
    if (batch.length === 1 && underWay.length === 0) return void keepAlone(first);
    const deliveries = batch.map(({ accepted }) => accepted);
    const told: BatchToKeep = { batch: deliveries, arrived, arriving: findArriving(deliveries) };
    underWay.push({ batch, arrived });
    thread.postMessage(told);
  }

  function findArriving(deliveries: readonly AcceptedDelivery[]): readonly string[] {
    const following = deliveries.flatMap(({ events }) =>
      events.flatMap(({ lane, follows }) =>
        lane === undefined || follows === undefined ? [] : [lane],
      ),
    );
    if (following.length === 0) return following;
    const sent = underWay.flatMap(({ batch }) => batch.flatMap(({ accepted }) => accepted.jobs));
    const onTheirWay = new Set(sent.map(({ lane }) => lane));
    return following.filter((lane) => arrivals.has(lane) || onTheirWay.has(lane));
  }

  async function keepAlone({ accepted, succeed, fail }: Waiting): Promise<void> {
    await keepHere(accepted).then(() => setImmediate(succeed), fail);
    goOn();
  }

  function goOn(): void {
    isWriting = false;
    send();
    sayIfIdle();
  }

  function sayIfIdle(): void {
    if (!isWriting && underWay.length === 0) onIdle?.();
  }

  function settle(said: Extract<KeptBatch, { kind: 'kept' | 'failed' }>): void {
    const { batch, arrived } = underWay.shift() ?? { batch: [], arrived: false };
    if (said.kind === 'kept' && arrived) {
      arrivals.add(batch.flatMap(({ accepted }) => accepted.jobs));
    }
    send();
    sayIfIdle();
    if (said.kind === 'kept') {
      for (const { succeed } of batch) succeed();
      if (said.lanes.length > 0) onWake(new Set(said.lanes), holdsOf(batch));
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
      if (said.kind === 'kept' || said.kind === 'failed') return settle(said);
      if (said.kind === 'written') return goOn();
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
      if (isPlanned || isWriting || underWay.length > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      await thread.terminate();
    },
  };
}

function holdsOf(batch: readonly Waiting[]): ReadonlyMap<string, string> {
  const holds = new Map<string, string>();
  for (const { accepted } of batch) {
    for (const { lane, hold } of accepted.jobs) if (hold !== undefined) holds.set(lane, hold);
  }
  return holds;
}
