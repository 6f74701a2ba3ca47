import type { TestProject } from 'vitest/node';
import { Secret } from '../../relay/src/lib/secret.ts';
import { openPostgres } from '../../relay/src/database/postgres.ts';
import { hereOrSkipped } from './here-or-skipped.ts';
import { findPostgres, type Postgres, startPostgres } from './start-postgres.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- it is merged with vitest's own
  export interface ProvidedContext {
    /** Address of the server that a run of tests shares, without a database; empty where there is none. */
    readonly postgresUrl: string;
    /** On which store tests run that hold for both. */
    readonly store: 'embedded' | 'postgres';
  }
}

/** Copied for each store that a test opens; its schema is up to date. */
const TEMPLATE = 'relay_template';

let server: Postgres | undefined;

/** One server for a run of tests. Run by vitest, see its configuration. */
export async function setup(project: TestProject): Promise<void> {
  if (!hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 or newer (postgresql)')) {
    project.provide('postgresUrl', '');
    return;
  }
  // These tests are about what the database decides, not about power cuts; syncs cost nine tenths of them.
  server = await startPostgres(['fsync=off', 'full_page_writes=off', 'autovacuum=off']);
  await server.createDatabase(TEMPLATE);
  const store = await openPostgres({ url: new Secret(server.url(TEMPLATE)), maxConnections: 2 });
  await store.close();
  project.provide('postgresUrl', server.url(''));
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
