import { ChangeEvent } from '@alert-relay/shared-types';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { LinkName } from './links.ts';

export interface NewChange {
  readonly workspace: string;
  readonly connection: string;
  readonly lane: string;
  readonly receivedAt: number;
  readonly change: ChangeEvent;
}

export interface KeptChange {
  readonly workspace: string;
  readonly connection: string;
  readonly receivedAt: number;
  readonly change: ChangeEvent;
}

/** Keeps a change once; false when it was kept before (the app sends until it hears a 2xx). */
export async function insertChange(unit: Unit, change: NewChange): Promise<boolean> {
  const result = await unit.db
    .insertInto('change')
    .values({
      id: change.change.id,
      workspace: change.workspace,
      connection: change.connection,
      lane: change.lane,
      key: change.change.key,
      sequence: change.change.sequence,
      body: JSON.stringify(change.change),
      received_at: change.receivedAt,
      outcome: null,
      because: null,
      decided_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findChange(db: Db, id: string): Promise<KeptChange | undefined> {
  const row = await db.selectFrom('change').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    workspace: row.workspace,
    connection: row.connection,
    receivedAt: Number(row.received_at),
    change: ChangeEvent.parse(JSON.parse(row.body)),
  };
}

/** Whether a later change of the same record was decided before this one. */
export async function isOvertaken(
  db: Db,
  { workspace, connection, change }: KeptChange,
): Promise<boolean> {
  const later = await db
    .selectFrom('change')
    .select('change.id')
    .innerJoin('change as this', 'this.lane', 'change.lane')
    .where('this.id', '=', change.id)
    .where('change.workspace', '=', workspace)
    .where('change.connection', '=', connection)
    .where('change.sequence', '>', change.sequence)
    .where('change.decided_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}

export async function recordChangeOutcome(
  unit: Unit,
  id: string,
  outcome: { readonly outcome: string; readonly because: string; readonly at: number },
): Promise<void> {
  await unit.db
    .updateTable('change')
    .set({ outcome: outcome.outcome, because: outcome.because, decided_at: outcome.at })
    .where('id', '=', id)
    .execute();
}

/** The first change of a record that came, with what was decided about it. */
export async function findChangeOfRecord(
  db: Db,
  key: string,
): Promise<
  | { readonly id: string; readonly outcome: string | undefined; readonly because: string }
  | undefined
> {
  const row = await db
    .selectFrom('change')
    .select(['id', 'outcome', 'because'])
    .where('key', '=', key)
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { id: row.id, outcome: row.outcome ?? undefined, because: row.because ?? '' };
}

/** Sequences of the changes of a record that we have, above one; whatever became of them. */
export async function findSequences(
  db: Db,
  { key, workspace, connection }: LinkName,
  after: number,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('change')
    .select('sequence')
    .where('key', '=', key)
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('sequence', '>', after)
    .execute();
  return rows.map(({ sequence }) => Number(sequence));
}

/** Of these changes those that we have. */
export async function findKnownChanges(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('change')
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Whether a change of the record is kept and nothing was decided about it yet. */
export async function hasUndecidedChange(
  db: Db,
  { key, workspace, connection }: LinkName,
): Promise<boolean> {
  const row = await db
    .selectFrom('change')
    .select('id')
    .where('key', '=', key)
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('decided_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
