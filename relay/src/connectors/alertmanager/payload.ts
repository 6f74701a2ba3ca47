import { z } from 'zod';

/** Label values are strings in Prometheus; a template may send anything else, which we ignore. */
const Labels = z.record(z.string(), z.string());

const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: Labels.nullish().transform((annotations) => annotations ?? {}),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }).nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().min(1).max(200).nullish(),
});
export type Alert = z.output<typeof Alert>;

/** Webhook version "4". Only the fields we read: the tool may add others at any time. */
export const Payload = z.object({
  version: z.literal('4'),
  alerts: z.array(Alert).min(1),
  groupLabels: Labels.nullish().transform((labels) => labels ?? {}),
  externalURL: z.string().nullish(),
});
export type Payload = z.output<typeof Payload>;
