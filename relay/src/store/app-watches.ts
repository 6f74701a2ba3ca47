import type { Unit } from '../database/group-commit.ts';
import type { AppWatchTable, Db } from '../database/schema.ts';
import { type SilenceReason, silenceReasons } from '../domain/app-silence.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

/** What waited in an app when it told us last. */
export interface AppBacklog {
  readonly waiting: number;
  readonly oldestWaitingMinutes: number;
  readonly dead: number;
}

export interface AppWatch extends ConnectionName {
  readonly since: number;
  readonly answeredAt: number | undefined;
  readonly heardAt: number | undefined;
  readonly backlog: AppBacklog;
  readonly silent: { readonly since: number; readonly because: SilenceReason } | undefined;
}

export async function listAppWatches(db: Db): Promise<readonly AppWatch[]> {
  const rows = await db
    .selectFrom('app_watch')
    .selectAll()
    .orderBy('workspace')
    .orderBy('connection')
    .execute();
  return rows.map((row) => ({
    workspace: row.workspace,
    connection: row.connection,
    since: Number(row.since),
    answeredAt: toTime(row.answered_at),
    heardAt: toTime(row.heard_at),
    backlog: {
      waiting: row.waiting ?? 0,
      oldestWaitingMinutes: row.oldest_waiting_minutes ?? 0,
      dead: row.dead ?? 0,
    },
    silent: toSilent(row),
  }));
}

function toTime(stored: number | null): number | undefined {
  return stored === null ? undefined : Number(stored);
}

function toSilent({
  silent_since,
  because,
}: Pick<AppWatchTable, 'silent_since' | 'because'>): AppWatch['silent'] {
  const reason = silenceReasons.find((one) => one === because);
  return silent_since === null || reason === undefined
    ? undefined
    : { since: Number(silent_since), because: reason };
}

export async function findAppWatch(db: Db, of: ConnectionName): Promise<AppWatch | undefined> {
  const all = await listAppWatches(db);
  return all.find(
    ({ workspace, connection }) => workspace === of.workspace && connection === of.connection,
  );
}

/** Begins to look after it, or adds what was learned now. */
export async function recordAppWatch(
  { db }: Unit,
  { workspace, connection }: ConnectionName,
  now: number,
  learned: Partial<Omit<AppWatchTable, 'workspace' | 'connection' | 'since'>>,
): Promise<void> {
  const unknown = {
    answered_at: null,
    heard_at: null,
    app_version: null,
    waiting: null,
    oldest_waiting_minutes: null,
    dead: null,
    silent_since: null,
    because: null,
  };
  const insert = db
    .insertInto('app_watch')
    .values({ workspace, connection, since: now, ...unknown, ...learned });
  await insert
    .onConflict((conflict) => {
      const known = conflict.columns(['workspace', 'connection']);
      return Object.keys(learned).length === 0 ? known.doNothing() : known.doUpdateSet(learned);
    })
    .execute();
}

export function toColumns(backlog: AppBacklog) {
  return {
    waiting: backlog.waiting,
    oldest_waiting_minutes: backlog.oldestWaitingMinutes,
    dead: backlog.dead,
  };
}
