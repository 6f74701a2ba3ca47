import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, inject } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { type Commit, createGroupCommit } from './group-commit.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Db } from './schema.ts';
import type { Store } from './store.ts';

export interface SampleStore extends Store {
  /** Writes to it, and wakes nobody. */
  readonly commit: Commit;
}

/**
 * An empty store for one test, gone when it is closed. Of which kind says the project that vitest runs
 * the test in: what holds for both stores is run twice, see vitest.config.ts.
 */
export async function openSampleStore(): Promise<SampleStore> {
  const store = await (inject('store') === 'postgres' ? openOnPostgres() : openInFolder());
  return { ...store, commit: createGroupCommit(store, () => undefined) };
}

/** In memory where there is some: like those on PostgreSQL, these tests are about what the store decides, not about syncs. */
const MEMORY = '/dev/shm';

async function openInFolder(): Promise<Store> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'relay-'));
  const store = await openSqlite(folder);
  return {
    ...store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Databases that no store uses now, by test file: to empty one takes a tenth of making one. What pg-boss keeps
 * stays in it, and pages that were filled; the next file may be about just that.
 */
const freeOf = new Map<string, string[]>();

async function openOnPostgres(): Promise<Store> {
  const file = expect.getState().testPath ?? '';
  const free = freeOf.get(file) ?? [];
  freeOf.set(file, free);
  const used = free.pop();
  const url = used ?? (await createSampleDatabase());
  const store = await openPostgres({ url: new Secret(url), maxConnections: 4 });
  if (used !== undefined) await empty(store.db);
  return {
    ...store,
    async close() {
      await store.close();
      free.push(url);
    },
  };
}

/** Asks for names only: for all that `listTables` learns of their columns the server takes 40 ms. */
async function empty(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  const names = rows.map(({ name }) => name).filter((name) => !kept.includes(name));
  await sql.raw(names.map((name) => `delete from "${name}"`).join('; ')).execute(db);
}

/** What a store is, and not what was kept in it. */
const kept = ['kysely_migration', 'kysely_migration_lock', 'schema_floor'];

/** Every value of every row as text: for tests of what must not be kept. */
export async function readEverything(db: Db): Promise<string> {
  const texts: string[] = [];
  for (const name of await listTables(db)) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows) {
      const values = Object.values<unknown>({ ...row });
      texts.push(
        ...values.map((one) =>
          one instanceof Uint8Array ? Buffer.from(one).toString() : String(one),
        ),
      );
    }
  }
  return texts.join('\n');
}

async function listTables(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ name, schema }) => (schema ?? 'public') === 'public' && !kept.includes(name))
    .map(({ name }) => name);
}

/** The address of a database of its own in the server of the run, which ends with it. */
export async function createSampleDatabase(template = 'relay_template'): Promise<string> {
  const server = inject('postgresUrl');
  const name = `relay_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client(`${server}postgres`);
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  return `${server}${name}`;
}
