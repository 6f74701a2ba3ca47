import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

/** A person's way through the sign-in of a connection: link → session → outcome. */
export interface SignIn {
  readonly id: string;
  readonly workspace: string;
  readonly connection: string;
  readonly expiresAt: number;
  readonly outcome: 'connected' | 'failed' | undefined;
  readonly because: string | undefined;
}

export async function insertSignIn(
  { db }: Unit,
  row: ConnectionName & {
    readonly id: string;
    readonly actor: string;
    readonly linkHash: string;
    readonly expiresAt: number;
  },
): Promise<void> {
  await db
    .insertInto('sign_in')
    .values({
      id: row.id,
      workspace: row.workspace,
      connection: row.connection,
      actor: row.actor,
      link_hash: row.linkHash,
      session_hash: null,
      session: null,
      expires_at: row.expiresAt,
      outcome: null,
      because: null,
      ended_at: null,
    })
    .execute();
}

/** Of a link that is still good, without using it up. */
export async function findSignInByLink(
  db: Db,
  linkHash: string,
  now: number,
): Promise<SignIn | undefined> {
  const row = await db
    .selectFrom('sign_in')
    .selectAll()
    .where('link_hash', '=', linkHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row === undefined ? undefined : toSignIn(row);
}

export async function findSignIn(
  db: Db,
  of: ConnectionName,
  id: string,
): Promise<SignIn | undefined> {
  const row = await db
    .selectFrom('sign_in')
    .selectAll()
    .where('id', '=', id)
    .where('workspace', '=', of.workspace)
    .where('connection', '=', of.connection)
    .executeTakeFirst();
  return row === undefined ? undefined : toSignIn(row);
}

/** The link is used up, the browser has a session: false when somebody was faster. */
export async function beginSession(
  { db }: Unit,
  linkHash: string,
  session: { readonly hash: string; readonly sealed: string },
): Promise<boolean> {
  const result = await db
    .updateTable('sign_in')
    .set({ link_hash: null, session_hash: session.hash, session: session.sealed })
    .where('link_hash', '=', linkHash)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The session of a browser, once: whoever comes back a second time finds none. */
export async function takeSession(
  { db }: Unit,
  sessionHash: string,
  now: number,
): Promise<(SignIn & { readonly session: string }) | undefined> {
  const row = await db
    .selectFrom('sign_in')
    .selectAll()
    .where('session_hash', '=', sessionHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row?.session === null || row?.session === undefined) return undefined;
  const taken = await db
    .updateTable('sign_in')
    .set({ session_hash: null, session: null })
    .where('session_hash', '=', sessionHash)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n ? { ...toSignIn(row), session: row.session } : undefined;
}

export async function endSignIn(
  { db }: Unit,
  id: string,
  end: {
    readonly outcome: 'connected' | 'failed';
    readonly because: string | undefined;
    readonly at: number;
  },
): Promise<void> {
  await db
    .updateTable('sign_in')
    .set({ outcome: end.outcome, because: end.because ?? null, ended_at: end.at })
    .where('id', '=', id)
    .execute();
}

function toSignIn(row: {
  readonly id: string;
  readonly workspace: string;
  readonly connection: string;
  readonly expires_at: number;
  readonly outcome: string | null;
  readonly because: string | null;
}): SignIn {
  const { id, workspace, connection, outcome } = row;
  return {
    id,
    workspace,
    connection,
    expiresAt: Number(row.expires_at),
    outcome: outcome === 'connected' || outcome === 'failed' ? outcome : undefined,
    because: row.because ?? undefined,
  };
}
