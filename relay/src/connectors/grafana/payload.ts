import { z } from 'zod';
import { isRecord, Labels, listOf, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Alert = z.object({
  status: Text,
  labels: Labels,
  annotations: Labels,
  startsAt: Time,
  endsAt: Time,
  fingerprint: Text,
  generatorURL: Url,
  silenceURL: Url,
  dashboardURL: Url,
  panelURL: Url,
  imageURL: Url,
});
export type Alert = z.output<typeof Alert>;

/** One alert without the list around it, as payload templates of their own write it. */
function withoutEnvelope(body: unknown): unknown {
  return isRecord(body) && body['alerts'] === undefined && isRecord(body['labels'])
    ? { ...body, alerts: [body] }
    : body;
}

/** What the contact point "webhook" sends, and below it what dashboards with legacy alerting sent. */
const Notification = z
  .object({
    status: Text,
    title: Text,
    message: Text,
    /** Without them each alert stands for itself; empty ones are a group of everything. */
    groupLabels: Labels.optional(),
    externalURL: Url,
    alerts: listOf(Alert),
    ruleId: Text,
    ruleName: Text,
    ruleUrl: Url,
    imageUrl: Url,
    state: Text,
  })
  .refine(
    ({ alerts, ruleId, ruleName, title }) =>
      alerts.length > 0 || [ruleId, ruleName, title].some((text) => text !== undefined),
    { message: 'expected a list of alerts, or a rule, or a title' },
  );

export const Payload = z.unknown().transform(withoutEnvelope).pipe(Notification);
export type Payload = z.output<typeof Payload>;
