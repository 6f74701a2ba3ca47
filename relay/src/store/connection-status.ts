import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { type StatusName, statusNames, worstOf } from '../domain/connection-status.ts';

/** How a connection is, as a relay found it. */
export interface KeptStatus {
  readonly workspace: string;
  readonly connection: string;
  readonly status: StatusName;
  readonly because: string | undefined;
  readonly message: string;
  /** Since when it is so, ms since the epoch. */
  readonly since: number;
  /** When a relay said so last. */
  readonly seenAt: number;
}

/** A relay says it again each minute: one that did not for so long is gone, and what it said with it. */
const STATUS_STANDS_MS = 180_000;

/** Of each connection of the workspace what the relays that run find, the worst of it. */
export async function findStatuses(
  db: Db,
  workspace: string,
  now: number,
): Promise<readonly KeptStatus[]> {
  const rows = await db
    .selectFrom('connection_status')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('seen_at', '>', now - STATUS_STANDS_MS)
    .execute();
  const byConnection = Map.groupBy(rows.flatMap(toKept), ({ connection }) => connection);
  return [...byConnection.values()].flatMap((seen) => worstOf(seen) ?? []);
}

/** Whether a relay that has connections says how one of them is: it does so from the first answer of an instance on. */
export async function isStatusSaid(db: Db, now: number): Promise<boolean> {
  const seen = await db
    .selectFrom('connection_status')
    .select('relay')
    .where('seen_at', '>', now - STATUS_STANDS_MS)
    .limit(1)
    .executeTakeFirst();
  return seen !== undefined;
}

function toKept(row: {
  readonly workspace: string;
  readonly connection: string;
  readonly status: string;
  readonly because: string | null;
  readonly message: string;
  readonly since: number;
  readonly seen_at: number;
}): readonly KeptStatus[] {
  const status = statusNames.find((name) => name === row.status);
  if (status === undefined) return [];
  const { workspace, connection, message } = row;
  const because = row.because ?? undefined;
  const [since, seenAt] = [Number(row.since), Number(row.seen_at)];
  return [{ workspace, connection, status, because, message, since, seenAt }];
}

export async function recordStatus(
  { db }: Unit,
  relay: string,
  { workspace, connection, status, because, message, since, seenAt }: KeptStatus,
): Promise<void> {
  const row = { status, because: because ?? null, message, since, seen_at: seenAt };
  await db
    .insertInto('connection_status')
    .values({ workspace, connection, relay, ...row })
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'connection', 'relay']).doUpdateSet(row),
    )
    .execute();
  await db
    .deleteFrom('connection_status')
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('seen_at', '<', seenAt - STATUS_STANDS_MS)
    .execute();
}

/** A relay that stops takes along what it said. */
export async function forgetStatuses({ db }: Unit, relay: string): Promise<void> {
  await db.deleteFrom('connection_status').where('relay', '=', relay).execute();
}
