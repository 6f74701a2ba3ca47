import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { hashPassword } from '../auth/password.ts';
import { newSysId } from '../engine/ids.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { textOf, type Store } from '../store/database.ts';
import { insertRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { stamped } from './install-stock.ts';

export interface NewUser {
  readonly userName: string;
  readonly password: string;
  readonly roles?: readonly string[];
  /** Other columns, such as `time_zone` or `locked_out`. */
  readonly values?: Readonly<Record<string, string>>;
}

export function addUser(store: Store, dictionary: Dictionary, user: NewUser): string {
  const table = requireTable(dictionary, 'sys_user');
  const sysId = newSysId();
  const values: Values = { active: '1', name: user.userName };
  for (const [name, value] of Object.entries(user.values ?? {})) {
    const column = table.columns.get(name);
    if (column !== undefined) values[name] = normalizeValue(column, value);
  }
  insertRow(
    store,
    table,
    stamped(table, {
      ...values,
      sys_id: sysId,
      user_name: user.userName,
      user_password: hashPassword(user.password),
    }),
  );
  for (const role of user.roles ?? []) grantRole(store, dictionary, sysId, role);
  return sysId;
}

export function grantRole(
  store: Store,
  dictionary: Dictionary,
  userId: string,
  roleName: string,
): void {
  const role = store.prepare('SELECT sys_id FROM sys_user_role WHERE name = ?').get(roleName);
  if (role === undefined) throw new Error(`The instance has no role ${roleName}`);
  const roleId = textOf(role['sys_id']);
  const held = store
    .prepare('SELECT sys_id FROM sys_user_has_role WHERE user = ? AND role = ?')
    .get(userId, roleId);
  if (held !== undefined) return;
  const table = requireTable(dictionary, 'sys_user_has_role');
  insertRow(
    store,
    table,
    stamped(table, {
      sys_id: newSysId(),
      user: userId,
      role: roleId,
      state: 'active',
      inherited: '0',
    }),
  );
}
