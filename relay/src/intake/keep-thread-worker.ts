// The other side of keep-thread.ts: writes batches of deliveries into the embedded store.
import { parentPort, workerData } from 'node:worker_threads';
import { openSecondWriter } from '../database/sqlite.ts';
import { createTurns } from '../lib/turns.ts';
import { insertAccepted } from './keep.ts';
import type { BatchToKeep, KeepThreadStart, KeptBatch } from './keep-thread.ts';

const start: KeepThreadStart = workerData;
const turns = createTurns(start.turns);
const { db, sync } = openSecondWriter(start.folder);
const written: KeptBatch[] = [];
let isSyncing = false;

async function write({ batch, arrived, arriving }: BatchToKeep): Promise<KeptBatch> {
  const isArriving = (lane: string): boolean => arriving.includes(lane);
  const lanes = new Set<string>();
  turns.takeBlocking();
  try {
    await db.transaction().execute(async (transaction) => {
      const unit = { db: transaction, wake: (lane: string) => lanes.add(lane) };
      await insertAccepted(unit, batch, { isArriving, arrived });
    });
    return { kind: 'kept', lanes: [...lanes] };
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  } finally {
    turns.end();
  }
}

async function keep(told: BatchToKeep): Promise<void> {
  written.push(await write(told));
  say({ kind: 'written' });
  if (!isSyncing) await syncAll();
}

/** One sync at a time; what is written meanwhile shares the next. */
async function syncAll(): Promise<void> {
  isSyncing = true;
  while (written.length > 0) {
    const batches = written.splice(0);
    await sync();
    for (const batch of batches) say(batch);
  }
  isSyncing = false;
}

function say(what: KeptBatch): void {
  parentPort?.postMessage(what);
}

parentPort?.on('message', (told: BatchToKeep) => void keep(told));
say({ kind: 'ready' });
