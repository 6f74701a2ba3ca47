import { z } from 'zod';
import { isRecord, listOf, Text, Time, toText, Url } from '../../connector-kit/lenient.ts';

/** Exactly as they came: silences and resolutions go back by the same labels, spaces and all. */
const Labels = z
  .unknown()
  .optional()
  .transform((value): Readonly<Record<string, string>> => {
    const labels: Record<string, string> = {};
    if (!isRecord(value)) return labels;
    for (const [name, given] of Object.entries(value)) {
      const text = typeof given === 'string' ? given : toText(given);
      if (text !== undefined) labels[name] = text;
    }
    return labels;
  });

/** A text in a notification; where alerts are posted or listed one by one an object, `{state: 'active'}`. */
const Status = z
  .unknown()
  .optional()
  .transform((value) => toText(isRecord(value) ? value['state'] : value));

const Alert = z.object({
  status: Status,
  labels: Labels,
  annotations: Labels,
  startsAt: Time,
  endsAt: Time,
  generatorURL: Url,
  fingerprint: Text,
});
export type Alert = z.output<typeof Alert>;

/**
 * What Prometheus, Mimir, Loki and vmalert post to an Alertmanager themselves: a list of alerts, none
 * of them in a group. One alert alone comes from scripts.
 */
function withoutEnvelope(body: unknown): unknown {
  if (Array.isArray(body)) return { alerts: body };
  if (!isRecord(body) || body['alerts'] !== undefined || !isRecord(body['labels'])) return body;
  const { summary, description, annotations } = body;
  return { alerts: [{ ...body, annotations: annotations ?? { summary, description } }] };
}

/**
 * Webhook version "4", and "3" of the years before, which differs in what we do not read. Only the
 * fields we read: the tool may add others at any time.
 */
const Notification = z.object({
  version: z.enum(['3', '4'], 'expected version 4, or 3').nullish(),
  status: Text,
  alerts: listOf(Alert).refine((alerts) => alerts.length > 0, {
    message: 'expected a list with at least one alert',
  }),
  /** Without them each alert stands for itself; empty ones are a group of everything. */
  groupLabels: z
    .unknown()
    .optional()
    .transform((labels) => (isRecord(labels) ? Labels.parse(labels) : undefined)),
});

export const Payload = z.unknown().transform(withoutEnvelope).pipe(Notification);
export type Payload = z.output<typeof Payload>;
