import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * What several relays on one database need. Never edited after a release.
 *
 * The order of a lane was that of the ids, and these come from the clock of the machine that made
 * them; now the database numbers the jobs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  // In SQLite this very type makes the column the number that every row has anyway.
  const number = isPostgres ? 'bigserial' : 'integer';
  await numberJobs(db, number);
  await createLeases(db, isPostgres ? 'bigserial' : 'bigint');
  await createFloor(db);
}

async function numberJobs(db: Kysely<unknown>, number: 'bigserial' | 'integer'): Promise<void> {
  await db.schema.dropIndex('job_in_lane_order').execute();
  await db.schema.alterTable('job').renameTo('job_by_id').execute();
  await db.schema
    .createTable('job')
    .addColumn('seq', number, (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .execute();
  const columns = sql.raw(
    'id, workspace, lane, kind, subject, state, attempt, due_at, created_at, code, message',
  );
  await sql`insert into job (${columns}) select ${columns} from job_by_id order by id`.execute(db);
  await db.schema.dropTable('job_by_id').execute();
  await db.schema.createIndex('job_once_per_id').on('job').column('id').unique().execute();
  // The head of a lane is its first row here.
  await db.schema
    .createIndex('job_in_lane_order')
    .on('job')
    .columns(['lane', 'seq'])
    .where(sql<boolean>`state in ('waiting', 'blocking')`)
    .execute();
}

/** Who works on a lane, until when, and the number by which a later holder overrules an earlier one. */
async function createLeases(db: Kysely<unknown>, fence: 'bigserial' | 'bigint'): Promise<void> {
  await db.schema
    .createTable('lane_lease')
    .addColumn('lane', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('fence', fence, (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
}

/**
 * The oldest schema that a relay must know in order to work here: one row. A migration that takes
 * something away writes its own name; see database/README.md.
 */
async function createFloor(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('schema_floor')
    .addColumn('migration', 'text', (column) => column.primaryKey())
    .execute();
  await sql`insert into schema_floor (migration) values ('0004-several-relays')`.execute(db);
}
