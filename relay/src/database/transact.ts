import type { Tx } from './schema.ts';
import type { Store } from './store.ts';

/** What a transaction needs of the store. */
export type Transactions = Pick<Store, 'db' | 'commits' | 'synced'>;

/** Two replicas that wait for each other: the server ends one of the two, and that one comes again. */
const CONFLICTS = ['40001', '40P01'];
const MAX_ATTEMPTS = 5;

/** Resolves when the work is durable. It may run several times. */
export async function transact(
  store: Transactions,
  work: (transaction: Tx) => Promise<void>,
): Promise<void> {
  await commitUnsynced(store, work);
  await store.synced?.();
}

/**
 * Resolves when the work is committed; it is durable when `synced` resolves after that. Where the connection broke at COMMIT the
 * server is asked what became of it: to do the work again would double it, to report a failure would
 * make a tool send again what is here already.
 */
export async function commitUnsynced(
  { db, commits }: Transactions,
  work: (transaction: Tx) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let name: string | undefined;
    try {
      await db.transaction().execute(async (transaction) => {
        await work(transaction);
        name = await commits?.nameOf(transaction);
      });
      return;
    } catch (error) {
      if (name !== undefined && (await commits?.isCommitted(name)) === true) return;
      if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.some((code) => code === error.code);
}
