import type {
  Configuration,
  Connection,
  Credentials,
  InwardMeaning,
  InwardStateMap,
  OutwardStateMap,
  Route,
  Source,
} from '../domain/configuration.ts';
import { NOTE_ON } from '../domain/note-on.ts';
import type { RouteReference } from '../domain/configuration.ts';
import { literal, type Template } from '../domain/template.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { Transport } from '../lib/transport.ts';
import type { ConnectionEntry } from './connection-section.ts';
import type { ConnectorSettings } from './cross-check.ts';
import {
  defaultInwardStates,
  defaultOutwardStates,
  defaultSeverityMap,
  NOT_SELECTED,
  type RouteEntry,
} from './route-section.ts';
import type { SourceEntry } from './source-section.ts';
import type { ReferenceEntry } from './template-fields.ts';
import type { WebhookEntry } from './webhook-section.ts';
import type { WorkspaceEntry } from './workspace-section.ts';

/** Workspaces, checked, in the words of the domain: every default filled in, every secret wrapped. */
export function toConfiguration(
  workspaces: readonly WorkspaceEntry[],
  connectors: readonly ConnectorSettings[],
): Configuration {
  return {
    workspaces: workspaces.map(({ name }) => name),
    connections: workspaces.flatMap((workspace) =>
      workspace.connections.map((entry) => toConnection(workspace, entry)),
    ),
    sources: workspaces.flatMap((workspace) =>
      workspace.sources.map((entry) => toSource(workspace, entry, connectors)),
    ),
    routes: workspaces.flatMap((workspace) =>
      workspace.routes.map((entry) => toRoute(workspace, entry, connectors)),
    ),
    routing: workspaces.map(({ name, match, fallbackRoute, maintenance }) => ({
      workspace: name,
      match,
      fallbackRoute,
      maintenance: maintenance.flatMap(({ enabled, ...window }) => (enabled ? [window] : [])),
    })),
    destinations: workspaces.flatMap(({ name, destinations }) =>
      destinations.flatMap(({ enabled, ...entry }) =>
        enabled ? [{ ...entry, workspace: name }] : [],
      ),
    ),
    webhooks: workspaces.flatMap(({ name, webhooks }) =>
      webhooks.map((entry) => ({ ...toWebhook(entry), workspace: name })),
    ),
    unused: [],
  };
}

function toConnection(
  workspace: WorkspaceEntry,
  { reconcileEvery, ...entry }: ConnectionEntry,
): Connection {
  return {
    ...entry,
    workspace: workspace.name,
    enabled: workspace.enabled && entry.enabled,
    credentials: toCredentials(entry.credentials),
    standby: entry.standby && toCredentials(entry.standby),
    credentialsExpireOn: entry.credentialsExpireOn,
    transport: toTransport(entry.transport),
    secret: entry.secret,
    reconcileEveryMs: reconcileEvery === 'off' ? undefined : reconcileEvery,
    tableMode: {
      quotaMs: entry.tableMode.quota,
      pollEveryMs: entry.tableMode.pollEvery,
    },
  };
}

/** What is absent in the file is `undefined` in the domain. */
function toCredentials(credentials: ConnectionEntry['credentials']): Credentials {
  switch (credentials.kind) {
    case 'basic':
    case 'api-key':
    case 'certificate':
    case 'agent':
      return credentials;
    case 'client-credentials':
      return { ...credentials, scope: credentials.scope, tokenUrl: credentials.tokenUrl };
    case 'password':
      return { ...credentials, tokenUrl: credentials.tokenUrl };
    case 'jwt-bearer':
      return { ...credentials, keyId: credentials.keyId, tokenUrl: credentials.tokenUrl };
    case 'authorization-code': {
      const { clientSecret, authorizationUrl, issuer, scope, tokenUrl } = credentials;
      return { ...credentials, clientSecret, authorizationUrl, issuer, scope, tokenUrl };
    }
  }
}

