import { hash } from 'node:crypto';
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

/**
 * Keeps a change once, and says under which id; none when it was kept before (the app sends until it hears
 * a 2xx). Instances choose the ids: those of a clone are the same, and another customer's may be. Neither
 * takes the other's place.
 */
export async function insertChange(unit: Unit, change: NewChange): Promise<string | undefined> {
  for (const id of possibleIds(change, change.change.id)) {
    if (await insertUnder(unit.db, id, change)) return id;
    if ((await findOwned(unit.db, change, [id])).size > 0) return undefined;
  }
  return undefined;
}

type Teller = Pick<NewChange, 'workspace' | 'connection'>;

/** The second, for when somebody else's change has the first, is longer than what an instance may send. */
function possibleIds({ workspace, connection }: Teller, id: string): readonly string[] {
  return [id, hash('sha512', JSON.stringify([workspace, connection, id]), 'hex')];
}

async function insertUnder(db: Db, id: string, change: NewChange): Promise<boolean> {
  const result = await db
    .insertInto('change')
    .values({
      id,
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
    change: { ...ChangeEvent.parse(JSON.parse(row.body)), id },
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

/** Of these changes of a connection those that we have. */
export async function findKnownChanges(
  db: Db,
  teller: Teller,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const owned = await findOwned(
    db,
    teller,
    ids.flatMap((id) => possibleIds(teller, id)),
  );
  return new Set(ids.filter((id) => possibleIds(teller, id).some((one) => owned.has(one))));
}

async function findOwned(
  db: Db,
  { workspace, connection }: Teller,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('change')
    .select('id')
    .where('id', 'in', [...ids])
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
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
