import { z } from 'zod';
import type { DestinationKind } from '../connector-kit/destination.ts';
import { destinationKinds } from '../connectors/destinations.ts';
import { Name } from './fields.ts';

/** One destination, its settings beside kind and name: each kind has a schema of its own. */
function toEntry({ kind, name, settings, adopt }: DestinationKind) {
  return settings
    .extend({
      kind: z.literal(kind).meta({ description: `${name}.` }),
      name: Name.meta({ description: 'Name of the destination.' }),
      enabled: z.boolean().default(true).meta({
        description: 'false tells it nothing, as if its routes had no destination.',
      }),
    })
    .transform(({ kind: _kind, name: given, enabled, ...rest }) => ({
      kind,
      name: String(given),
      enabled: enabled !== false,
      settings: adopt(rest),
    }));
}

const [first, ...others] = destinationKinds;

export const DestinationEntry = z.discriminatedUnion('kind', [
  toEntry(first),
  ...others.map(toEntry),
]);
export type DestinationEntry = z.output<typeof DestinationEntry>;
