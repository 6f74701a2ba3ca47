import type { Command } from 'commander';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { withStore } from './with-store.ts';

/** `alert-relay migrate`: what every start does as well, for those who want it done before. */
export function addMigrate(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('migrate'))
    .description('bring the schema of the store up to date; safe while relays run')
    .action((options: StoreOptions) =>
      withStore(deps, options, async ({ store: { kind, migrated, unknownMigrations } }) => {
        const lines =
          migrated.length === 0
            ? ['The schema is up to date.']
            : migrated.map((name) => `done: ${name}`);
        const newer = unknownMigrations.map((name) => `of a newer release, not used: ${name}`);
        const said = { store: kind, migrated, unknownMigrations };
        printResult(deps, options, said, [...lines, ...newer]);
      }),
    );
}
