import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { connectors } from '../connectors/registry.ts';
import { cancelMove, moveStore } from '../database/move.ts';
import { openSqlite } from '../database/sqlite.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createIds } from '../lib/ids.ts';
import { CONFIGURATION_FAULT } from './exit-codes.ts';
import { exitForFault } from './exit-for-fault.ts';
import { loadWithReferences } from './load-with-references.ts';
import { printProblems } from './print-problems.ts';
import {
  DEFAULT_CONFIG,
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';

interface MoveOptions extends StoreOptions {
  readonly cancel?: boolean;
}

/** `alert-relay move`: the embedded store becomes a database that several relays can share. */
export function addMove(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('move'))
    .description(
      'carry the embedded store into the PostgreSQL of RELAY_DATABASE_URL; stop the relay first',
    )
    .option('--cancel', 'give an interrupted move up, to serve the embedded store again')
    .action((options: MoveOptions) => move(deps, options));
}

async function move(deps: StoreCommandDeps, options: MoveOptions): Promise<void> {
  const { config: file, data } = options;
  try {
    const mayBeAbsent = file === DEFAULT_CONFIG;
    const result = await loadWithReferences({ file, env: deps.env, connectors, data, mayBeAbsent });
    if (result.kind === 'invalid') {
      printProblems(deps.printError, file, result.problems);
      deps.exit(CONFIGURATION_FAULT);
      return;
    }
    const { data: folder, database } = result.config.process;
    const { url, maxConnections } = database;
    if (url === undefined) {
      throw new RelayError(
        'REQUEST_INVALID',
        'Where to? Set RELAY_DATABASE_URL, or database.url of the configuration.',
      );
    }
    // Else an empty one would be made here, and moved.
    if (!existsSync(path.join(folder, 'relay.db'))) {
      throw new RelayError(
        'REQUEST_INVALID',
        `There is no embedded store in ${folder}. Name the configuration of the relay with --config FILE, or its folder with --data.`,
      );
    }
    // The lock of the folder says that no relay works on it.
    const from = await openSqlite(folder, { mayBeMoved: true });
    try {
      const { openPostgres } = await import('../database/postgres.ts');
      const to = await openPostgres({ url, maxConnections });
      try {
        if (options.cancel === true) {
          await cancelMove(from, to);
          printResult(deps, options, { canceled: true }, ['The embedded store is served again.']);
          return;
        }
        const now = systemClock.now();
        const moved = await moveStore(from, to, { id: createIds(() => now)(), now });
        const all = Object.values(moved.rows).reduce((sum, rows) => sum + rows, 0);
        printResult(deps, options, moved, [
          moved.isCopied
            ? `Moved ${all} rows of ${Object.keys(moved.rows).length} tables.`
            : 'Everything was moved before; nothing was left to do.',
          'Start the relays with the same RELAY_DATABASE_URL and the same master key. The embedded store stays as it is, and is not served any more.',
        ]);
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  } catch (thrown) {
    exitForFault(deps, thrown);
  }
}
