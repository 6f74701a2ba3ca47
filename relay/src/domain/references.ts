import type { Severity } from './alert-event.ts';
import type { Route } from './configuration.ts';
import type { Scope, Template } from './template.ts';
import type { FieldDrift } from './write-verification.ts';

/** A column that refers to another record, by a name that has to be looked up. */
export interface RouteReference {
  readonly column: string;
  readonly table: 'sys_user_group' | 'sys_user' | 'cmdb_ci' | 'cmdb_ci_service' | 'task';
  /** Column that holds the name; `undefined` is the usual one of the table, for a user the email if it looks like one. `alert`: the record that this alert of the same source has. */
  readonly by:
    | 'alert'
    | 'number'
    | 'name'
    | 'fqdn'
    | 'correlation_id'
    | 'email'
    | 'user_name'
    | undefined;
  readonly value: Template;
  /** Tried when none or several have the name. */
  readonly fallback: string | undefined;
  /** What happens then. */
  readonly otherwise: 'fail' | 'leave-empty';
}

/** A reference of one record, its name filled in. */
export interface Reference {
  readonly column: string;
  readonly table: RouteReference['table'];
  readonly by: RouteReference['by'];
  readonly value: string;
  readonly fallback: string | undefined;
  readonly otherwise: 'fail' | 'leave-empty';
}

/** Names to look up before the record is created. A name that comes out empty is no name. */
export function toReferences(
  route: Pick<Route, 'references' | 'severityMap'>,
  scope: Scope,
  severity: Severity,
): { readonly references: readonly Reference[]; readonly issues: readonly FieldDrift[] } {
  const references: Reference[] = [];
  const issues: FieldDrift[] = [];
  for (const { column, table, by, value, fallback, otherwise } of withGroup(route, severity)) {
    const rendered = value.render(scope);
    if (rendered.kind === 'failed') issues.push({ column, kind: 'not-rendered' });
    const text = rendered.kind === 'text' ? rendered.text.trim() : '';
    const isAskable = !isHostile(text);
    if (!isAskable) issues.push({ column, kind: 'no-match' });
    const name = isAskable ? text : '';
    const chosen = name === '' ? fallback : name;
    if (chosen === undefined) continue;
    references.push({ column, table, by, value: chosen, fallback, otherwise });
  }
  return { references, issues };
}

/**
 * The text of an alert may have become a name. ServiceNow runs what begins with `javascript:` in a
 * query, and `^` ends a term of one (reliability.md I13); no record has such a name.
 */
function isHostile(name: string): boolean {
  return (
    /^\s*javascript:/i.test(name) || /[\^\p{Cc}\uFFFD]/u.test(name) || name.length > MAX_NAME_LENGTH
  );
}

const MAX_NAME_LENGTH = 255;

const GROUP = 'assignment_group';

/** A group of the severity goes before the group of the route. */
function withGroup(
  { references, severityMap }: Pick<Route, 'references' | 'severityMap'>,
  severity: Severity,
): readonly RouteReference[] {
  const value = severityMap[severity].assignmentGroup;
  if (value === undefined) return references;
  const group = references.find(({ column }) => column === GROUP) ?? {
    column: GROUP,
    table: 'sys_user_group',
    by: 'name',
    fallback: undefined,
    otherwise: 'fail',
  };
  return [...references.filter(({ column }) => column !== GROUP), { ...group, value }];
}

/** The usual column of a name. */
export function columnFor(table: Reference['table'], value: string): string {
  if (table === 'task') return 'number';
  if (table !== 'sys_user') return 'name';
  return value.includes('@') ? 'email' : 'user_name';
}
