import type { Engine, Row, Session } from '../engine/session.ts';
import { createActionObject } from '../glide/ui-action-object.ts';
import { previousOf, type Scripts } from '../scripts/script-host.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { cached } from '../worker/shared-state.ts';

/** One button, link or choice that runs on the server. What runs in the browser is not imitated. */
export interface UiAction {
  readonly sysId: string;
  readonly name: string;
  readonly actionName: string;
  readonly hint: string;
  readonly table: string;
  readonly order: number;
  readonly condition: string;
  readonly script: string;
  readonly scope: string;
  readonly roles: readonly string[];
  readonly onInsert: boolean;
  readonly onUpdate: boolean;
  readonly formButton: boolean;
  readonly formLink: boolean;
  readonly listChoice: boolean;
  readonly listButton: boolean;
}

/** Actions of a table, of its parents and of `global`, by order. */
export function createActionIndex(engine: Engine): (tables: readonly string[]) => UiAction[] {
  const all = cached(engine.shared, 'scripts', () => loadActions(engine));
  return (tables) => all().filter((one) => one.table === 'global' || tables.includes(one.table));
}

function loadActions(engine: Engine): readonly UiAction[] {
  const { store } = engine;
  const scopes = new Map(
    rowsOf(store, 'sys_scope').map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']),
  );
  const names = new Map(
    rowsOf(store, 'sys_user_role').map((row) => [row['sys_id'] ?? '', row['name'] ?? '']),
  );
  const links = rowsOf(store, 'sys_ui_action_role');
  return rowsOf(store, 'sys_ui_action')
    .filter((row) => row['active'] !== '0' && row['client'] !== '1')
    .map((row) =>
      toAction(
        row,
        scopes.get(row['sys_scope'] ?? '') ?? 'global',
        links
          .filter((link) => link['sys_ui_action'] === row['sys_id'])
          .map((link) => names.get(link['sys_user_role'] ?? '') ?? 'nobody'),
      ),
    )
    .toSorted((a, b) => a.order - b.order);
}

function toAction(row: Values, scope: string, roles: readonly string[]): UiAction {
  const isSet = (name: string): boolean => row[name] === '1';
  return {
    sysId: row['sys_id'] ?? '',
    name: row['name'] ?? '',
    actionName: row['action_name'] ?? '',
    hint: row['hint'] ?? '',
    table: row['table'] ?? '',
    order: Number(row['order'] ?? 100),
    condition: row['condition'] ?? '',
    script: row['script'] ?? '',
    scope,
    roles,
    onInsert: isSet('show_insert'),
    onUpdate: isSet('show_update'),
    formButton: isSet('form_button'),
    formLink: isSet('form_link') || isSet('form_context_menu'),
    listChoice: isSet('list_choice') || isSet('list_context_menu'),
    listButton: isSet('list_button') || isSet('list_banner_button') || isSet('list_link'),
  };
}

/** Role and condition; the condition is asked again before the script runs (glide.security.strict.actions). */
export function mayRun(session: Session, scripts: Scripts, action: UiAction, row: Row): boolean {
  if (!hasRoleFor(session, action)) return false;
  const isNew = row.stored === undefined;
  if (isNew ? !action.onInsert : !action.onUpdate) return false;
  if (action.condition.trim() === '') return true;
  return scripts.evaluateCondition(session, action.condition, action.scope, row);
}

export function hasRoleFor(session: Session, action: UiAction): boolean {
  if (action.roles.length === 0) return true;
  return session.user.isAdmin || action.roles.some((role) => session.user.roles.has(role));
}

export function runAction(
  session: Session,
  scripts: Scripts,
  action: UiAction,
  row: Row,
  parameters: URLSearchParams,
): void {
  const context = scripts.context(action.scope);
  scripts.run(
    session,
    {
      table: 'sys_ui_action',
      sysId: action.sysId,
      name: action.name,
      scope: action.scope,
      source: action.script,
    },
    {
      current: context.handle.wrapRow(row),
      previous: previousOf(context, row),
      action: createActionObject(session, parameters),
    },
  );
}
