import { stockId } from '../stock-id.ts';
import { adminId } from './core.ts';
import {
  emailService,
  exchangeServer,
  salesForceAutomation,
  storageNetwork,
} from './demo-configuration.ts';
import {
  abelTuter,
  bethAnglin,
  budRichman,
  charlieWhitherspoon,
  davidLoo,
  donGoodliffe,
  groups,
  howardJohnson,
  itilUser,
  jerrodBennett,
  joeEmployee,
} from './demo-people.ts';
import { sanDiego } from './demo-places.ts';

export interface Incident {
  id: string;
  number: string;
  shortDescription: string;
  caller: string;
  openedAt: string;
  state: '1' | '2' | '3' | '6' | '7';
  impact: string;
  urgency: string;
  priority: string;
  group: string;
  assignedTo?: string;
  more?: Readonly<Record<string, string>>;
}

/** What a closed incident carries; the old codes are no longer offered but old records keep them. */
function closed(code: string, at: string, by = donGoodliffe): Readonly<Record<string, string>> {
  return {
    close_code: code,
    close_notes: 'Closed before the current resolution codes came.',
    resolved_at: at,
    resolved_by: by,
    closed_at: at,
    closed_by: by,
  };
}

const critical = { impact: '1', urgency: '1', priority: '1' } as const;

const wellKnown: readonly Incident[] = [
  {
    id: '9c573169c611228700193229fff72400',
    number: 'INC0000001',
    shortDescription: "Can't read email",
    caller: joeEmployee,
    openedAt: '2018-02-20 23:09:51',
    state: '7',
    ...critical,
    group: groups.serviceDesk,
    assignedTo: charlieWhitherspoon,
    more: closed('Closed/Resolved by Caller', '2018-02-21 18:00:00'),
  },
  {
    id: '9d385017c611228701d22104cc95c371',
    number: 'INC0000002',
    shortDescription: 'Network file shares access issue',
    caller: joeEmployee,
    openedAt: '2018-02-14 23:07:12',
    state: '3',
    ...critical,
    group: groups.network,
    assignedTo: howardJohnson,
    more: {
      hold_reason: '4',
      category: 'network',
      description: "User can't get to any of his files on the file server.",
      cmdb_ci: storageNetwork,
    },
  },
  {
    id: 'e8caedcbc0a80164017df472f39eaed1',
    number: 'INC0000003',
    shortDescription: 'Wireless access is down in my area',
    caller: itilUser,
    openedAt: '2018-02-21 23:07:30',
    state: '2',
    ...critical,
    group: groups.network,
    assignedTo: bethAnglin,
    more: { category: 'network', subcategory: 'wireless' },
  },
  {
    id: '9d3c1197c611228701cd1d94bc32d76d',
    number: 'INC0000004',
    shortDescription: 'Forgot email password',
    caller: itilUser,
    openedAt: '2018-02-27 22:49:22',
    state: '7',
    ...critical,
    group: groups.serviceDesk,
    assignedTo: budRichman,
    more: closed('Solved (Work Around)', '2018-02-28 12:00:00'),
  },
  {
    id: 'e8e875b0c0a80164009dc852b4d677d5',
    number: 'INC0000005',
    shortDescription: 'CPU load high for over 10 minutes',
    caller: adminId,
    openedAt: '2018-02-16 23:06:52',
    state: '7',
    ...critical,
    group: groups.software,
    assignedTo: budRichman,
    more: closed('Closed/Resolved by Caller', '2018-02-17 10:00:00', adminId),
  },
  {
    id: '8d6246c7c0a80164012fb063cecd4ace',
    number: 'INC0000006',
    shortDescription: 'Hangs when trying to print VISIO document',
    caller: abelTuter,
    openedAt: '2018-02-20 23:08:05',
    state: '7',
    ...critical,
    group: groups.hardware,
    assignedTo: howardJohnson,
    more: closed('Closed/Resolved by Caller', '2018-02-21 09:00:00'),
  },
  {
    id: '8d6353eac0a8016400d8a125ca14fc1f',
    number: 'INC0000007',
    shortDescription: 'Need access to sales DB for the West',
    caller: joeEmployee,
    openedAt: '2015-08-12 23:08:24',
    state: '3',
    ...critical,
    group: groups.database,
    assignedTo: davidLoo,
    more: { hold_reason: '1', category: 'database' },
  },
  {
    id: '8d641046c0a80164000bc7c0d3ed46a0',
    number: 'INC0000008',
    shortDescription: 'Printer in my office is out of toner',
    caller: joeEmployee,
    openedAt: '2018-02-28 23:08:39',
    state: '7',
    ...critical,
    group: groups.hardware,
    assignedTo: itilUser,
    more: closed('Closed/Resolved by Caller', '2018-03-01 09:00:00'),
  },
  {
    id: '46b66a40a9fe198101f243dfbc79033d',
    number: 'INC0000009',
    shortDescription: 'Reset my password',
    caller: donGoodliffe,
    openedAt: '2018-02-27 22:50:23',
    state: '7',
    ...critical,
    group: groups.serviceDesk,
    assignedTo: davidLoo,
    more: closed('Closed/Resolved by Caller', '2018-02-28 10:00:00'),
  },
  {
    id: '46cebb88a9fe198101aee93734f9768b',
    number: 'INC0000013',
    shortDescription: 'EMAIL is slow when an attachment is involved',
    caller: donGoodliffe,
    openedAt: '2018-03-04 23:15:58',
    state: '7',
    ...critical,
    group: groups.serviceDesk,
    assignedTo: davidLoo,
    more: closed('Solved (Work Around)', '2018-03-06 10:00:00'),
  },
];

