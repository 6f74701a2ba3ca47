import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

/** What waits for an agent; `request` and `result` are JSON of whoever waits. */
export interface KeptAgentRequest {
  readonly id: string;
  readonly request: string;
  /** No agent gets it any more after that, ms since the epoch. */
  readonly endsAt: number;
}

export async function insertAgentRequest(
  { db }: Unit,
  named: ConnectionName,
  { id, request, endsAt }: KeptAgentRequest,
): Promise<void> {
  await db
    .insertInto('agent_request')
    .values({ ...named, id, request, ends_at: endsAt, taken_at: null, result: null })
    .execute();
}

/** The oldest that nobody fetched yet; of several who ask at once one gets each. */
export async function takeAgentRequests(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  now: number,
  limit: number,
): Promise<readonly KeptAgentRequest[]> {
  const rows = await db
    .updateTable('agent_request')
    .set({ taken_at: now })
    .where('taken_at', 'is', null)
    .where('id', 'in', (from) =>
      from
        .selectFrom('agent_request')
        .select('id')
        .where('workspace', '=', workspace)
        .where('connection', '=', connection)
        .where('taken_at', 'is', null)
        .where('ends_at', '>', now)
        .orderBy('id')
        .limit(limit),
    )
    .returning(['id', 'request', 'ends_at'])
    .execute();
  return rows
    .map(({ id, request, ends_at }) => ({ id, request, endsAt: Number(ends_at) }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

export async function hasAgentRequests(
  db: Db,
  { workspace, connection }: ConnectionName,
  now: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('agent_request')
    .select('id')
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('taken_at', 'is', null)
    .where('ends_at', '>', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** False where nobody waits for it any more, or it was answered already. */
export async function answerAgentRequest(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  id: string,
  result: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('agent_request')
    .set({ result })
    .where('id', '=', id)
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('taken_at', 'is not', null)
    .where('result', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function isAgentRequestAnswered(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('agent_request')
    .select('id')
    .where('id', '=', id)
    .where('result', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes it away before any agent has it; false where one fetched it. */
export async function withdrawAgentRequest({ db }: Unit, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('agent_request')
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes it away, with what came of it. */
export async function endAgentRequest(
  { db }: Unit,
  id: string,
): Promise<{ readonly isTaken: boolean; readonly result: string | undefined }> {
  const row = await db
    .deleteFrom('agent_request')
    .where('id', '=', id)
    .returning(['taken_at', 'result'])
    .executeTakeFirst();
  return { isTaken: row?.taken_at !== null, result: row?.result ?? undefined };
}

/** Left by a process that died while it waited. */
export async function forgetEndedAgentRequests({ db }: Unit, now: number): Promise<void> {
  await db.deleteFrom('agent_request').where('ends_at', '<', now).execute();
}
