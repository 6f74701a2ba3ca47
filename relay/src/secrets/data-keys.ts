import { createSecretKey, randomBytes } from 'node:crypto';
import type { Commit } from '../database/group-commit.ts';
import type { DataKeyTable, Db } from '../database/schema.ts';
import { RelayError } from '../lib/errors.ts';
import { decrypt, encrypt, keyIdOf, type EnvelopeKey } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

/** A data key as it is kept: wrapped with a master key. */
export type WrappedDataKey = Readonly<DataKeyTable>;

/** What a wrapped data key is bound to. */
function contextOf({ workspace, id }: Pick<WrappedDataKey, 'workspace' | 'id'>): readonly string[] {
  return ['data_key', workspace, id];
}

function wrapDataKey(
  master: EnvelopeKey,
  bytes: Buffer,
  of: Pick<WrappedDataKey, 'workspace' | 'id'>,
): string {
  return encrypt(master, bytes, contextOf(of));
}

function unwrapDataKey(ring: KeyRing, row: WrappedDataKey): Buffer {
  const master = ring.find(keyIdOf(row.wrapped) ?? '');
  const bytes = decrypt(master, row.wrapped, contextOf(row));
  if (bytes !== undefined) return bytes;
  throw new RelayError(
    'SECRET_UNREADABLE',
    `The data key ${row.id} of the workspace ${row.workspace} was changed in the store, or is another's. Restore it from a backup.`,
  );
}

export async function listDataKeys(db: Db): Promise<readonly WrappedDataKey[]> {
  return db.selectFrom('data_key').selectAll().orderBy('workspace').orderBy('number').execute();
}

export async function findDataKey(
  db: Db,
  workspace: string,
  id: string,
): Promise<WrappedDataKey | undefined> {
  return db
    .selectFrom('data_key')
    .selectAll()
    .where('id', '=', id)
    .where('workspace', '=', workspace)
    .executeTakeFirst();
}

/** The newest of a workspace seals; the older ones only open. */
export async function newestDataKey(
  db: Db,
  workspace: string,
): Promise<WrappedDataKey | undefined> {
  return db
    .selectFrom('data_key')
    .selectAll()
    .where('workspace', '=', workspace)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface AddDataKeyDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly ring: KeyRing;
  readonly newId: () => string;
  readonly now: () => number;
}

/**
 * One more data key for a workspace. Of two processes that add the same number one wins
 * (`data_key_one_per_number`), and both go on with the winner's.
 */
export async function addDataKey(
  deps: AddDataKeyDeps,
  workspace: string,
  number: number,
): Promise<WrappedDataKey> {
  const id = deps.newId();
  const wrapped = wrapDataKey(deps.ring.active(), randomBytes(32), { workspace, id });
  const row = { id, workspace, number, wrapped, created_at: deps.now() };
  return deps.commit(async ({ db }) => {
    await db
      .insertInto('data_key')
      .values(row)
      .onConflict((conflict) => conflict.columns(['workspace', 'number']).doNothing())
      .execute();
    return db
      .selectFrom('data_key')
      .selectAll()
      .where('workspace', '=', workspace)
      .where('number', '=', number)
      .executeTakeFirstOrThrow();
  });
}

export function toEnvelopeKey(ring: KeyRing, row: WrappedDataKey): EnvelopeKey {
  return { id: row.id, key: createSecretKey(unwrapDataKey(ring, row)) };
}

/** The same data key under the active master key; false when somebody else was faster. */
export async function rewrapDataKey(
  commit: Commit,
  ring: KeyRing,
  row: WrappedDataKey,
): Promise<boolean> {
  const wrapped = wrapDataKey(ring.active(), unwrapDataKey(ring, row), row);
  return commit(async ({ db }) => {
    const result = await db
      .updateTable('data_key')
      .set({ wrapped })
      .where('id', '=', row.id)
      .where('wrapped', '=', row.wrapped)
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  });
}
