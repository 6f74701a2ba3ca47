import { z } from 'zod';
import { Text, Time } from '../../connector-kit/lenient.ts';

const Event = z.object({
  specversion: z.string().regex(/^1\./, 'expected version 1.x'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: Text,
  time: Time,
  data: z.unknown().optional(),
  data_base64: Text,
});
export type Event = z.output<typeof Event>;

/** One event, or a batch of them. */
export const Payload = z.union(
  [Event, z.array(Event).min(1)],
  'expected an event with specversion, id, source and type, or a list of them',
);
export type Payload = z.output<typeof Payload>;
