import { connectors } from '../connectors/registry.ts';
import { type Commit, createGroupCommit } from '../database/group-commit.ts';
import { openStore } from '../database/open-store.ts';
import type { Store } from '../database/store.ts';
import type { Configuration } from '../domain/configuration.ts';
import { systemClock } from '../lib/clock.ts';
import { toRelayError } from '../lib/errors.ts';
import { createIds, type NewId } from '../lib/ids.ts';
import { CONFIGURATION_FAULT, FAILURE } from './exit-codes.ts';
import { loadWithReferences } from './load-with-references.ts';
import { printProblems } from './print-problems.ts';
import type { StoreCommandDeps, StoreOptions } from './store-options.ts';

export interface OpenStore {
  readonly store: Store;
  readonly commit: Commit;
  readonly newId: NewId;
  readonly now: () => number;
  readonly workspaces: readonly string[];
  readonly configuration: Configuration;
  /** Where others reach the relay, if the configuration says. */
  readonly publicUrl: string | undefined;
}

/**
 * Works on the store beside a running relay: the lock keeps a second relay out, not a command. What a
 * command puts back into a lane the relay finds with its next sweep, seconds later.
 */
export async function withStore(
  deps: StoreCommandDeps,
  options: StoreOptions,
  work: (open: OpenStore) => Promise<void>,
): Promise<void> {
  const { config: file, data } = options;
  try {
    const result = await loadWithReferences({ file, env: deps.env, connectors, data });
    if (result.kind === 'invalid') {
      printProblems(deps.printError, file, result.problems);
      deps.exit(CONFIGURATION_FAULT);
      return;
    }
    const { process, configuration } = result.config;
    const store = await openStore(process, { beside: true });
    const open = {
      store,
      commit: createGroupCommit(store, () => undefined),
      newId: createIds(() => systemClock.now()),
      now: () => systemClock.now(),
      workspaces: configuration.workspaces,
      configuration,
      publicUrl: process.publicUrl,
    };
    try {
      await work(open);
    } finally {
      await store.close();
    }
  } catch (thrown) {
    const error = toRelayError(thrown);
    deps.printError(`${error.code}: ${error.message}\n`);
    deps.exit(FAILURE);
  }
}
