import { z } from 'zod';
import { Duration } from '../connector-kit/fields.ts';
import {
  alertStatuses,
  severities,
  type AlertStatus,
  type Severity,
} from '../domain/alert-event.ts';
import { deletionPolicies } from '../domain/back-sync.ts';
import { type ImpactUrgency, inwardMeanings } from '../domain/configuration.ts';
import { owners } from '../domain/field-ownership.ts';
import { ConditionEntry } from './condition-section.ts';
import { Name, StoredValue } from './fields.ts';
import {
  Column,
  referenceEntry,
  referenceForms,
  StoredText,
  TemplateText,
} from './template-fields.ts';

/** Written where a state shall be left alone. */
export const NOT_SELECTED = 'none';

export const defaultSeverityMap: Readonly<Record<Severity, ImpactUrgency>> = {
  critical: { impact: '1', urgency: '1', severity: '1', assignmentGroup: undefined },
  high: { impact: '2', urgency: '1', severity: '2', assignmentGroup: undefined },
  warning: { impact: '2', urgency: '2', severity: '2', assignmentGroup: undefined },
  info: { impact: '3', urgency: '3', severity: '3', assignmentGroup: undefined },
  unknown: { impact: '3', urgency: '3', severity: '3', assignmentGroup: undefined },
};

/** Alertmanager's shortest usual pause between two messages about the same (`group_interval`). */
const SHORTEST_SILENCE_MS = 5 * 60_000;

/** The stock states of an incident: 1 New, 2 In Progress, 3 On Hold, 6 Resolved, 7 Closed, 8 Canceled. */
export const defaultOutwardStates: Readonly<Record<AlertStatus, string>> = {
  firing: '1',
  acknowledged: '2',
  unacknowledged: '1',
  silenced: NOT_SELECTED,
  unsilenced: NOT_SELECTED,
  resolved: '6',
};

export const defaultInwardStates: Readonly<Record<string, z.output<typeof InwardMeaning>>> = {
  '1': 'firing',
  '2': 'acknowledged',
  '3': 'acknowledged',
  '6': 'resolved',
  '7': 'resolved',
  '8': 'canceled',
};

const InwardMeaning = z.enum([...inwardMeanings, NOT_SELECTED]);

function told(isOn: boolean, description: string) {
  return z.boolean().default(isOn).meta({ description });
}

const ImpactUrgencyEntry = z.strictObject({
  impact: StoredValue.meta({ description: 'Stored value of the impact.' }),
  urgency: StoredValue.meta({ description: 'Stored value of the urgency.' }),
  severity: StoredValue.meta({ description: 'Stored value of the severity.' }),
  assignmentGroup: TemplateText.optional().meta({
    description: 'Group for this severity; goes before the one of the route.',
  }),
});

