import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

interface Named {
  readonly workspace: string;
  readonly connection: string;
}

export interface KeptRefreshToken {
  readonly sealed: string;
  readonly obtainedAt: number;
}

export async function findRefreshToken(
  db: Db,
  { workspace, connection }: Named,
): Promise<KeptRefreshToken | undefined> {
  const row = await db
    .selectFrom('refresh_token')
    .select(['sealed', 'obtained_at'])
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { sealed: row.sealed, obtainedAt: Number(row.obtained_at) };
}

/** The one before it, if any, is forgotten. */
export async function recordRefreshToken(
  { db }: Unit,
  { workspace, connection }: Named,
  { sealed, obtainedAt }: KeptRefreshToken,
): Promise<void> {
  const row = { sealed, obtained_at: obtainedAt };
  await db
    .insertInto('refresh_token')
    .values({ workspace, connection, ...row })
    .onConflict((conflict) => conflict.columns(['workspace', 'connection']).doUpdateSet(row))
    .execute();
}

/** Stands behind the name of a connection that is gone; no name has it. */
const ENDED = '#';

/** The connection is gone: a later one of its name must not find what it left. */
export async function endRefreshToken(
  { db }: Unit,
  { workspace, connection }: Named,
  revision: number,
): Promise<void> {
  await db
    .updateTable('refresh_token')
    .set({ connection: `${connection}${ENDED}${revision}` })
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .execute();
}

export async function forgetRefreshToken(
  { db }: Unit,
  { workspace, connection }: Named,
): Promise<void> {
  await db
    .deleteFrom('refresh_token')
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .execute();
}

/** What connections of this name left that are gone; once: the relay that takes it ends it. */
export async function takeEndedTokens(
  { db }: Unit,
  { workspace, connection }: Named,
): Promise<readonly string[]> {
  const rows = await db
    .deleteFrom('refresh_token')
    .where('workspace', '=', workspace)
    .where('connection', 'like', `${connection}${ENDED}%`)
    .returning('sealed')
    .execute();
  return rows.map(({ sealed }) => sealed);
}

/** Left while no relay ran: nobody knows any more where they are good, and they end by themselves. */
export async function forgetEndedTokens({ db }: Unit): Promise<void> {
  await db.deleteFrom('refresh_token').where('connection', 'like', `%${ENDED}%`).execute();
}
