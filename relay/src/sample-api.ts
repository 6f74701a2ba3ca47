import type { RequestListener } from 'node:http';
import { type TokenScope, tokenScopes } from './domain/token-scopes.ts';
import { createApiRouter } from './api/router.ts';
import type { NamedEntry } from './config/kinds.ts';
import { changeConfiguration } from './config-store/change.ts';
import type { ConfigStoreDeps } from './config-store/deps.ts';
import { followConfiguration } from './config-store/live.ts';
import { type Commit, createGroupCommit, type Unit } from './database/group-commit.ts';
import type { Connection } from './domain/configuration.ts';
import { openSampleStore, type SampleStore } from './database/sample-store.ts';
import { createApp } from './http/create-app.ts';
import { sha256Hex } from './lib/digest.ts';
import { RelayError } from './lib/errors.ts';
import { createIds, type NewId } from './lib/ids.ts';
import { createSampleConfigStore } from './sample-config-store.ts';
import type { SetUp } from './setup/run-setup.ts';
import { compareLater } from './sync/reconcile/sweep-links.ts';
import { insertApiToken } from './store/api-tokens.ts';

/** For tests: the API on a store with the workspaces `default`, which has a route, and `other`. */
export interface SampleApi {
  readonly app: RequestListener;
  readonly store: SampleStore;
  readonly commit: Commit;
  readonly configStore: ConfigStoreDeps;
  readonly newId: NewId;
  readonly now: number;
  /** Lanes that were woken. */
  readonly woken: string[];
  /** Connections of which both sides were compared, and since when. */
  readonly swept: (readonly [connection: string, since: number | undefined])[];
  createApp(options: { readonly requestsPerMinute: number }): RequestListener;
  /** The value of the header Authorization. */
  token(change?: {
    readonly workspace?: string | undefined;
    readonly scopes?: readonly TokenScope[];
    readonly createdAt?: number;
    readonly expiresAt?: number;
  }): Promise<string>;
  close(): Promise<void>;
}

const now = Date.UTC(2026, 10, 22, 3, 0, 0);

/** What `default` holds, and beside it, under other names, what `other` does. */
const sampleEntries: readonly NamedEntry[] = [
  { kind: 'workspace', name: 'default', entry: { name: 'default' } },
  {
    kind: 'connection',
    name: 'prod',
    entry: {
      name: 'prod',
      url: 'https://acme.service-now.com',
      credentials: { kind: 'basic', user: 'relay', password: 'password-of-the-relay' },
      changes: 'off',
    },
  },
  {
    kind: 'source',
    name: 'prometheus',
    entry: {
      name: 'prometheus',
      connector: 'alertmanager',
      settings: { token: 'token-of-the-prometheus-source' },
    },
  },
  {
    kind: 'route',
    name: 'ops',
    entry: { name: 'ops', sources: ['prometheus'], connection: 'prod' },
  },
];

const otherEntries: readonly NamedEntry[] = [
  { kind: 'workspace', name: 'other', entry: { name: 'other' } },
  {
    kind: 'connection',
    name: 'theirs',
    entry: {
      name: 'theirs',
      url: 'https://other.service-now.com',
      credentials: { kind: 'basic', user: 'relay', password: 'password-of-the-other' },
      changes: 'off',
    },
  },
  {
    kind: 'source',
    name: 'theirs',
    entry: {
      name: 'theirs',
      connector: 'alertmanager',
      settings: { token: 'token-of-the-other-source' },
    },
  },
  {
    kind: 'destination',
    name: 'theirs',
    entry: { name: 'theirs', kind: 'slack', url: 'https://hooks.slack.com/services/T/B/other' },
  },
  {
    kind: 'maintenance',
    name: 'theirs',
    entry: {
      name: 'theirs',
      routes: ['theirs'],
      from: '2027-01-01T00:00:00Z',
      to: '2027-01-02T00:00:00Z',
    },
  },
  {
    kind: 'route',
    name: 'theirs',
    entry: { name: 'theirs', sources: ['theirs'], connection: 'theirs' },
  },
];

/** @param setUp where an instance is there to be set up */
export async function createSampleApi(
  setUp?: (configStore: ConfigStoreDeps) => SetUp,
): Promise<SampleApi> {
  const store = await openSampleStore();
  const woken: string[] = [];
  const swept: [string, number | undefined][] = [];
  const newId = createIds(() => now);
  const commit = createGroupCommit(store, (lanes) => woken.push(...lanes));
  const kept = await createSampleConfigStore(store);
  for (const [workspace, entries] of [
    ['default', sampleEntries],
    ['other', otherEntries],
  ] as const) {
    const made = { workspace, actor: 'test', action: 'configuration.put', subject: workspace };
    await changeConfiguration(kept, { ...made, edit: () => entries });
  }
  const log = { info: () => undefined, error: () => undefined };
  const live = await followConfiguration({ ...kept, log });
  const configStore = { ...kept, onChanged: () => live.refresh() };
  const api = {
    ...live.configured,
    configStore,
    db: store.db,
    reading: store.reading,
    commit,
    clock: { now: () => now },
    newId,
    isArriving: () => false,
    examine: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
    setUp:
      setUp?.(configStore) ??
      (() => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.'))),
    publicUrl: () => 'https://relay.example',
    trySignIn: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
    liveSetOf: () => 'first' as const,
    checkRoute: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
    sweep: async (connection: Connection, since: number | undefined) => {
      swept.push([connection.name, since]);
      return { compared: 3, different: 2, unknownHere: 1 };
    },
    compareLater: (unit: Unit, links: Parameters<typeof compareLater>[2]) =>
      compareLater({ clock: { now: () => now }, newId }, unit, links),
    reportRot: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
    hasWorkspace: (name: string) => live.hasWorkspace(name),
    version: '0.0.0-test',
  };
  const createSampleApp = (options: { readonly requestsPerMinute: number }): RequestListener =>
    createApp({ newId, log }, (express) => {
      express.use('/api/v1', createApiRouter({ ...api, ...options }));
    });
  return {
    app: createSampleApp({ requestsPerMinute: 1_000_000 }),
    store,
    commit,
    configStore,
    newId,
    now,
    woken,
    swept,
    createApp: createSampleApp,
    async token(change = {}) {
      const id = newId();
      const secret = `art_test_${id}`;
      await commit((unit) =>
        insertApiToken(unit, {
          id,
          name: 'test',
          workspace: 'default',
          scopes: tokenScopes,
          createdAt: now,
          expiresAt: undefined,
          hash: sha256Hex(secret),
          ...change,
        }),
      );
      return `Bearer ${secret}`;
    },
    close: () => store.close(),
  };
}
