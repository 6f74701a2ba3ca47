import { z } from 'zod';
import { Labels, listOf, Text, Time, Url } from '../../connector-kit/lenient.ts';

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

/** What the contact point "webhook" sends, and below it what dashboards with legacy alerting sent. */
export const Payload = z
  .object({
    status: Text,
    title: Text,
    message: Text,
    groupLabels: Labels,
    externalURL: Url,
    alerts: listOf(Alert),
    ruleId: Text,
    ruleName: Text,
    ruleUrl: Url,
    imageUrl: Url,
    state: Text,
  })
  .refine(({ alerts, ruleId }) => alerts.length > 0 || ruleId !== undefined, {
    message: 'expected a list of alerts, or a rule',
  });
export type Payload = z.output<typeof Payload>;
