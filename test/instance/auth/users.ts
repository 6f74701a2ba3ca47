import { textOf, type SqlValue, type Store } from '../store/database.ts';
import { toValues, type Values } from '../store/rows.ts';
import { cached, type SharedState } from '../worker/shared-state.ts';

export interface User {
  readonly sysId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly timeZone: string;
  readonly active: boolean;
  readonly lockedOut: boolean;
  readonly passwordNeedsReset: boolean;
  readonly webServiceAccessOnly: boolean;
  readonly isMachine: boolean;
  readonly passwordHash: string;
  /** Effective roles: own, through groups, and contained in those. */
  readonly roles: ReadonlySet<string>;
  /** Roles granted by name, without those that others contain; some checks want exactly these. */
  readonly grantedRoles: ReadonlySet<string>;
  readonly isAdmin: boolean;
}

export interface Users {
  findById(sysId: string): User | undefined;
  findByName(userName: string): User | undefined;
}

export function createUsers(store: Store, shared: SharedState): Users {
  const known = cached(shared, 'users', () => new Map<string, User | undefined>());
  const load = (column: 'sys_id' | 'user_name', value: string): User | undefined => {
    const key = `${column}:${value.toLowerCase()}`;
    const users = known();
    if (users.has(key)) return users.get(key);
    const row = store.prepare(`SELECT * FROM sys_user WHERE ${column} = ?`).get(value);
    const user = row === undefined ? undefined : toUser(store, toValues(row));
    users.set(key, user);
    return user;
  };
  return {
    findById: (sysId) => load('sys_id', sysId),
    findByName: (userName) => load('user_name', userName),
  };
}

/** The user that background jobs run as. */
export const systemUser: User = {
  sysId: 'system',
  userName: 'system',
  displayName: 'System',
  email: '',
  firstName: 'System',
  lastName: '',
  timeZone: '',
  active: true,
  lockedOut: false,
  passwordNeedsReset: false,
  webServiceAccessOnly: false,
  isMachine: false,
  passwordHash: '',
  roles: new Set(['admin']),
  grantedRoles: new Set(['admin']),
  isAdmin: true,
};

/** Who calls a public endpoint without credentials. */
export const guestUser: User = {
  ...systemUser,
  sysId: '5136503cc611227c0183e96598c4f706',
  userName: 'guest',
  displayName: 'Guest',
  firstName: 'Guest',
  roles: new Set(),
  grantedRoles: new Set(),
  isAdmin: false,
};

function toUser(store: Store, row: Values): User {
  const sysId = row['sys_id'] ?? '';
  const grantedRoles = readGrantedRoles(store, sysId);
  const roles = withContained(store, grantedRoles);
  return {
    sysId,
    userName: row['user_name'] ?? '',
    displayName: row['name'] ?? [row['first_name'], row['last_name']].filter(Boolean).join(' '),
    email: row['email'] ?? '',
    firstName: row['first_name'] ?? '',
    lastName: row['last_name'] ?? '',
    timeZone: row['time_zone'] ?? '',
    active: row['active'] === '1',
    lockedOut: row['locked_out'] === '1',
    passwordNeedsReset: row['password_needs_reset'] === '1',
    webServiceAccessOnly: row['web_service_access_only'] === '1',
    isMachine: row['identity_type'] === 'machine',
    passwordHash: row['user_password'] ?? '',
    roles,
    grantedRoles: new Set(grantedRoles),
    isAdmin: roles.has('admin'),
  };
}

function column(rows: readonly Record<string, SqlValue>[]): string[] {
  return rows.map((row) => textOf(row['name'])).filter((name) => name !== '');
}

/** Elevated roles need a raise in the browser, so they never count over REST. */
function readGrantedRoles(store: Store, userId: string): string[] {
  return column(
    store
      .prepare(
        `SELECT role.name AS name FROM sys_user_role role WHERE coalesce(role.elevated_privilege, '0') <> '1' AND (
           role.sys_id IN (SELECT role FROM sys_user_has_role WHERE user = ?)
           OR role.sys_id IN (SELECT role FROM sys_group_has_role WHERE "group" IN
             (SELECT "group" FROM sys_user_grmember WHERE user = ?)))`,
      )
      .all(userId, userId),
  );
}

function withContained(store: Store, granted: readonly string[]): Set<string> {
  const statement = store.prepare(
    `SELECT part.name AS name FROM sys_user_role_contains c
       JOIN sys_user_role holder ON holder.sys_id = c.role JOIN sys_user_role part ON part.sys_id = c.contains
     WHERE holder.name = ?`,
  );
  const roles = new Set<string>();
  const waiting = [...granted];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (roles.has(name)) continue;
    roles.add(name);
    waiting.push(...column(statement.all(name)));
  }
  return roles;
}
