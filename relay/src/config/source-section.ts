import { z } from 'zod';
import { Name } from './fields.ts';

/** `settings` belong to the connector: its own schema checks them, see cross-check.ts. */
export const SourceEntry = z.strictObject({
  name: Name.meta({
    description: 'Name of the source; part of its address, `/in/{workspace}/{source}`.',
  }),
  connector: z.string().min(1).meta({ description: 'Which tool it is, see connectors.md.' }),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: 'Settings of the connector, see connectors.md.' }),
  backSync: z.boolean().default(true).meta({
    description: 'false: its alerts go to ServiceNow, and nothing comes back to it.',
  }),
  destination: z.string().optional().meta({
    description:
      'Where what happens to its records is told, for tools that share a route with others; absent: the destination of the route.',
  }),
  defaultWebhooks: z.boolean().default(true).meta({
    description: 'false: only webhooks that name this source are sent for its alerts.',
  }),
  enabled: z.boolean().default(true).meta({ description: 'false refuses its deliveries.' }),
});
export type SourceEntry = z.output<typeof SourceEntry>;
