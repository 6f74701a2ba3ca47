import type { Configuration } from '../domain/configuration.ts';
import { type ConfiguredThings, indexConfiguration } from '../domain/find-configured.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { createTroubles } from '../lib/troubles.ts';
import { findRevision, listChangedWorkspaces } from '../store/configuration.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { type CheckDeps, checkObjects, listWorkspaces, loadObjects } from './load-workspace.ts';
import { rememberReferences } from './remember-references.ts';

export interface LiveDeps extends Pick<ConfigStoreDeps, 'db' | 'provided'>, CheckDeps {
  /** Reads what the references of the file lead to again; gives the workspaces that differ now. */
  readonly readProvidedAgain?: (() => Promise<readonly string[]>) | undefined;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** What is configured now; whoever holds it sees every change. */
export interface LiveConfiguration {
  readonly configured: ConfiguredThings;
  hasWorkspace(name: string): boolean;
  /** Everything at once, as it is at this moment. */
  current(): Configuration;
  /** Looks whether somebody changed the store, and follows. */
  refresh(): Promise<void>;
  /** Reads what references lead to again, and follows where it is another text now. */
  readAgain(): Promise<void>;
  /** Is told after each change. */
  onChange(listener: () => void): void;
}

/**
 * The configuration that a running relay works by: what its file provides and what the store holds.
 * Rejects when that does not fit together. Later changes were checked before they were written; one
 * that does not fit all the same (another file was used there) leaves the workspace as it was.
 */
export async function followConfiguration(deps: LiveDeps): Promise<LiveConfiguration> {
  const parts = new Map<string, Configuration>();
  const references = rememberReferences(deps.references);
  const listeners: (() => void)[] = [];
  const behind = new Set<string>();
  const troubles = createTroubles();
  let revision = await findRevision(deps.db);
  const problems: string[] = [];
  for (const workspace of await listWorkspaces(deps)) {
    problems.push(...(await follow(workspace)));
  }
  if (problems.length > 0) {
    throw new RelayError(
      'CONFIGURATION_INVALID',
      `What the file provides and what the store holds do not fit together: ${problems.join('; ')}.`,
    );
  }
  let whole = join(parts.values());
  let index = indexConfiguration(whole);
  let refreshing: Promise<void> | undefined;

  /** Takes over what a workspace holds now; gives what is wrong with it. */
  async function follow(workspace: string): Promise<readonly string[]> {
    const objects = await loadObjects(deps, workspace);
    if (objects.length === 0) {
      parts.delete(workspace);
      references.forget(workspace);
      return [];
    }
    const checked = await references.readAnew(workspace, (reading) =>
      checkObjects({ ...deps, references: reading }, workspace, objects),
    );
    if (checked.kind === 'wrong') return checked.problems.map((line) => `${workspace}: ${line}`);
    parts.set(workspace, checked.configuration);
    return [];
  }

  async function lookAgain(): Promise<void> {
    const now = await findRevision(deps.db);
    if (now !== revision) {
      for (const one of await listChangedWorkspaces(deps.db, revision)) behind.add(one);
      revision = now;
    }
    let isChanged = false;
    for (const workspace of behind) if (await catchUp(workspace)) isChanged = true;
    if (!isChanged) return;
    whole = join(parts.values());
    index = indexConfiguration(whole);
    deps.log.info({ revision }, 'configuration changed');
    for (const listener of listeners) listener();
  }

  /** Whether it is used now. A vault that is away is asked again with the next look, a second later. */
  async function catchUp(workspace: string): Promise<boolean> {
    try {
      const wrong = await follow(workspace);
      behind.delete(workspace);
      const wasAway = troubles.ends(workspace);
      if (wrong.length > 0) {
        deps.log.error({ workspace, wrong }, 'a change of the configuration is not used');
        return false;
      }
      if (wasAway) deps.log.info({ workspace }, 'a change of the configuration is used now');
      return true;
    } catch (error) {
      if (troubles.begins(workspace, toRelayError(error))) {
        deps.log.error({ workspace, err: error }, 'a change of the configuration is not used yet');
      }
      return false;
    }
  }

  async function refresh(): Promise<void> {
    // One after the other: whoever asks now wants to see what was written until now.
    const before = refreshing ?? Promise.resolve();
    refreshing = before.then(lookAgain, lookAgain);
    await refreshing;
  }

  return {
    configured: {
      findSource: (...names) => index.findSource(...names),
      findRoute: (...names) => index.findRoute(...names),
      findConnection: (...names) => index.findConnection(...names),
      findDestination: (...names) => index.findDestination(...names),
      connectionsOf: (workspace) => index.connectionsOf(workspace),
      findWebhook: (...names) => index.findWebhook(...names),
      webhooksOf: (workspace) => index.webhooksOf(workspace),
      routesOf: (workspace) => index.routesOf(workspace),
      routingOf: (workspace) => index.routingOf(workspace),
    },
    hasWorkspace: (name) => parts.has(name),
    current: () => whole,
    refresh,
    async readAgain() {
      // Not in that order: a vault that keeps silent holds up nobody who changes something.
      for await (const workspace of references.listChanged()) behind.add(workspace);
      for (const workspace of (await deps.readProvidedAgain?.()) ?? []) behind.add(workspace);
      await refresh();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}

function join(parts: Iterable<Configuration>): Configuration {
  const all = [...parts];
  return {
    workspaces: all.flatMap(({ workspaces }) => workspaces),
    connections: all.flatMap(({ connections }) => connections),
    sources: all.flatMap(({ sources }) => sources),
    routes: all.flatMap(({ routes }) => routes),
    routing: all.flatMap(({ routing }) => routing),
    destinations: all.flatMap(({ destinations }) => destinations),
    webhooks: all.flatMap(({ webhooks }) => webhooks),
  };
}
