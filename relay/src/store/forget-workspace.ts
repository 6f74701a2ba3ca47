import { type RawBuilder, sql } from 'kysely';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

/** Rows of one statement: small enough that intake, which shares the writer, does not notice. */
const ROWS_AT_ONCE = 500;
/** Each search may walk over all rows of all workspaces. */
const ROWS_FOUND_AT_ONCE = 5000;

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
  link: 'lane',
  intent: 'key',
} as const;

/** Where rows of a workspace lie. */
export const forgottenTables: readonly string[] = [
  'intent_note',
  ...Object.keys(byLane),
  ...Object.keys(byWorkspace),
];

export interface ForgetWorkspaceDeps {
  /** Rows are looked for here: among those of other workspaces that can take a while, and holds nobody up. */
  readonly reading: Db;
  readonly commit: Commit;
}

/**
 * Removes all that a workspace ever received and made, batch by batch. Its audit stays, and that it was
 * deleted. Safe to run again when it was interrupted.
 */
export async function forgetWorkspace(
  deps: ForgetWorkspaceDeps,
  workspace: string,
): Promise<number> {
  const isOfWorkspace = sql<boolean>`workspace = ${workspace}`;
  let gone = await forgetRows(
    deps,
    'intent_note',
    'key, id',
    sql`key in (select key from intent where ${isOfWorkspace})`,
  );
  for (const [table, key] of Object.entries(byLane)) {
    const isOfItsLanes = sql<boolean>`lane in (
      select lane from link where ${isOfWorkspace}
      union select lane from event where ${isOfWorkspace} and lane is not null
      union select lane from change where ${isOfWorkspace})`;
    gone += await forgetRows(deps, table, key, isOfItsLanes);
  }
  for (const [table, key] of Object.entries(byWorkspace)) {
    gone += await forgetRows(deps, table, key, isOfWorkspace, isOfWorkspace);
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

/**
 * @param key columns that name a row
 * @param within what they name it within; absent where that is the whole table
 */
async function forgetRows(
  { reading, commit }: ForgetWorkspaceDeps,
  table: string,
  key: string,
  condition: RawBuilder<unknown>,
  within: RawBuilder<unknown> = sql`true`,
): Promise<number> {
  const columns = key.split(', ');
  const named = sql.raw(`(${key})`);
  let gone = 0;
  let after = sql`true`;
  for (;;) {
    const { rows } = await sql<Record<string, string>>`
      select ${sql.raw(key)} from ${sql.table(table)} where ${condition} and ${after}
      order by ${sql.raw(key)} limit ${sql.lit(ROWS_FOUND_AT_ONCE)}`.execute(reading);
    const names = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    for (let start = 0; start < names.length; start += ROWS_AT_ONCE) {
      const some = sql.join(names.slice(start, start + ROWS_AT_ONCE));
      const forget = sql`delete from ${sql.table(table)} where ${within} and ${named} in (values ${some})`;
      await commit(({ db }) => forget.execute(db), { mayWaitMs: 8 });
    }
    gone += rows.length;
    if (rows.length < ROWS_FOUND_AT_ONCE) return gone;
    after = sql`${named} > ${names.at(-1)}`;
  }
}
