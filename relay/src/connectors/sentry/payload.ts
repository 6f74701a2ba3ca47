import { z } from 'zod';
import { isRecord, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Project = part(z.object({ slug: Text, name: Text }));

const Issue = part(
  z.object({
    id: Text,
    shortId: Text,
    title: Text,
    culprit: Text,
    level: Text,
    status: Text,
    substatus: Text,
    platform: Text,
    project: Project,
    firstSeen: Time,
    web_url: Url,
    permalink: Url,
    url: Url,
  }),
);
export type Issue = z.output<typeof Issue>;

/** One occurrence of an issue, from an issue alert or from the resource "error". */
const Occurrence = part(
  z.object({
    issue_id: Text,
    title: Text,
    culprit: Text,
    message: Text,
    level: Text,
    environment: Text,
    platform: Text,
    web_url: Url,
    issue_url: Url,
  }),
);
export type Occurrence = z.output<typeof Occurrence>;

const MetricAlert = part(
  z.object({
    id: Text,
    title: Text,
    date_started: Time,
    date_closed: Time,
    alert_rule: part(z.object({ name: Text, environment: Text })),
  }),
);

export const Data = z.object({
  issue: Issue,
  event: Occurrence,
  error: Occurrence,
  triggered_rule: Text,
  metric_alert: MetricAlert,
  description_text: Text,
  description_title: Text,
  web_url: Url,
  comment: Text,
  issue_id: Text,
  project_slug: Text,
});
export type Data = z.output<typeof Data>;

/** What the integration platform sends has `data`; the older plugin "WebHooks" puts all at the top. */
export const Payload = z
  .object({
    action: Text,
    actor: part(z.object({ name: Text })),
    data: z.unknown().optional(),
    id: Text,
    message: Text,
    level: Text,
    culprit: Text,
    url: Url,
    project_slug: Text,
    event: Occurrence,
  })
  .refine(({ data, id }) => isRecord(data) || id !== undefined, {
    message: 'expected data, or the id of an issue',
  });
export type Payload = z.output<typeof Payload>;
