// The other side of keep-thread.ts: writes batches of deliveries into the embedded store.
import { parentPort, workerData } from 'node:worker_threads';
import { openUnit } from '../database/group-commit.ts';
import { openSecondWriter } from '../database/sqlite.ts';
import { createTurns } from '../lib/turns.ts';
import { insertAccepted } from './keep.ts';
import type { BatchToKeep, KeepThreadStart, KeptBatch, Told } from './keep-thread.ts';

const start: KeepThreadStart = workerData;
const turns = createTurns(start.turns);
const { db, synced, copyLogBack } = openSecondWriter(start.folder);

async function write({ batch, arrived, arriving }: BatchToKeep): Promise<KeptBatch> {
  const isArriving = (lane: string): boolean => arriving.includes(lane);
  const lanes = new Set<string>();
  turns.takeBlocking();
  try {
    await db.transaction().execute(async (transaction) => {
      const unit = openUnit(transaction, (lane) => lanes.add(lane));
      await insertAccepted(unit, batch, { isArriving, arrived });
      await unit.finish();
    });
    return { kind: 'kept', lanes: [...lanes] };
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  } finally {
    turns.end();
  }
}

/** What is written while the disk works on one batch shares the next sync. */
async function keep(told: BatchToKeep): Promise<void> {
  const written = await write(told);
  say({ kind: 'written' });
  await synced();
  say(written);
}

function say(what: KeptBatch): void {
  parentPort?.postMessage(what);
}

parentPort?.on('message', (told: Told) => {
  if (told === 'copy-log-back') copyLogBack();
  else void keep(told);
});
say({ kind: 'ready' });
