import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { RelayError } from '../lib/errors.ts';
import * as start from './migrations/0001-start.ts';
import * as tableMode from './migrations/0002-table-mode.ts';
import * as dataKeys from './migrations/0003-data-keys.ts';
import * as severalRelays from './migrations/0004-several-relays.ts';
import * as configuration from './migrations/0005-configuration.ts';
import * as signIns from './migrations/0006-sign-ins.ts';
import * as mappingReport from './migrations/0008-mapping-report.ts';
import * as auditChain from './migrations/0009-audit-chain.ts';
import * as deadLetters from './migrations/0010-dead-letters.ts';
import * as arrivedJobs from './migrations/0011-arrived-jobs.ts';
import * as connectionStatus from './migrations/0014-connection-status.ts';
import * as bothSides from './migrations/0016-both-sides.ts';
import * as moves from './migrations/0017-moves.ts';
import * as loopSteps from './migrations/0018-loop-steps.ts';
import * as webhooks from './migrations/0020-webhooks.ts';
import * as questions from './migrations/0022-questions.ts';
import * as agentRequests from './migrations/0024-agent-requests.ts';
import * as oneRenewal from './migrations/0030-one-renewal.ts';
import * as linksByAge from './migrations/0031-links-by-age.ts';
import * as silentAlerts from './migrations/0032-silent-alerts.ts';
import * as heldLanes from './migrations/0034-held-lanes.ts';
import * as heldInOrder from './migrations/0036-held-in-order.ts';
import type { Db } from './schema.ts';

/** In order of their names; listed here so that nothing depends on the folder at run time. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-table-mode': tableMode,
  '0003-data-keys': dataKeys,
  '0004-several-relays': severalRelays,
  '0005-configuration': configuration,
  '0006-sign-ins': signIns,
  '0008-mapping-report': mappingReport,
  '0009-audit-chain': auditChain,
  '0010-dead-letters': deadLetters,
  '0011-arrived-jobs': arrivedJobs,
  '0014-connection-status': connectionStatus,
  '0016-both-sides': bothSides,
  '0017-moves': moves,
  '0018-loop-steps': loopSteps,
  '0020-webhooks': webhooks,
  '0022-questions': questions,
  '0024-agent-requests': agentRequests,
  '0030-one-renewal': oneRenewal,
  '0031-links-by-age': linksByAge,
  '0032-silent-alerts': silentAlerts,
  '0034-held-lanes': heldLanes,
  '0036-held-in-order': heldInOrder,
};

/** Another relay may be at it, and a large table takes its time. */
const GIVE_UP_AFTER_MS = 120_000;
const AGAIN_AFTER_MS = 500;

/** What came of bringing a schema up to date. */
export interface Migrated {
  /** Names of the migrations that were missing. */
  readonly migrated: readonly string[];
  /** Names that a newer relay left behind: it only added, so this one works on what it knows. */
  readonly unknownMigrations: readonly string[];
}

/**
 * Brings the schema up to date. Replicas that start together
 * take turns: Kysely holds a lock for all of it, in one transaction, so a relay that dies in the middle
 * leaves nothing behind.
 *
 * A schema of a newer relay is accepted as long as that relay only added to it: during a rolling
 * upgrade, and after going back, the older one works on.
 */
export async function migrate(db: Db): Promise<Migrated> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const unknownMigrations = await findUnknown(db);
    if (unknownMigrations.length > 0) return { migrated: [], unknownMigrations };
    const { error, results = [] } = await createMigrator(db).migrateToLatest();
    if (error === undefined) {
      return { migrated: results.map(({ migrationName }) => migrationName), unknownMigrations };
    }
    if (!isLockedOut(error) || performance.now() > deadline) throw toFailure(error, results);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

/** Whether `migrate` would change something. */
export async function isBehind(db: Db): Promise<boolean> {
  const known = await createMigrator(db).getMigrations();
  return known.some(({ executedAt }) => executedAt === undefined);
}

function createMigrator(db: Db): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}

/** Throws where a newer relay took away what this one needs, or never had it. */
async function findUnknown(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  const isThere = (name: string): boolean => tables.some((table) => table.name === name);
  if (!isThere('schema_floor')) return [];
  const done = await sql<{
    name: string;
  }>`select name from kysely_migration order by name`.execute(db);
  const doneNames = done.rows.map(({ name }) => name);
  const names = doneNames.filter(isUnknown);
  if (names.length === 0) return [];
  const floor = await sql<{ migration: string }>`select migration from schema_floor`.execute(db);
  const unknown = floor.rows.find(({ migration }) => isUnknown(migration));
  if (unknown === undefined) {
    assertNoneMissing(doneNames, names);
    return names;
  }
  throw new RelayError(
    'STORE_UNSUITABLE',
    `The store was brought up to ${unknown.migration} by a newer relay, and this one cannot read it. Start that version, or restore the backup from before.`,
    { details: { migration: unknown.migration } },
  );
}

/**
 * A newer release has done all that this one knows; where something is missing, the store was under one that is
 * not its successor. It is not added here: done behind those that are not known, it would stand in an order
 * that no release takes.
 */
function assertNoneMissing(done: readonly string[], unknown: readonly string[]): void {
  const missing = Object.keys(migrations).filter((name) => !done.includes(name));
  if (missing.length === 0) return;
  throw new RelayError(
    'STORE_UNSUITABLE',
    `The store was brought up to ${unknown.at(-1)} by a release that does not know ${missing.join(', ')}, which this one needs: neither follows the other. Start the release that was on this store, or restore the backup from before it.`,
    { details: { missing: missing.join(', ') } },
  );
}

function isUnknown(name: string): boolean {
  return !Object.hasOwn(migrations, name);
}

/**
 * PostgreSQL's lock_not_available: it waited as long as it may for another one's lock. SQLite has no lock
 * for migrations: a command and a relay may begin together, and one of them finds the store changed.
 */
function isLockedOut(error: unknown): boolean {
  const said = error instanceof RelayError ? error.cause : error;
  if (!(said instanceof Error) || !('code' in said)) return false;
  return said.code === '55P03' || String(said.code).startsWith('SQLITE_BUSY');
}

function toFailure(
  error: unknown,
  results: readonly { readonly status: string; readonly migrationName: string }[],
): RelayError {
  const failed = results.find(({ status }) => status === 'Error')?.migrationName ?? 'unknown';
  const because = error instanceof Error ? error.message : String(error);
  return new RelayError(
    'STORE_UNAVAILABLE',
    `The schema of the store could not be brought up to date: ${because}`,
    { cause: error, details: { migration: failed } },
  );
}
