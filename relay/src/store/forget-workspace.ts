import { sql } from 'kysely';
import type { Commit, Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

/** Rows of one statement: small enough that intake, which shares the writer, does not notice. */
const ROWS_AT_ONCE = 500;

/** Tables whose rows know their lane only, and what names a row; they go before those that know whose lane it is. */
const byLane = { alert: 'lane, fingerprint', attempt: 'id' } as const;

const byWorkspace = {
  job: 'id',
  event: 'id',
  delivery: 'id',
  write_back: 'id',
  webhook_run: 'id',
  change: 'id',
  snapshot: 'id',
  watermark: 'connection, table_name',
  rule_token: 'connection',
  sign_in: 'id',
  refresh_token: 'connection',
  connection_status: 'connection, relay',
  mapping_report: 'connection',
  app_watch: 'connection',
  repair: 'id',
  idempotency: 'key',
  loop_step: 'id',
  agent_request: 'id',
  api_token: 'id',
  link: 'lane, episode',
  intent: 'key',
} as const;

/** Where rows of a workspace lie. */
export const forgottenTables: readonly string[] = [
  'intent_note',
  ...Object.keys(byLane),
  ...Object.keys(byWorkspace),
];

/**
 * Removes all that a workspace ever received and made, batch by batch. Its audit stays, and that it was
 * deleted. Safe to run again when it was interrupted.
 */
export async function forgetWorkspace(commit: Commit, workspace: string): Promise<number> {
  let gone = 0;
  const drain = async (remove: (unit: Unit) => Promise<number>): Promise<void> => {
    let batch = ROWS_AT_ONCE;
    while (batch === ROWS_AT_ONCE) {
      batch = await commit(remove, { mayWaitMs: 8 });
      gone += batch;
    }
  };
  await drain((unit) => removeNotes(unit, workspace));
  for (const [table, key] of Object.entries(byLane)) {
    await drain((unit) => removeByLane(unit, table, key, workspace));
  }
  for (const [table, key] of Object.entries(byWorkspace)) {
    await drain((unit) => removeRows(unit, table, key, workspace));
  }
  return gone;
}

/** Workspaces that were deleted and are not there any more. */
export async function listDeletedWorkspaces(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('configuration_version')
    .select('workspace')
    .distinct()
    .where('action', '=', 'workspace.delete')
    .where('workspace', 'not in', (from) => from.selectFrom('configuration').select('workspace'))
    .execute();
  return rows.map(({ workspace }) => workspace);
}

async function removeNotes({ db }: Unit, workspace: string): Promise<number> {
  const result = await sql`
    delete from intent_note where (key, id) in (
      select note.key, note.id from intent_note note
      join intent on intent.key = note.key
      where intent.workspace = ${workspace} limit ${sql.lit(ROWS_AT_ONCE)})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

async function removeByLane(
  { db }: Unit,
  table: string,
  key: string,
  workspace: string,
): Promise<number> {
  const result = await sql`
    delete from ${sql.table(table)} where (${sql.raw(key)}) in (
      select ${sql.raw(key)} from ${sql.table(table)} where lane in (
        select lane from link where workspace = ${workspace}
        union select lane from event where workspace = ${workspace} and lane is not null
        union select lane from change where workspace = ${workspace})
      limit ${sql.lit(ROWS_AT_ONCE)})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

async function removeRows(
  { db }: Unit,
  table: string,
  key: string,
  workspace: string,
): Promise<number> {
  const result = await sql`
    delete from ${sql.table(table)}
    where workspace = ${workspace} and (${sql.raw(key)}) in (
      select ${sql.raw(key)} from ${sql.table(table)} where workspace = ${workspace}
      limit ${sql.lit(ROWS_AT_ONCE)})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}
