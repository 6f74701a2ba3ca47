import type { Severity } from './alert-event.ts';
import type { Route, RouteReference } from './configuration.ts';
import type { Scope } from './template.ts';
import type { FieldDrift } from './write-verification.ts';

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
    const chosen = text === '' ? fallback : text;
    if (chosen === undefined) continue;
    references.push({ column, table, by, value: chosen, fallback, otherwise });
  }
  return { references, issues };
}

/**
 * The text of an alert may have become a name. ServiceNow runs what begins with `javascript:` in a
 * query, and `^` ends a term of one (reliability.md I13); no record has such a name.
 */
export function isNoName(name: string): boolean {
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
