import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { z } from 'zod';
import { RelayError } from '../lib/errors.ts';
import type { Db, Schema } from './schema.ts';

/** What the thread is asked. */
export interface Question {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What it answers. */
export const Reply = z.object({
  id: z.int(),
  rows: z.array(z.unknown()).optional(),
  because: z.string().optional(),
});
export type Reply = z.output<typeof Reply>;

/**
 * A reader of the embedded store in a thread of its own, begun with its first question. SQLite answers in
 * the thread that asks: a walk over a large table, for a list or a story that somebody wants to see, would
 * hold every alert up as long. It sees what was committed before it was asked, and writes nothing.
 */
export function createReader(folder: string): Db {
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => createThreadDriver(folder),
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

function createThreadDriver(folder: string): Driver {
  let thread: Worker | undefined;
  let asked = 0;
  const waiting = new Map<number, (reply: Reply) => void>();

  function ask({ sql, parameters }: CompiledQuery): Promise<Reply> {
    return new Promise((resolve) => {
      thread ??= begin();
      asked += 1;
      waiting.set(asked, resolve);
      thread.ref();
      const question: Question = { id: asked, sql, parameters };
      thread.postMessage(question);
    });
  }

  function begin(): Worker {
    const begun = new Worker(new URL('reading-thread-worker.ts', import.meta.url), {
      workerData: { folder },
    });
    begun.on('message', settle);
    // No memory or no file is left for it: who asked hears so, and the next question begins another.
    begun.once('error', (error: unknown) => {
      thread = undefined;
      giveUp(error instanceof Error ? error.message : String(error));
    });
    begun.unref();
    return begun;
  }

  function giveUp(because: string): void {
    for (const id of waiting.keys()) settle({ id, because });
  }

  function settle(message: unknown): void {
    const reply = Reply.parse(message);
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
    if (waiting.size === 0) thread?.unref();
  }

  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, because } = await ask(query);
      if (rows !== undefined) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the question knows its rows, as with every driver
        return { rows: rows as Row[] };
      }
      throw new RelayError('STORE_UNAVAILABLE', 'The store did not answer a question.', {
        details: { because: because ?? '' },
      });
    },
    streamQuery() {
      throw new TypeError('a reader answers at once');
    },
  };
  const refuse = (): Promise<never> => Promise.reject(new TypeError('a reader writes nothing'));
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    async destroy() {
      await thread?.terminate();
      giveUp('it was closed');
    },
  };
}
