import { z } from 'zod';

/** Any JSON object or list; the mapping of the settings says where things are. */
export const Payload = z.union(
  [z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1)],
  'expected an alert, or a list of them',
);
export type Payload = z.output<typeof Payload>;
