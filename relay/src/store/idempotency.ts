import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

export interface Idempotent {
  readonly workspace: string;
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
  readonly createdAt: number;
}

export async function findIdempotent(
  db: Db,
  workspace: string,
  key: string,
): Promise<Idempotent | undefined> {
  const row = await db
    .selectFrom('idempotency')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const answer: unknown = JSON.parse(row.answer);
  return {
    workspace,
    key,
    requestHash: row.request_hash,
    answer,
    createdAt: Number(row.created_at),
  };
}

/** In the transaction of what the request did, so that both are there or neither. */
export async function recordIdempotent(unit: Unit, entry: Idempotent): Promise<void> {
  await unit.db
    .insertInto('idempotency')
    .values({
      workspace: entry.workspace,
      key: entry.key,
      request_hash: entry.requestHash,
      answer: JSON.stringify(entry.answer),
      created_at: entry.createdAt,
    })
    .execute();
}
