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
