import { z } from 'zod';
import { ConnectionEntry } from './connection-section.ts';
import { DestinationEntry } from './destination-section.ts';
import { Name } from './fields.ts';
import { MaintenanceEntry } from './maintenance-section.ts';
import { RouteEntry } from './route-section.ts';
import { SourceEntry } from './source-section.ts';
import { WebhookEntry } from './webhook-section.ts';

/** A workspace without what is in it. */
export const WorkspaceSettings = z.strictObject({
  name: Name.meta({ description: 'Name of the workspace; part of addresses.' }),
  description: z.string().max(1000).default('').meta({ description: 'For people.' }),
  enabled: z.boolean().default(true).meta({
    description: 'false refuses the deliveries of all its sources and stops all its calls.',
  }),
  match: z.enum(['first', 'all']).default('first').meta({
    description: 'An event goes by the `first` route that takes it, or by `all` of them.',
  }),
  fallbackRoute: z.string().optional().meta({
    description:
      'Route of events that no route takes, whatever its own sources and conditions; absent leaves them alone.',
  }),
});

export const WorkspaceEntry = WorkspaceSettings.extend({
  connections: z.array(ConnectionEntry).default([]).meta({ description: 'ServiceNow instances.' }),
  sources: z.array(SourceEntry).default([]).meta({ description: 'Tools that send to us.' }),
  destinations: z
    .array(DestinationEntry)
    .default([])
    .meta({ description: 'Whom back-sync tells.' }),
  webhooks: z.array(WebhookEntry).default([]).meta({
    description: 'Outgoing webhooks: requests that are sent when something happens to a record.',
  }),
  maintenance: z.array(MaintenanceEntry).default([]).meta({
    description: 'Times in which alerts open nothing.',
  }),
  routes: z
    .array(RouteEntry)
    .default([])
    .meta({ description: 'Which events go to which connection as what; tried in this order.' }),
});
export type WorkspaceEntry = z.output<typeof WorkspaceEntry>;
