import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

export interface ApiToken {
  readonly id: string;
  /** `undefined` opens every workspace. */
  readonly workspace: string | undefined;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
}

const Scopes = z.array(z.string());

/** The hash is looked up, so a wrong token and no token take the same way. */
export async function findApiToken(db: Db, hash: string): Promise<ApiToken | undefined> {
  const row = await db
    .selectFrom('api_token')
    .selectAll()
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row === undefined ? undefined : toApiToken(row);
}

export async function findApiTokenById(db: Db, id: string): Promise<ApiToken | undefined> {
  const row = await db.selectFrom('api_token').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toApiToken(row);
}

/** @param workspace only those that open this one and no other */
export async function listApiTokens(db: Db, workspace?: string): Promise<readonly ApiToken[]> {
  const all = db.selectFrom('api_token').selectAll().orderBy('id');
  const some = workspace === undefined ? all : all.where('workspace', '=', workspace);
  return (await some.execute()).map(toApiToken);
}

function toApiToken(row: {
  readonly id: string;
  readonly workspace: string | null;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}): ApiToken {
  return {
    id: row.id,
    workspace: row.workspace ?? undefined,
    name: row.name,
    scopes: Scopes.parse(JSON.parse(row.scopes)),
    createdAt: Number(row.created_at),
    expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
    revokedAt: row.revoked_at === null ? undefined : Number(row.revoked_at),
  };
}

export async function insertApiToken(
  unit: Unit,
  token: Omit<ApiToken, 'revokedAt'> & { readonly hash: string },
): Promise<void> {
  await unit.db
    .insertInto('api_token')
    .values({
      id: token.id,
      workspace: token.workspace ?? null,
      name: token.name,
      hash: token.hash,
      scopes: JSON.stringify(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt ?? null,
      revoked_at: null,
    })
    .execute();
}

/** False when there is no such token, or it was revoked before. */
export async function revokeApiToken(unit: Unit, id: string, now: number): Promise<boolean> {
  const result = await unit.db
    .updateTable('api_token')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Of a workspace that is gone. */
export async function deleteApiTokens({ db }: Unit, workspace: string): Promise<void> {
  await db.deleteFrom('api_token').where('workspace', '=', workspace).execute();
}
