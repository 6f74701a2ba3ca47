// The other side of reading-thread.ts: answers one question after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Question, Reply } from './reading-thread.ts';
import { openForReading } from './sqlite.ts';

const { folder } = z.object({ folder: z.string() }).parse(workerData);
const sqlite = openForReading(folder);

function answer({ id, sql, parameters }: Question): Reply {
  try {
    return { id, rows: sqlite.prepare(sql).all(...parameters) };
  } catch (error) {
    return { id, because: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));
