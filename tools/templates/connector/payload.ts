import { z } from 'zod';
import { Labels, Text, Time, Url } from '../../../relay/src/connector-kit/lenient.ts';

/** Only the fields that we read. What cannot be done without is refused with a reason. */
export const Payload = z
  .object({
    id: Text,
    state: Text,
    severity: Text,
    title: Text,
    message: Text,
    labels: Labels,
    link: Url,
    started_at: Time,
    ended_at: Time,
  })
  .refine(({ id }) => id !== undefined, { message: 'expected the id of an alert' });
export type Payload = z.output<typeof Payload>;
