import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { openPostgres } from './postgres.ts';
import { createSampleDatabase } from './sample-store.ts';
import { openSqlite } from './sqlite.ts';

const child = path.join(import.meta.dirname, '../../../test/crash/open-store-child.ts');
/** As an early release left a store behind: what came later is to be added around its jobs. */
const OLD = '0002-table-mode';
const JOBS = ['a', 'b', 'c'];
/** Of the statements every twentieth, and each of the first and last ones: there are the log and the commit. */
const EVERY = 20;
const EDGE = 6;

interface Copies {
  /** Where a copy of the old store lies. */
  copy(): Promise<string>;
  /** Opens it as a relay does, and gives the jobs in order and what was missing. */
  open(place: string): Promise<{ readonly migrated: readonly string[]; readonly jobs: unknown }>;
  remove(): Promise<void>;
}

async function makeOld(db: Kysely<unknown>): Promise<void> {
  const migrationFolder = path.join(import.meta.dirname, 'migrations');
  const provider = new FileMigrationProvider({ fs, path, migrationFolder });
  const { error } = await new Migrator({ db, provider }).migrateTo(OLD);
  expect(error).toBeUndefined();
  for (const id of JOBS) {
    await sql`insert into job (id, workspace, lane, kind, subject, state, attempt, due_at, created_at)
      values (${id}, 'main', 'lane', 'events.apply', 's', 'waiting', 0, 1, 1)`.execute(db);
  }
  await db.destroy();
}

async function embeddedCopies(): Promise<Copies> {
  const folder = await fs.mkdtemp(path.join(tmpdir(), 'relay-killed-'));
  const old = path.join(folder, 'old.db');
  await makeOld(new Kysely({ dialect: new SqliteDialect({ database: new Database(old) }) }));
  return {
    async copy() {
      const place = path.join(folder, randomUUID());
      await fs.mkdir(place);
      await fs.copyFile(old, path.join(place, 'relay.db'));
      return place;
    },
    open: (place) => openSqlite(place).then(look),
    remove: () => fs.rm(folder, { recursive: true }),
  };
}

async function postgresCopies(): Promise<Copies> {
  const old = await createSampleDatabase('template0');
  const pool = new pg.Pool({ connectionString: old, max: 1 });
  await pool.query('create domain blob as bytea');
  await makeOld(new Kysely({ dialect: new PostgresDialect({ pool }) }));
  return {
    copy: () => createSampleDatabase(new URL(old).pathname.slice(1)),
    open: (place) => openPostgres({ url: new Secret(place), maxConnections: 2 }).then(look),
    remove: async () => undefined,
  };
}

async function look(store: Awaited<ReturnType<typeof openSqlite>>): ReturnType<Copies['open']> {
  const rows = await store.db.selectFrom('job').select('id').orderBy('seq').execute();
  await store.close();
  return { migrated: store.migrated, jobs: rows.map(({ id }) => id) };
}

async function countStatements(place: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, place, '0']);
  return Number(stdout);
}

test(
  'D11 a start that is killed while it brings the schema up to date leaves all or nothing, and the next one ends it',
  { timeout: 240_000 },
  async () => {
    const copies = await (inject('store') === 'postgres' ? postgresCopies() : embeddedCopies());
    const statements = await countStatements(await copies.copy());
    const { migrated: all } = await copies.open(await copies.copy());
    expect(all.length).toBeGreaterThan(10);

    const leftBehind = new Set<number>();
    for (let killAt = 1; killAt <= statements; killAt += 1) {
      const isAtEdge = killAt <= EDGE || killAt > statements - EDGE;
      if (!isAtEdge && killAt % EVERY !== 0) continue;
      const place = await copies.copy();
      const killed = spawn(process.execPath, [child, place, String(killAt)], { stdio: 'inherit' });
      const [code, signal] = await once(killed, 'exit');
      expect([code, signal]).toEqual([null, 'SIGKILL']);
      const { migrated, jobs } = await copies.open(place);
      expect(jobs).toEqual(JOBS);
      expect(await copies.open(place)).toEqual({ migrated: [], jobs: JOBS });
      leftBehind.add(migrated.length);
    }

    expect([...leftBehind].toSorted((one, other) => one - other)).toEqual([0, all.length]);
    await copies.remove();
  },
);
