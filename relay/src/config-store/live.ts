import { toFaultLine } from '../config/problem.ts';
import type { Configuration, UnusedObject } from '../domain/configuration.ts';
import { describeObject, isSameObject } from '../domain/configuration-object.ts';
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

const CURE = 'correct it by the API or "alert-relay": no restart is needed';

/**
 * The configuration that a running relay works by: what its file provides and what the store holds.
 * Rejects when something is wrong with the file. What is wrong in the store was right when it was written,
 * to an earlier version or with another file: it is not used, and the relay works with the rest. Later
 * changes were checked too; one that has a new fault all the same leaves the workspace as it was.
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
  tellUnused([], whole.unused);
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
    const { configuration, faults } = await references.readAnew(workspace, (reading) =>
      checkObjects({ ...deps, references: reading }, workspace, objects),
    );
    const before = parts.get(workspace);
    const refused = faults.filter(
      (fault) =>
        objects.some((one) => isSameObject(one, fault) && one.providedBy !== undefined) ||
        before?.unused.some((one) => isSameObject(one, fault)) === false,
    );
    if (refused.length > 0) return refused.map((one) => `${workspace}: ${toFaultLine(one)}`);
    parts.set(workspace, configuration);
    return [];
  }

  // A reference that led nowhere may lead to something by now.
  async function* listOtherwiseUnused(): AsyncGenerator<string> {
    for (const [workspace, { unused }] of parts) {
      if (unused.length === 0) continue;
      const now = await loadObjects(deps, workspace)
        .then((objects) => checkObjects(deps, workspace, objects))
        .catch(() => undefined);
      const isSame = JSON.stringify(now?.configuration.unused) === JSON.stringify(unused);
      if (now !== undefined && !isSame) yield workspace;
    }
  }

  function tellUnused(before: readonly UnusedObject[], now: readonly UnusedObject[]): void {
    const textsOf = (all: readonly UnusedObject[]) =>
      new Set(all.map((one) => JSON.stringify(one)));
    const [known, left] = [textsOf(before), textsOf(now)];
    for (const one of now.filter((other) => !known.has(JSON.stringify(other)))) {
      const { workspace, because } = one;
      deps.log.error(
        { workspace, object: describeObject(one), because, cure: CURE },
        'not used, as it is stored: what needs it waits, and the rest goes on',
      );
    }
    for (const one of before.filter((other) => !left.has(JSON.stringify(other)))) {
      const isMended = !now.some((other) => isSameObject(one, other));
      if (!isMended) continue;
      deps.log.info({ workspace: one.workspace, object: describeObject(one) }, 'used again');
    }
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
    const before = whole.unused;
    whole = join(parts.values());
    tellUnused(before, whole.unused);
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
      unusedOf: (workspace) => index.unusedOf(workspace),
    },
    hasWorkspace: (name) => parts.has(name),
    current: () => whole,
    refresh,
    async readAgain() {
      // Not in that order: a vault that keeps silent holds up nobody who changes something.
      for await (const workspace of references.listChanged()) behind.add(workspace);
      for await (const workspace of listOtherwiseUnused()) behind.add(workspace);
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
    unused: all.flatMap(({ unused }) => unused),
  };
}
