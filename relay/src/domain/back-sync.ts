import type { RealChanges } from './echo.ts';

/**
 * What of a record's changes its tool is told. A destination says where, this says what; journals are
 * apart, since work notes are internal and comments are read by customers.
 */
export interface BackSync {
  readonly state: boolean;
  /** Group and person. */
  readonly assignment: boolean;
  /** Priority, and what ServiceNow derives it from. */
  readonly priority: boolean;
  readonly workNotes: boolean;
  readonly comments: boolean;
  /** Pictures that people attach to the record. */
  readonly attachments: boolean;
  /** That the record became part of another one, or was found to repeat it. */
  readonly merges: boolean;
  /** That somebody deleted the record: not at all, as a note, or as the end of its alerts. */
  readonly deletes: (typeof deletionPolicies)[number];
  /** Every other column. */
  readonly otherFields: boolean;
}

export const deletionPolicies = ['off', 'note', 'resolve'] as const;

/** What is on or off. */
type Switch = Exclude<keyof BackSync, 'deletes'>;

/**
 * Columns by which records are merged: a child follows its parent incident, and a problem names the one
 * that it repeats. Both are of the stock dictionary.
 */
export const mergeColumns: readonly string[] = ['parent_incident', 'duplicate_of'];

/** Each column belongs to one switch; what is in no list is among the other fields. */
const switchOf: ReadonlyMap<string, Switch> = new Map([
  ...columns('state', [
    'state',
    'incident_state',
    'active',
    'close_code',
    'close_notes',
    'hold_reason',
    'resolved_at',
    'resolved_by',
    'closed_at',
    'closed_by',
  ]),
  ...columns('assignment', ['assignment_group', 'assigned_to']),
  ...columns('priority', ['priority', 'impact', 'urgency', 'severity']),
  ...columns('merges', mergeColumns),
]);

function columns(group: Switch, names: readonly string[]): [string, Switch][] {
  return names.map((name) => [name, group]);
}

/** Of what others did to a record, what the route tells its tool. */
export function chooseTold(real: RealChanges, backSync: BackSync): RealChanges {
  return {
    fields: real.fields.filter(({ name }) => backSync[switchOf.get(name) ?? 'otherFields']),
    journal: real.journal.filter(({ element }) =>
      element === 'comments' ? backSync.comments : backSync.workNotes,
    ),
    attachments: backSync.attachments ? real.attachments : [],
  };
}

export function isSilent({ fields, journal, attachments }: RealChanges): boolean {
  return fields.length === 0 && journal.length === 0 && attachments.length === 0;
}

/** Says nothing about how the record stands, so that it cannot be overtaken either. */
export function isOnlyPictures({ fields, journal, attachments }: RealChanges): boolean {
  return fields.length === 0 && journal.length === 0 && attachments.length > 0;
}
