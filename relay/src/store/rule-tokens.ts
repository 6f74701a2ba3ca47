import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

/** The hash of the token that the pasted rule of a connection carries. */
export async function findRuleTokenHash(
  db: Db,
  { workspace, connection }: ConnectionName,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('rule_token')
    .select('hash')
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .executeTakeFirst();
  return row?.hash;
}

/** The one before it, if any, is void from now on. */
export async function recordRuleToken(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  token: { readonly hash: string; readonly createdAt: number },
): Promise<void> {
  const row = { hash: token.hash, created_at: token.createdAt };
  await db
    .insertInto('rule_token')
    .values({ workspace, connection, ...row })
    .onConflict((conflict) => conflict.columns(['workspace', 'connection']).doUpdateSet(row))
    .execute();
}

/** False when there was none. */
export async function deleteRuleToken(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
): Promise<boolean> {
  const result = await db
    .deleteFrom('rule_token')
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
