// The other side of keep-thread.ts: writes batches of deliveries into the embedded store.
import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite } from '../database/sqlite.ts';
import { createTurns } from '../lib/turns.ts';
import { insertAccepted } from './keep.ts';
import type { KeepThreadStart, KeptBatch } from './keep-thread.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

const start: KeepThreadStart = workerData;
const turns = createTurns(start.turns);
const { db } = await openSqlite(start.folder, { beside: true });

async function keep(batch: readonly AcceptedDelivery[]): Promise<KeptBatch> {
  const lanes = new Set<string>();
  turns.takeBlocking();
  try {
    await db
      .transaction()
      .execute((unit) => insertAccepted({ db: unit, wake: (lane) => lanes.add(lane) }, batch));
    return { kind: 'kept', lanes: [...lanes] };
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  } finally {
    turns.end();
  }
}

function say(what: KeptBatch): void {
  parentPort?.postMessage(what);
}

parentPort?.on('message', (batch: readonly AcceptedDelivery[]) => void keep(batch).then(say));
say({ kind: 'ready' });
