import { z } from 'zod';
import { listOf, part, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';
import { plainNames } from '../../connector-kit/plain-names.ts';

const Rule = part(
  plainNames(z.object({ id: Text, name: Text, url: Url, spaceid: Text, tags: Texts })),
);

const alertFields = {
  id: Text,
  alertid: Text,
  actiongroup: Text,
  actiongroupname: Text,
  status: Text,
  severity: Text,
  title: Text,
  reason: Text,
  message: Text,
  startedat: Time,
  endedat: Time,
  url: Url,
  host: Text,
};

const Alert = plainNames(z.object(alertFields));
export type Alert = z.output<typeof Alert>;

/** Kibana has no body of its own: this is the one that our README proposes, flat or nested like its variables. */
export const Payload = plainNames(
  z
    .object({
      ...alertFields,
      ruleid: Text,
      rulename: Text,
      ruleurl: Url,
      space: Text,
      tags: Texts,
      rule: Rule,
      alert: part(Alert),
      context: part(Alert),
      alerts: listOf(Alert),
    })
    .refine(
      ({ ruleid, rule, rulename, alertid, alert, alerts, title }) =>
        [ruleid, rule.id, rulename, rule.name, alertid, alert.id, alerts[0]?.id, title].some(
          (text) => text !== undefined,
        ),
      {
        message:
          'expected rule_id and alert_id; a body of another form is read by the connector "generic"',
      },
    ),
);
export type Payload = z.output<typeof Payload>;