function toWebhook(entry: WebhookEntry): Omit<Webhook, 'workspace'> {
  const { sources, credentials, template } = entry;
  return { ...entry, sources, credentials, template };
}

function toTransport(entry: ConnectionEntry['transport']): Transport | undefined {
  if (entry === undefined) return undefined;
  const { ca, certificate, key, passphrase, proxy } = entry;
  return {
    ca,
    certificate,
    key,
    passphrase,
    proxy,
  };
}

function toSource(
  workspace: WorkspaceEntry,
  entry: SourceEntry,
  connectors: readonly ConnectorSettings[],
): Source {
  const connector = connectors.find(({ id }) => id === entry.connector);
  return {
    ...entry,
    workspace: workspace.name,
    enabled: workspace.enabled && entry.enabled,
    // Of one that stands in for what is unused there are none.
    settings: connector?.settings.safeParse(entry.settings).data,
  };
}

function toRoute(
  workspace: WorkspaceEntry,
  entry: RouteEntry,
  connectors: readonly ConnectorSettings[],
): Route {
  const {
    assignmentGroup,
    caller,
    assignee,
    configurationItem,
    service,
    parent,
    noteOn,
    onRefire,
    resolveWhenSilentFor,
    ...rest
  } = entry;
  const { shortDescription, description, category, subcategory, ...shared } = rest;
  const named = { short_description: shortDescription, description, category, subcategory };
  return {
    ...shared,
    workspace: workspace.name,
    when: entry.when,
    groupBy: entry.groupBy ?? toGroupBy(workspace, entry, connectors),
    references: [
      ...toReference('assignment_group', 'sys_user_group', assignmentGroup),
      ...toReference('caller_id', 'sys_user', caller),
      ...toReference('assigned_to', 'sys_user', assignee),
      ...toReference('cmdb_ci', 'cmdb_ci', configurationItem),
      ...toReference('business_service', 'cmdb_ci_service', service),
      ...toReference('parent', 'task', parent),
      ...toReference(NOTE_ON, 'task', noteOn),
    ],
    fields: { ...withoutAbsent(named), ...entry.fields },
    severityMap: toSeverityMap(entry),
    additionalInformation: entry.additionalInformation,
    note: entry.note,
    closeNotes: entry.closeNotes ?? literal(`Resolved in ${entry.sources.join(' or ')}.`),
    outwardStates: toOutwardStates(entry),
    inwardStates: toInwardStates(entry),
    reopenWithinMs: onRefire === 'new-episode' ? undefined : onRefire,
    resolveWhenSilentForMs: resolveWhenSilentFor,
    destination: toDestination(workspace, entry),
  };
}

/** One that is switched off is told nothing, as if the route had none. */
function toDestination(workspace: WorkspaceEntry, entry: RouteEntry): string | undefined {
  const told = workspace.destinations.find(({ name }) => name === entry.destination);
  return told?.enabled === false ? undefined : entry.destination;
}

function toReference(
  column: string,
  table: RouteReference['table'],
  entry: ReferenceEntry | undefined,
): readonly RouteReference[] {
  return entry === undefined ? [] : [{ column, table, ...entry }];
}

function withoutAbsent(
  templates: Readonly<Record<string, Template | undefined>>,
): Readonly<Record<string, Template>> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([column, template]) =>
      template === undefined ? [] : [[column, template] as const],
    ),
  );
}

function toSeverityMap({ severityMap }: RouteEntry): Route['severityMap'] {
  const written = Object.entries(severityMap).map(
    ([severity, entry]) =>
      [severity, { ...entry, assignmentGroup: entry.assignmentGroup }] as const,
  );
  return { ...defaultSeverityMap, ...Object.fromEntries(written) };
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
  const states: Record<string, InwardMeaning> = {};
  for (const [state, meaning] of Object.entries({
    ...defaultInwardStates,
    ...route.inwardStates,
  })) {
    if (meaning !== NOT_SELECTED) states[state] = meaning;
  }
  return states;
}
