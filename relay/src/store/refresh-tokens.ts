import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

export interface KeptRefreshToken {
  readonly sealed: string;
  readonly obtainedAt: number;
}

export async function findRefreshToken(
  db: Db,
  { workspace, connection }: ConnectionName,
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

/** Of a new sign-in. The one before it, if any, is forgotten, and who is just renewing it comes too late. */
export async function recordRefreshToken(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  { sealed, obtainedAt }: KeptRefreshToken,
): Promise<void> {
  const row = { sealed, obtained_at: obtainedAt, renewed_by: null, renewed_until: null };
  await db
    .insertInto('refresh_token')
    .values({ workspace, connection, ...row })
    .onConflict((conflict) => conflict.columns(['workspace', 'connection']).doUpdateSet(row))
    .execute();
}

/** A relay, or a command beside it. */
export type RenewalHolder = 'relay' | 'command';

export interface Renewal {
  readonly by: string;
  readonly now: number;
  readonly until: number;
}

/** The right to show the token, for one at a time. */
export async function claimRenewal(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  { by, now, until }: Renewal,
): Promise<'claimed' | 'held' | 'no token'> {
  const { numUpdatedRows } = await db
    .updateTable('refresh_token')
    .set({ renewed_by: by, renewed_until: until })
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where((row) => row.or([row('renewed_by', 'is', null), row('renewed_until', '<', now)]))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return 'claimed';
  const kept = await findRefreshToken(db, { workspace, connection });
  return kept === undefined ? 'no token' : 'held';
}

/** Lets go, with the token that came of it where one came. Nothing where somebody else went on meanwhile. */
export async function endRenewal(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  by: string,
  renewed?: KeptRefreshToken,
): Promise<void> {
  const next =
    renewed === undefined ? {} : { sealed: renewed.sealed, obtained_at: renewed.obtainedAt };
  await db
    .updateTable('refresh_token')
    .set({ ...next, renewed_by: null, renewed_until: null })
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('renewed_by', '=', by)
    .execute();
}

/** At the start of the one relay on a store: what a relay holds was held by one that died. */
export async function endRenewalsOfRelays({ db }: Unit): Promise<void> {
  const relay: RenewalHolder = 'relay';
  await db
    .updateTable('refresh_token')
    .set({ renewed_by: null, renewed_until: null })
    .where('renewed_by', 'like', `${relay}:%`)
    .execute();
}

/** Stands behind the name of a connection that is gone; no name has it. */
const ENDED = '#';

/** The connection is gone: a later one of its name must not find what it left. */
export async function endRefreshToken(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
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
  { workspace, connection }: ConnectionName,
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
  { workspace, connection }: ConnectionName,
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
