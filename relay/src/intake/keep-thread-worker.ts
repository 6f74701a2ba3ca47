// The other side of keep-thread.ts: writes batches of rows into the embedded store.
import { parentPort, workerData } from 'node:worker_threads';
import type { FlatRows } from '../database/flat-rows.ts';
import { openSecondWriter } from '../database/second-writer.ts';
import { createTurns } from '../lib/turns.ts';
import type { KeepThreadStart, KeptBatch, Told } from './keep-thread.ts';

const start: KeepThreadStart = workerData;
const turns = createTurns(start.turns);
const { write, sync, copyLogBack } = openSecondWriter(start.folder);

async function keep(rows: readonly FlatRows[]): Promise<KeptBatch> {
  turns.takeBlocking();
  try {
    write(rows);
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  } finally {
    turns.end();
  }
  await sync();
  return { kind: 'kept' };
}

function say(what: KeptBatch): void {
  parentPort?.postMessage(what);
}

parentPort?.on('message', (told: Told) => {
  if (told === 'copy-log-back') copyLogBack();
  else void keep(told).then(say);
});
say({ kind: 'ready' });
