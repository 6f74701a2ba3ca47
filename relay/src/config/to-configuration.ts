import type {
  Configuration,
  Connection,
  Credentials,
  InwardStateMap,
  OutwardStateMap,
  Route,
  Source,
  ToolState,
} from '../domain/configuration.ts';
import type { ConnectionEntry } from './connection-section.ts';
import type { ConnectorSettings } from './cross-check.ts';
import type { RelayFile, WorkspaceEntry } from './relay-file.ts';
import {
  defaultInwardStates,
  defaultOutwardStates,
  defaultSeverityMap,
  NOT_SELECTED,
  type RouteEntry,
} from './route-section.ts';
import type { SourceEntry } from './source-section.ts';

/** The file, checked, in the words of the domain: every default filled in, every secret wrapped. */
export function toConfiguration(
  file: RelayFile,
  connectors: readonly ConnectorSettings[],
): Configuration {
  const { workspaces } = file.provision;
  return {
    workspaces: workspaces.map(({ name }) => name),
    connections: workspaces.flatMap(({ name, connections }) =>
      connections.map((entry) => toConnection(name, entry)),
    ),
    sources: workspaces.flatMap(({ name, sources }) =>
      sources.map((entry) => toSource(name, entry, connectors)),
    ),
    routes: workspaces.flatMap((workspace) =>
      workspace.routes.map((entry) => toRoute(workspace, entry, connectors)),
    ),
    routing: workspaces.map(({ name, match, fallbackRoute, maintenance }) => ({
      workspace: name,
      match,
      fallbackRoute,
      maintenance,
    })),
    destinations: workspaces.flatMap(({ name, destinations }) =>
      destinations.map((entry) => ({ ...entry, workspace: name })),
    ),
  };
}

function toConnection(workspace: string, entry: ConnectionEntry): Connection {
  return {
    ...entry,
    workspace,
    credentials: toCredentials(entry.credentials),
    secret: entry.secret,
    tableMode: {
      quotaMs: entry.tableMode.quota,
      pollEveryMs: entry.tableMode.pollEvery,
      pageSize: entry.tableMode.pageSize,
    },
  };
}

function toCredentials(credentials: ConnectionEntry['credentials']): Credentials {
  if (credentials.kind === 'basic') return credentials;
  return { ...credentials, tokenUrl: credentials.tokenUrl };
}

function toSource(
  workspace: string,
  entry: SourceEntry,
  connectors: readonly ConnectorSettings[],
): Source {
  const connector = connectors.find(({ id }) => id === entry.connector);
  return { ...entry, workspace, settings: connector?.settings.parse(entry.settings) };
}

function toRoute(
  workspace: WorkspaceEntry,
  entry: RouteEntry,
  connectors: readonly ConnectorSettings[],
): Route {
  return {
    ...entry,
    workspace: workspace.name,
    when: entry.when,
    groupBy: entry.groupBy ?? toGroupBy(workspace, entry, connectors),
    assignmentGroup: entry.assignmentGroup,
    caller: entry.caller,
    category: entry.category,
    subcategory: entry.subcategory,
    severityMap: { ...defaultSeverityMap, ...entry.severityMap },
    additionalInformation: entry.additionalInformation,
    closeNotes: entry.closeNotes ?? `Resolved in ${entry.sources.join(' or ')}.`,
    outwardStates: toOutwardStates(entry),
    inwardStates: toInwardStates(entry),
    destination: entry.destination,
  };
}

/** Per group where every source sends groups. */
function toGroupBy(
  workspace: WorkspaceEntry,
  route: RouteEntry,
  connectors: readonly ConnectorSettings[],
): Route['groupBy'] {
  const groupSenders = new Set(
    connectors.flatMap(({ id, sendsGroups }) => (sendsGroups ? [id] : [])),
  );
  const sources = workspace.sources.filter(({ name }) => route.sources.includes(name));
  return sources.every(({ connector }) => groupSenders.has(connector)) ? 'group' : 'alert';
}

function toOutwardStates(route: RouteEntry): OutwardStateMap {
  const states = { ...defaultOutwardStates, ...route.outwardStates };
  return {
    firing: toSelected(states.firing),
    acknowledged: toSelected(states.acknowledged),
    unacknowledged: toSelected(states.unacknowledged),
    silenced: toSelected(states.silenced),
    unsilenced: toSelected(states.unsilenced),
    resolved: toSelected(states.resolved),
  };
}

function toSelected(state: string): string | undefined {
  return state === NOT_SELECTED ? undefined : state;
}

function toInwardStates(route: RouteEntry): InwardStateMap {
  const states: Record<string, ToolState> = {};
  for (const [state, meaning] of Object.entries({
    ...defaultInwardStates,
    ...route.inwardStates,
  })) {
    if (meaning !== NOT_SELECTED) states[state] = meaning;
  }
  return states;
}
