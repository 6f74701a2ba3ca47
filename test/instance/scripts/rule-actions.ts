import { normalizeValue } from '../engine/normalize-value.ts';
import type { Row, Session } from '../engine/session.ts';
import { templateValues } from '../engine/template-values.ts';
import { textOf, type Store } from '../store/database.ts';
import type { Values } from '../store/rows.ts';

/** What a rule can do without a script: set field values, show a message, abort. */
export interface RuleActions {
  readonly sets: readonly { readonly field: string; readonly value: string }[];
  readonly message: string;
  readonly aborts: boolean;
}

/** `template` holds `field=value^field=value^EQ`. */
export function readRuleActions(row: Values): RuleActions {
  const template = Object.entries(templateValues(row['template'] ?? ''));
  return {
    sets: template.map(([field, value]) => ({ field, value })),
    message: row['add_message'] === '1' ? (row['message'] ?? '') : '',
    aborts: row['abort_action'] === '1',
  };
}

/** Only a rule of the table's own scope may abort. */
export function applyRuleActions(
  session: Session,
  actions: RuleActions,
  row: Row,
  mayAbort: boolean,
): void {
  for (const { field, value } of actions.sets) {
    const column = row.table.columns.get(field);
    if (column !== undefined) row.values[field] = normalizeValue(column, value);
  }
  if (actions.message !== '') session.messages.push(actions.message);
  if (actions.aborts && mayAbort) row.abortRequested = true;
}

/** Names of the roles of which the user must have one; the column holds their ids. */
export function readRoleConditions(store: Store, row: Values): readonly string[] {
  const ids = (row['role_conditions'] ?? '').split(',').filter((id) => id !== '');
  const statement = store.prepare('SELECT name FROM sys_user_role WHERE sys_id = ?');
  return ids.map((id) => textOf(statement.get(id)?.['name']));
}

export function hasOneOf(session: Session, roles: readonly string[]): boolean {
  if (roles.length === 0 || session.user.isAdmin) return true;
  return roles.some((role) => session.user.roles.has(role));
}
