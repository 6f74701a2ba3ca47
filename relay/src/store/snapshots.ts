import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Snapshot } from '../domain/snapshot.ts';

const StoredSnapshot = z.object({
  id: z.string(),
  key: z.string(),
  table: z.string(),
  sysId: z.string(),
  number: z.string(),
  active: z.boolean(),
  modCount: z.int(),
  updatedOn: z.string(),
  updatedBy: z.string(),
  fields: z.record(z.string(), z.string()),
});

export interface NewSnapshot {
  readonly workspace: string;
  readonly connection: string;
  readonly lane: string;
  readonly receivedAt: number;
  readonly snapshot: Snapshot;
}

export type KeptSnapshot = Omit<NewSnapshot, 'lane'>;

/** Keeps a version of a record once; false when a poll and a rule saw the same one. */
export async function insertSnapshot({ db }: Unit, kept: NewSnapshot): Promise<boolean> {
  const { snapshot } = kept;
  const result = await db
    .insertInto('snapshot')
    .values({
      id: snapshot.id,
      workspace: kept.workspace,
      connection: kept.connection,
      key: snapshot.key,
      body: JSON.stringify(snapshot),
      received_at: kept.receivedAt,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findSnapshot(db: Db, id: string): Promise<KeptSnapshot | undefined> {
  const row = await db.selectFrom('snapshot').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    workspace: row.workspace,
    connection: row.connection,
    receivedAt: Number(row.received_at),
    snapshot: StoredSnapshot.parse(JSON.parse(row.body)),
  };
}

/** Compared: what it taught stands in the change and in the copy. */
export async function deleteSnapshot({ db }: Unit, id: string): Promise<void> {
  await db.deleteFrom('snapshot').where('id', '=', id).execute();
}
