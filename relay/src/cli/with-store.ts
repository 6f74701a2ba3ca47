import type { ConfigStoreDeps } from '../config-store/deps.ts';
import { followConfiguration } from '../config-store/live.ts';
import { listWorkspaces } from '../config-store/load-workspace.ts';
import { connectors } from '../connectors/registry.ts';
import { type Commit, createGroupCommit } from '../database/group-commit.ts';
import { openStore } from '../database/open-store.ts';
import type { Store } from '../database/store.ts';
import type { Configuration } from '../domain/configuration.ts';
import { createAnchoredClock, systemClock } from '../lib/clock.ts';
import { createIds, type NewId } from '../lib/ids.ts';
import type { Proxy } from '../lib/transport.ts';
import { hastenBeside } from '../queue/open-lanes.ts';
import type { SignInMemory } from '../servicenow/request-token.ts';
import { createSignInMemory } from '../sign-in/sign-in-memory.ts';
import { CONFIGURATION_FAULT, FAILURE } from './exit-codes.ts';
import { exitForFault } from './exit-for-fault.ts';
import { loadWithReferences } from './load-with-references.ts';
import { openConfigStore } from './open-config-store.ts';
import { printProblems } from './print-problems.ts';
import { toSecretPlaces } from './serve.ts';
import { type BeginOptions, DEFAULT_CONFIG, type StoreCommandDeps } from './store-options.ts';
import { assertStoreIsThere, placeToPretend } from './store-is-there.ts';

export interface OpenStore {
  readonly store: Store;
  readonly commit: Commit;
  readonly newId: NewId;
  readonly now: () => number;
  /** Of the file and of the store. */
  readonly workspaces: readonly string[];
  /** All that the relay works by; rejects when file and store do not fit together. */
  readonly configuration: () => Promise<Configuration>;
  readonly configStore: ConfigStoreDeps;
  /** What sign-ins of people left behind. */
  readonly signIns: SignInMemory;
  /** Where others reach the relay, if the configuration says. */
  readonly publicUrl: string | undefined;
  /** Private addresses that the relay may call. */
  readonly allow: readonly string[];
  /** The way out, where there is no direct one. */
  readonly proxy: Proxy | undefined;
}

const silent = { info: () => undefined, error: () => undefined };

/**
 * Works on the store beside a running relay: the lock keeps a second relay out, not a command. What a
 * command puts back into a lane the relay finds with its next sweep, seconds later; where the lane sleeps for
 * something that is due later, relays on a database are told.
 */
export async function withStore(
  deps: StoreCommandDeps,
  options: BeginOptions,
  work: (open: OpenStore) => Promise<void>,
): Promise<void> {
  const { config: file, data } = options;
  try {
    const result = await loadWithReferences({
      file,
      env: deps.env,
      connectors,
      data,
      mayBeAbsent: file === DEFAULT_CONFIG,
    });
    if (result.kind === 'invalid') {
      printProblems(deps.printError, file, result.problems);
      deps.exit(CONFIGURATION_FAULT);
      return;
    }
    const { process } = result.config;
    if (options.whereNone === undefined) await assertStoreIsThere(options, deps.env, process);
    using place = options.whereNone === 'pretend' ? await placeToPretend(process) : undefined;
    const store = await openStore({ ...process, ...place }, { beside: true });
    const telling: Promise<void>[] = [];
    const commit = createGroupCommit(store, (_woken, _synced, _holds, hastened) => {
      if (hastened.size === 0) return;
      // What a command did is done, whether or not its relays hear of it at once.
      telling.push(hastenBeside(store, hastened).catch(() => undefined));
    });
    const newId = createIds(() => systemClock.now());
    const configStore = openConfigStore(
      { db: store.db, reading: store.reading, commit, newId, clock: systemClock },
      result.config,
      toSecretPlaces(deps.env, file),
    );
    try {
      await work({
        store,
        commit,
        newId,
        now: () => systemClock.now(),
        workspaces: await listWorkspaces(configStore),
        configuration: async () =>
          (await followConfiguration({ ...configStore, log: silent })).current(),
        configStore,
        signIns: createSignInMemory({
          ...configStore,
          clock: createAnchoredClock(await store.readTime()),
          holder: 'command',
        }),
        publicUrl: process.publicUrl,
        allow: process.outgoing.allow,
        proxy: process.outgoing.proxy,
      });
    } finally {
      await Promise.all(telling);
      await configStore.close();
      await store.close();
    }
  } catch (thrown) {
    exitForFault(deps, thrown);
  }
}

/** For commands that judge: what is not well ends with exit code 1, after the store is closed. */
export async function judgeWithStore(
  deps: StoreCommandDeps,
  options: BeginOptions,
  work: (open: OpenStore) => Promise<{ readonly well: boolean }>,
): Promise<void> {
  const judged: { readonly well: boolean }[] = [];
  await withStore(deps, options, async (open) => void judged.push(await work(open)));
  if (judged.some(({ well }) => !well)) deps.exit(FAILURE);
}