const Entry = z.strictObject({
  name: Name.meta({ description: 'Name of the route.' }),
  enabled: z.boolean().default(true).meta({ description: 'false takes no events.' }),
  sources: z.array(z.string()).min(1).meta({ description: 'Sources whose events it takes.' }),
  when: ConditionEntry.optional().meta({
    description: 'Which of their events it takes, see Conditions; absent is all.',
  }),
  includePrivate: z.boolean().default(false).meta({
    description: 'Takes private events too (the tool says so, or the label `private` is `true`).',
  }),
  ownRecords: z.boolean().default(false).meta({
    description:
      'Its records are apart from those of other routes to the same connection. Changing it starts new records.',
  }),
  connection: z.string().meta({ description: 'Connection that its records are created on.' }),
  table: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,79}$/, 'expected the name of a table, such as incident')
    .default('incident')
    .meta({ description: 'Table of its records.' }),
  groupBy: z
    .union([
      z.enum(['group', 'alert']),
      z
        .strictObject({
          template: TemplateText.meta({ description: 'Alerts for which it comes out alike.' }),
        })
        .transform(({ template }) => template),
    ])
    .optional()
    .meta({
      description:
        'What becomes one record: the `group` of a tool that sends groups, each `alert`, or all alerts for which a template comes out alike, `{template: "{{ labels.cluster }}"}`. It must come out alike when the alert is resolved. Default: `group` where every source sends groups, else `alert`.',
    }),
  assignmentGroup: referenceEntry(['name'], 'fail')
    .optional()
    .meta({
      description: `Group: a name or sys_id. ${referenceForms}`,
    }),
  caller: referenceEntry(['email', 'user_name'], 'fail').optional().meta({
    description: 'Caller: an email, user name or sys_id, in the same forms.',
  }),
  assignee: referenceEntry(['email', 'user_name'], 'leave-empty').optional().meta({
    description: 'Person it is assigned to: an email, user name or sys_id, in the same forms.',
  }),
  configurationItem: referenceEntry(['name', 'fqdn', 'correlation_id'], 'leave-empty')
    .optional()
    .meta({ description: 'Configuration item, by `name`, `fqdn` or `correlation_id`.' }),
  service: referenceEntry(['name'], 'leave-empty').optional().meta({
    description: 'Business service, by its name.',
  }),
  parent: referenceEntry(['number', 'alert'], 'fail').optional().meta({
    description:
      'Number of an active record that its records belong to: with `table: task` they are its follow-ups. With `by: alert` the name of another alert of the same source, whose record it is.',
  }),
  noteOn: referenceEntry(['number'], 'fail').optional().meta({
    description:
      'Number of an active record of somebody else on which its alerts are delivered as notes, in place of records of their own: `{{ labels.incident }}`. Nothing else of that record is written, and none of its changes come back. A condition such as `{field: labels.incident, exists: true}` keeps out what names none.',
  }),
  shortDescription: TemplateText.optional().meta({
    description: 'Template; absent is the title of the alert.',
  }),
  description: TemplateText.optional().meta({
    description: 'Template; absent is description, link and `additionalInformation`.',
  }),
  category: TemplateText.optional().meta({
    description: 'Stored value of the category, or a template.',
  }),
  subcategory: TemplateText.optional().meta({
    description: 'Stored value of the subcategory, or a template.',
  }),
  fields: z.record(Column, TemplateText).default({}).meta({
    description:
      'Any other column and the template of its stored value; `u_team: "{{ labels.team }}"` takes a label over. One that comes out empty is not written.',
  }),
  defaults: z.record(Column, StoredText).default({}).meta({
    description:
      'Columns of a new record that nothing else says anything of, such as mandatory ones.',
  }),
  owners: z.record(Column, z.enum(owners)).default({}).meta({
    description:
      'Who has the say over a column once the record is there. `servicenow`: never written again; `tool`: always what the tool says; `newest`: the last change; `ask`: the tool, until somebody else sets it, then that stays and the conflict is listed. Default: `ask` for impact, urgency, severity, close_code and close_notes, `servicenow` for the rest.',
  }),
  note: TemplateText.optional().meta({
    description: 'Template of the text for work notes and comments; absent lists the alerts.',
  }),
  severityMap: z.partialRecord(z.enum(severities), ImpactUrgencyEntry).default({}).meta({
    description:
      'Impact, urgency and severity for each severity of an alert. What is not written keeps its default: critical 1/1/1, high 2/1/2, warning 2/2/2, info and unknown 3/3/3.',
  }),
  additionalInformation: TemplateText.optional().meta({
    description: 'Appended to the description.',
  }),
  workNotes: z.boolean().default(true).meta({ description: 'Alert detail goes into work notes.' }),
  comments: z.boolean().default(false).meta({
    description: 'Alert detail goes into comments, which customers can read.',
  }),
  closeCode: TemplateText.prefault('Solution provided').meta({
    description: 'Close code of a record that the relay resolves.',
  }),
  closeNotes: TemplateText.optional().meta({
    description: 'Close notes of such a record. Default: `Resolved in SOURCE.`',
  }),
  closingStates: z.array(StoredValue).prefault([7, 8]).meta({
    description: 'States in which a record takes no further updates.',
  }),
  outwardStates: z.partialRecord(z.enum(alertStatuses), StoredValue).default({}).meta({
    description:
      'State to write for each status of an alert, or `none`. What is not written keeps its default: firing 1, acknowledged 2, unacknowledged 1, silenced none, unsilenced none, resolved 6.',
  }),
  inwardStates: z.record(z.string(), InwardMeaning).default({}).meta({
    description:
      'What a state of the record means to the tool, or `none`. What is not written keeps its default: 1 firing, 2 and 3 acknowledged, 6 and 7 resolved, 8 canceled.',
  }),
  afterManualResolve: z.enum(['note', 'reopen']).default('note').meta({
    description: 'What a firing with the same start does after a person resolved the record.',
  }),
  onRefire: z
    .union([
      z.literal('new-episode'),
      z
        .strictObject({
          reopenWithin: Duration.meta({ description: 'Since it was resolved.' }),
        })
        .transform(({ reopenWithin }) => reopenWithin),
    ])
    .default('new-episode')
    .meta({
      description:
        'What a new life of an alert does after its record was resolved: `new-episode` opens the next record, `{reopenWithin: 2h}` reopens the last one within this time. A closed record is never reopened.',
    }),
  resolveWhenSilentFor: Duration.refine(
    (ms) => ms >= SHORTEST_SILENCE_MS,
    'expected at least 5m: a tool needs its time to speak again',
  )
    .optional()
    .meta({
      description:
        'Ends alerts of which their tool has said nothing for so long, for tools that lose an end now and then. Take more than twice the time after which the tool repeats itself (`repeat_interval` of Alertmanager), and nothing where it does not; where acknowledging silences the alert (Alertmanager), more than `acknowledgeFor` and that time together: an alert that goes on in silence is ended too, and opens a record again when it is next spoken of. Absent: it stays open until the tool or a person ends it.',
    }),
  destination: z.string().optional().meta({
    description: 'Where changes of the record are told; absent switches it off.',
  }),
  backSync: z
    .strictObject({
      state: told(true, 'State, with close code, close notes and hold reason.'),
      assignment: told(false, 'Group and person.'),
      priority: told(false, 'Priority, impact, urgency and severity.'),
      workNotes: told(false, 'Work notes, with their author.'),
      comments: told(false, 'Comments, which customers can read and write, with their author.'),
      attachments: told(
        false,
        'Pictures that people attach: the picture itself where the tool takes one, else its name and a link.',
      ),
      merges: told(
        false,
        'That the record was merged into another (parent incident, duplicate of), as a note with its link.',
      ),
      deletes: z.enum(deletionPolicies).default('off').meta({
        description:
          'That somebody deleted the record: `note` says so, `resolve` ends its alerts as those of a canceled record.',
      }),
      otherFields: told(false, 'Every other column.'),
    })
    .prefault({})
    .meta({
      description: 'What of a change the destination is told, each by a switch of its own.',
    }),
});

export const RouteEntry = Entry.refine(
  ({ noteOn, workNotes, comments }) => noteOn === undefined || workNotes || comments,
  { path: ['noteOn'], message: 'expected workNotes or comments to be on: nothing else is written' },
).refine(({ noteOn, destination }) => noteOn === undefined || destination === undefined, {
  path: ['destination'],
  message: 'expected none: changes of a record that is only noted on do not come back',
});
export type RouteEntry = z.output<typeof RouteEntry>;
