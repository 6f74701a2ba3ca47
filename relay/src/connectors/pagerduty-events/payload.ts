import { z } from 'zod';
import { Labels, listOf, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Details = part(
  z.object({
    summary: Text,
    source: Text,
    severity: Text,
    timestamp: Time,
    component: Text,
    group: Text,
    class: Text,
    custom_details: Labels,
  }),
);

/** What has changed, such as a deployment; no client writes it, its path says it. */
export const CHANGE = 'change';

/** An event of the Events API v2. Only a trigger may come without a key: whoever ends an alert names it. */
export const Payload = z
  .object({
    event_action: z.enum(
      ['trigger', 'acknowledge', 'resolve', CHANGE],
      'expected trigger, acknowledge or resolve',
    ),
    dedup_key: z
      .string()
      .max(255)
      .nullish()
      .transform((key) => (key === '' ? undefined : key)),
    payload: Details,
    links: listOf(z.object({ href: Url })),
    client: Text,
    client_url: Url,
  })
  .refine(
    ({ event_action: action, dedup_key: key }) =>
      action === 'trigger' || action === CHANGE || Boolean(key),
    {
      path: ['dedup_key'],
      message: 'expected the key of the alert that is acknowledged or resolved',
    },
  );
export type Payload = z.output<typeof Payload>;
