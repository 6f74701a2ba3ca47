import { z } from 'zod';
import { isRecord, part, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';
import { plainNames } from '../../connector-kit/plain-names.ts';

/** Datadog writes `null` as a text where a variable has no value, as those of incidents in a monitor's alert. */
function withoutNulls(body: unknown): unknown {
  return isRecord(body)
    ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 'null'))
    : body;
}

/** The default body, and the variables under the names that people give them in a payload of their own. */
const Named = plainNames(
  z
    .object({
      id: Text,
      alertcyclekey: Text,
      aggregkey: Text,
      alertid: Text,
      monitorid: Text,
      alertscope: Text,
      scopes: Text,
      alerttransition: Text,
      alerttype: Text,
      alertpriority: Text,
      severity: Text,
      alertstatus: Text,
      alertmetric: Text,
      alerttitle: Text,
      eventtitle: Text,
      title: Text,
      body: Text,
      text: Text,
      eventmsg: Text,
      textonlymsg: Text,
      eventtype: Text,
      hostname: Text,
      host: Text,
      tags: Texts,
      date: Time,
      lastupdated: Time,
      link: Url,
      url: Url,
      user: Text,
      username: Text,
      priority: Text,
      // Incidents and security signals have variables of their own.
      incidentuuid: Text,
      incidentpublicid: Text,
      incidenttitle: Text,
      incidentseverity: Text,
      incidentstatus: Text,
      incidentmsg: Text,
      incidenturl: Url,
      securitysignalid: Text,
      securitysignaltitle: Text,
      securitysignalseverity: Text,
      securitysignalmsg: Text,
      securityrulename: Text,
      org: part(z.object({ id: Text, name: Text })),
    })
    .refine(
      (body) =>
        [
          body.alertcyclekey,
          body.aggregkey,
          body.alertid,
          body.monitorid,
          body.id,
          body.title,
          body.incidentuuid,
          body.incidentpublicid,
          body.securitysignalid,
        ].some((name) => name !== undefined),
      { message: 'expected a key, an id or a title; an unfilled template has none' },
    ),
);

export const Payload = z.unknown().transform(withoutNulls).pipe(Named);
export type Payload = z.output<typeof Payload>;