const fromDocumentation: readonly Incident[] = [
  {
    id: 'a9e30c7dc61122760116894de7bcc7bd',
    number: 'INC0000046',
    shortDescription: "Can't access SFA software",
    caller: budRichman,
    openedAt: '2015-11-02 22:04:15',
    state: '1',
    impact: '1',
    urgency: '3',
    priority: '3',
    group: groups.software,
    more: {
      category: 'software',
      cmdb_ci: salesForceAutomation,
      problem_id: 'a9e4890bc6112276003d7a5a5c774a74',
      made_sla: 'false',
      reassignment_count: '1',
    },
  },
  {
    id: 'ef43c6d40a0a0b5700c77f9bf387afe3',
    number: 'INC0000050',
    shortDescription: "Can't access Exchange server - is it down?",
    caller: jerrodBennett,
    openedAt: '2015-11-02 21:58:24',
    state: '2',
    ...critical,
    group: groups.hardware,
    assignedTo: bethAnglin,
    more: { category: 'hardware', cmdb_ci: exchangeServer, location: sanDiego, escalation: '3' },
  },
  {
    id: stockId('incident', 'INC0000055'),
    number: 'INC0000055',
    shortDescription: 'SAP Sales app is not accessible',
    caller: abelTuter,
    openedAt: '2018-03-05 22:51:33',
    state: '2',
    ...critical,
    group: groups.software,
    assignedTo: bethAnglin,
    more: { category: 'software' },
  },
];

const inc60: Incident = {
  id: '1c741bd70b2322007518478d83673af3',
  number: 'INC0000060',
  shortDescription: 'Unable to connect to email',
  caller: joeEmployee,
  openedAt: '2016-12-12 15:19:57',
  state: '7',
  impact: '2',
  urgency: '2',
  priority: '3',
  group: groups.network,
  assignedTo: davidLoo,
  more: {
    ...closed('Solved (Permanently)', '2016-12-13 21:43:14', davidLoo),
    close_notes: 'This incident is resolved.',
    closed_at: '2016-12-14 02:46:44',
    closed_by: joeEmployee,
    description: 'I am unable to connect to the email server. It appears to be down.',
    subcategory: 'email',
    contact_type: 'self-service',
    cmdb_ci: storageNetwork,
    business_service: emailService,
    reassignment_count: '2',
    activity_due: '2016-12-13 01:26:36',
    business_duration: '1970-01-01 08:00:00',
    business_stc: '28800',
    calendar_duration: '1970-01-02 04:23:17',
    calendar_stc: '102197',
    sys_created_on: '2016-12-12 15:19:57',
    sys_created_by: 'employee',
    sys_updated_on: '2016-12-14 02:46:44',
    sys_updated_by: 'employee',
    sys_mod_count: '15',
  },
};

export const incidents: readonly Incident[] = [...wellKnown, ...fromDocumentation, inc60];
