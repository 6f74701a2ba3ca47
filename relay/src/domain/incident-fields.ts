import type { AlertEvent, Severity } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { truncate, withoutMarkup } from './event-content.ts';

/** Column → stored value. */
export type Fields = Readonly<Record<string, string>>;

/** A column whose value is a name of the configuration; it becomes a sys_id before it is sent. */
export interface Reference {
  readonly column: string;
  readonly table: 'sys_user_group' | 'sys_user';
  readonly value: string;
}

/** Lengths of the columns in a stock dictionary. */
const SHORT_DESCRIPTION_LENGTH = 160;
const DESCRIPTION_LENGTH = 4000;

/** What a new record starts with. */
export function toCreateFields(route: Route, lead: AlertEvent, severity: Severity): Fields {
  const description = [lead.description, lead.url ?? '', route.additionalInformation ?? '']
    .filter((part) => part !== '')
    .join('\n\n');
  return {
    short_description: truncate(withoutMarkup(lead.title), SHORT_DESCRIPTION_LENGTH),
    description: truncate(withoutMarkup(description), DESCRIPTION_LENGTH),
    ...optional('category', route.category),
    ...optional('subcategory', route.subcategory),
    ...optional('state', route.outwardStates[lead.status]),
    ...toPriorityFields(route, severity),
  };
}

/** Impact, urgency and severity; ServiceNow computes the priority from the first two. */
export function toPriorityFields(route: Pick<Route, 'severityMap'>, severity: Severity): Fields {
  const mapped = route.severityMap[severity];
  return { impact: mapped.impact, urgency: mapped.urgency, severity: mapped.severity };
}

/** State, close code and close notes: a data policy of the stock instance demands the last two. */
export function toResolveFields(route: Route): Fields {
  const state = route.outwardStates.resolved;
  if (state === undefined) return {};
  return { state, close_code: route.closeCode, close_notes: route.closeNotes };
}

/** Names to look up before the record is created. */
export function toReferences(route: Route): readonly Reference[] {
  return [
    ...reference('assignment_group', 'sys_user_group', route.assignmentGroup),
    ...reference('caller_id', 'sys_user', route.caller),
  ];
}

function reference(
  column: string,
  table: Reference['table'],
  value: string | undefined,
): readonly Reference[] {
  return value === undefined ? [] : [{ column, table, value }];
}

function optional(column: string, value: string | undefined): Fields {
  return value === undefined ? {} : { [column]: value };
}
