import { z } from 'zod';
import { Labels, Text, Time, Url } from '../../connector-kit/lenient.ts';
import { plainNames } from '../../connector-kit/plain-names.ts';

/** The body is what the media type's script makes: our template, those that Zabbix ships, or others like them. */
export const Payload = plainNames(
  z
    .object({
      // Names the problem, in its recovery and its updates too.
      eventid: Text,
      alertuid: Text,
      triggerid: Text,
      status: Text,
      eventstatus: Text,
      triggerstatus: Text,
      state: Text,
      value: Text,
      eventvalue: Text,
      name: Text,
      eventname: Text,
      title: Text,
      subject: Text,
      alertsubject: Text,
      trigger: Text,
      triggername: Text,
      severity: Text,
      eventseverity: Text,
      triggerseverity: Text,
      nseverity: Text,
      eventnseverity: Text,
      triggernseverity: Text,
      host: Text,
      hostname: Text,
      hostip: Text,
      item: Text,
      itemname: Text,
      opdata: Text,
      message: Text,
      alertmessage: Text,
      description: Text,
      tags: z.unknown().optional(),
      eventtags: z.unknown().optional(),
      ack: Text,
      ackstatus: Text,
      updatestatus: Text,
      eventupdatestatus: Text,
      updatemessage: Text,
      eventupdatemessage: Text,
      user: Text,
      startedat: Time,
      endedat: Time,
      url: Url,
      link: Url,
      linktoupstreamdetails: Url,
      labels: Labels,
    })
    .refine(
      ({ eventid, alertuid, triggerid, trigger, name, title, subject }) =>
        [eventid, alertuid, triggerid, trigger, name, title, subject].some(
          (text) => text !== undefined,
        ),
      { message: 'expected an event id, a trigger or a title; unfilled macros count as absent' },
    ),
);
export type Payload = z.output<typeof Payload>;
