import { z } from 'zod';
import {
  configurationKinds,
  type ConfigurationKind,
  type Entry,
} from '../domain/configuration-object.ts';
import { ConnectionEntry } from './connection-section.ts';
import { DestinationEntry } from './destination-section.ts';
import { MaintenanceEntry } from './maintenance-section.ts';
import { RouteEntry } from './route-section.ts';
import { SourceEntry } from './source-section.ts';
import { WebhookEntry } from './webhook-section.ts';
import { WorkspaceSettings } from './workspace-section.ts';

/** The list of a workspace in which each kind stands, in relay.yml and in addresses of the API. */
export const lists = {
  connection: 'connections',
  source: 'sources',
  destination: 'destinations',
  webhook: 'webhooks',
  maintenance: 'maintenance',
  route: 'routes',
} as const satisfies Record<Exclude<ConfigurationKind, 'workspace'>, string>;

export const listedKinds = configurationKinds.filter((kind) => kind !== 'workspace');

/** The schema that an entry has to fit. */
export const entrySchemas: Readonly<Record<ConfigurationKind, z.ZodType>> = {
  workspace: WorkspaceSettings,
  connection: ConnectionEntry,
  source: SourceEntry,
  destination: DestinationEntry,
  webhook: WebhookEntry,
  maintenance: MaintenanceEntry,
  route: RouteEntry,
};

/** Any entry, before its own schema looks at it. */
const AnyEntry = z.looseObject({ name: z.string() });

const AnyWorkspace = AnyEntry.extend({
  connections: z.array(AnyEntry).default([]),
  sources: z.array(AnyEntry).default([]),
  destinations: z.array(AnyEntry).default([]),
  webhooks: z.array(AnyEntry).default([]),
  maintenance: z.array(AnyEntry).default([]),
  routes: z.array(AnyEntry).default([]),
});

/** A kind, a name and what is written there. */
export interface NamedEntry {
  readonly kind: ConfigurationKind;
  readonly name: string;
  readonly entry: Entry;
}

/** A workspace as relay.yml writes it, taken apart. */
export function toEntries(workspace: unknown): readonly NamedEntry[] {
  const { connections, sources, destinations, webhooks, maintenance, routes, ...settings } =
    AnyWorkspace.parse(workspace);
  const parts = { connections, sources, destinations, webhooks, maintenance, routes };
  return [
    { kind: 'workspace', name: settings.name, entry: settings },
    ...listedKinds.flatMap((kind) =>
      parts[lists[kind]].map((entry) => ({ kind, name: entry.name, entry })),
    ),
  ];
}

/** Puts the workspace together again. */
export function toWorkspaceTree(
  name: string,
  entries: readonly NamedEntry[],
): Readonly<Record<string, unknown>> {
  const settings = entries.find(({ kind }) => kind === 'workspace')?.entry ?? { name };
  const parts = listedKinds.map((kind) => [
    lists[kind],
    entries.filter((one) => one.kind === kind).map(({ entry }) => entry),
  ]);
  return { ...settings, ...Object.fromEntries(parts) };
}
