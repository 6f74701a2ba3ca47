import { z } from 'zod';
import { Labels, Text, Texts } from '../../connector-kit/lenient.ts';

const Sent = z.object({
  message: Text,
  alias: Text,
  description: Text,
  details: Labels,
  entity: Text,
  source: Text,
  priority: Text,
  tags: Texts,
  user: Text,
  note: Text,
});
export type Sent = z.output<typeof Sent>;

/** A request of the Alert API: what it asks, of which alert, and its body. */
export const Payload = z
  .object({ identifier: Text, action: z.string(), sent: Sent })
  .refine(({ identifier, sent }) => identifier !== undefined || sent.message !== undefined, {
    path: ['message'],
    message: 'expected the message of the new alert',
  });
export type Payload = z.output<typeof Payload>;
