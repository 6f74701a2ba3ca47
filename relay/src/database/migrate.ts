import { type Migration, Migrator } from 'kysely/migration';
import { RelayError } from '../lib/errors.ts';
import * as start from './migrations/0001-start.ts';
import * as tableMode from './migrations/0002-table-mode.ts';
import * as dataKeys from './migrations/0003-data-keys.ts';
import type { Db } from './schema.ts';

/** In order of their names; listed here so that nothing depends on the folder at run time. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-table-mode': tableMode,
  '0003-data-keys': dataKeys,
};

/** Brings the schema up to date; a database of a newer relay is refused. */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'unknown';
  throw new RelayError(
    'STORE_UNAVAILABLE',
    'The schema of the store could not be brought up to date.',
    {
      cause: error,
      details: { migration: failed },
    },
  );
}
