import type {
  Configuration,
  Connection,
  Destination,
  Route,
  Routing,
  Source,
} from './configuration.ts';
import type { Webhook } from './webhook.ts';

/** Quick answers about the configuration; names are unique in their workspace. */
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
  return {
    findSource: (workspace, name) => sources.get(toIndex(workspace, name)),
    findRoute: (workspace, name) => routes.get(toIndex(workspace, name)),
    findConnection: (workspace, name) => connections.get(toIndex(workspace, name)),
    findDestination: (workspace, name) => destinations.get(toIndex(workspace, name)),
    connectionsOf: (workspace) => connectionsByWorkspace.get(workspace) ?? [],
    findWebhook: (workspace, name) => webhooks.get(toIndex(workspace, name)),
    webhooksOf: (workspace) => webhooksByWorkspace.get(workspace) ?? [],
    routesOf: (workspace) => routesByWorkspace.get(workspace) ?? [],
    routingOf: (workspace) => routing.get(workspace) ?? plainRouting(workspace),
  };
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
