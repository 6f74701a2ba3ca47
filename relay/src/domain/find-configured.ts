import { COME_AGAIN_MS } from '../lib/come-again.ts';
import { RelayError } from '../lib/errors.ts';
import type {
  Configuration,
  Connection,
  Destination,
  Route,
  Routing,
  Source,
  UnusedObject,
} from './configuration.ts';
import { describeObject } from './configuration-object.ts';
import { nameOf } from './connection-name.ts';
import type { Webhook } from './webhook.ts';

/**
 * Quick answers about the configuration; names are unique in their workspace. Whoever asks for something
 * that is there and cannot be used is told so by an error that makes a job wait, and a caller come again.
 */
export interface ConfiguredThings {
  findSource(workspace: string, name: string): Source | undefined;
  findRoute(workspace: string, name: string): Route | undefined;
  findConnection(workspace: string, name: string): Connection | undefined;
  findDestination(workspace: string, name: string): Destination | undefined;
  connectionsOf(workspace: string): readonly Connection[];
  findWebhook(workspace: string, name: string): Webhook | undefined;
  webhooksOf(workspace: string): readonly Webhook[];
  /** In the order in which they are tried. */
  routesOf(workspace: string): readonly Route[];
  routingOf(workspace: string): Routing;
  /** What is configured and cannot be used. */
  unusedOf(workspace: string): readonly UnusedObject[];
}

export function indexConfiguration(configuration: Configuration): ConfiguredThings {
  const sources = byName(configuration.sources);
  const routes = byName(configuration.routes);
  const connections = byName(configuration.connections);
  const destinations = byName(configuration.destinations);
  const webhooks = byName(configuration.webhooks);
  const webhooksByWorkspace = Map.groupBy(configuration.webhooks, ({ workspace }) => workspace);
  const routing = new Map(configuration.routing.map((one) => [one.workspace, one]));
  const connectionsByWorkspace = Map.groupBy(
    configuration.connections,
    ({ workspace }) => workspace,
  );
  const routesByWorkspace = Map.groupBy(configuration.routes, ({ workspace }) => workspace);
  const unused = new Map(configuration.unused.map((one) => [toPlace(one), one]));

  function assertUsed(kind: UnusedObject['kind'], workspace: string, name: string): void {
    const found = unused.size === 0 ? undefined : unused.get(toPlace({ kind, workspace, name }));
    if (found !== undefined) throw toUnusedError(found);
  }

  function find<Thing>(
    kind: UnusedObject['kind'],
    things: ReadonlyMap<string, Thing>,
    workspace: string,
    name: string,
  ): Thing | undefined {
    assertUsed(kind, workspace, name);
    return things.get(toIndex(workspace, name));
  }

  return {
    findSource: (workspace, name) => find('source', sources, workspace, name),
    findRoute: (workspace, name) => find('route', routes, workspace, name),
    findConnection: (workspace, name) => find('connection', connections, workspace, name),
    findDestination: (workspace, name) => find('destination', destinations, workspace, name),
    connectionsOf: (workspace) => connectionsByWorkspace.get(workspace) ?? [],
    findWebhook: (workspace, name) => find('webhook', webhooks, workspace, name),
    webhooksOf: (workspace) => webhooksByWorkspace.get(workspace) ?? [],
    routesOf: (workspace) => routesByWorkspace.get(workspace) ?? [],
    routingOf(workspace) {
      assertUsed('workspace', workspace, workspace);
      return routing.get(workspace) ?? plainRouting(workspace);
    },
    unusedOf: (workspace) => configuration.unused.filter((one) => one.workspace === workspace),
  };
}

/** Jobs of a connection are parked as if it were switched off; others are tried again every minute. */
function toUnusedError(one: UnusedObject): RelayError {
  const { workspace, kind, because } = one;
  const what = describeObject(one).replace('the', 'The');
  const of = kind === 'workspace' ? '' : ` of the workspace ${workspace}`;
  const message = `${what}${of} is not used: ${because}. What needs it waits until that is corrected.`;
  return kind === 'connection'
    ? new RelayError('CONNECTION_HELD', message, { details: { hold: nameOf(one) } })
    : new RelayError('CONFIGURATION_INVALID', message, { retryAfterMs: COME_AGAIN_MS });
}

function toPlace({ workspace, kind, name }: Omit<UnusedObject, 'because'>): string {
  return `${kind} ${toIndex(workspace, name)}`;
}

/** First match, no fallback, no maintenance. */
export function plainRouting(workspace: string): Routing {
  return { workspace, match: 'first', fallbackRoute: undefined, maintenance: [] };
}

function byName<Thing extends { readonly workspace: string; readonly name: string }>(
  things: readonly Thing[],
): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [toIndex(thing.workspace, thing.name), thing]));
}

/** Names hold no slash. */
function toIndex(workspace: string, name: string): string {
  return `${workspace}/${name}`;
}
