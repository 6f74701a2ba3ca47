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
  enabled: z.boolean().default(true).meta({ description: 'false refuses its deliveries.' }),
});
export type SourceEntry = z.output<typeof SourceEntry>;
