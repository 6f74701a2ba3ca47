import { RelayError } from '../lib/errors.ts';
import type { Inspector } from '../servicenow/inspect-instance.ts';
import { entryName, GRANT_PROPERTY, type Wish } from './wish.ts';

export type Row = Readonly<Record<string, string>>;

/** What is on the instance already, as far as this sign-in may see it. */
export interface Observed {
  readonly isAdministrator: boolean;
  /** Roles of the wish that the instance knows, by name. */
  readonly roleIds: ReadonlyMap<string, string>;
  readonly account: Row | undefined;
  /** Names of the wished roles that the account holds. */
  readonly held: ReadonlySet<string>;
  readonly entry: Row | undefined;
  readonly property: Row | undefined;
  /** sys_id of the auth scope that opens everything the account may do. */
  readonly scope: string | undefined;
  readonly isScopeMapped: boolean;
}

/** Looks before anything is written, so that a second run finds its own work. */
export async function observe(admin: Inspector, wish: Wish): Promise<Observed> {
  const isAdministrator = await holdsAdmin(admin);
  const account = await findOne(admin, 'sys_user', 'user_name', wish.account, accountFields);
  const entry = await findOne(admin, 'oauth_entity', 'name', entryName(wish), entryFields);
  const scope = await findOne(admin, 'sys_auth_scope', 'name', 'useraccount', ['sys_id', 'name']);
  return {
    isAdministrator,
    roleIds: await findRoles(admin, wish.roles),
    account,
    held: account === undefined ? new Set() : await findHeld(admin, account['sys_id'] ?? ''),
    entry,
    property: await findOne(admin, 'sys_properties', 'name', GRANT_PROPERTY, propertyFields),
    scope: scope?.['sys_id'],
    isScopeMapped: entry !== undefined && (await isMapped(admin, entry['sys_id'] ?? '')),
  };
}

const accountFields = [
  'sys_id',
  'user_name',
  'active',
  'locked_out',
  'password_needs_reset',
  'identity_type',
  'web_service_access_only',
  'title',
];
const entryFields = ['sys_id', 'name', 'client_id', 'active', 'user', 'redirect_url', 'comments'];
const propertyFields = ['sys_id', 'name', 'value', 'description'];

/** Whether whoever signs in may see and change all this; throws where nobody can be asked. */
export async function holdsAdmin(admin: Inspector): Promise<boolean> {
  const heard = await admin.ask({
    path: '/api/now/table/sys_user_has_role',
    query: {
      sysparm_query: 'user=javascript:gs.getUserID()^role.name=admin^state=active',
      sysparm_fields: 'role.name',
      sysparm_limit: '1',
    },
  });
  if (heard.kind === 'silent') throw heard.error;
  if (heard.seen.status === 401) {
    throw new RelayError(
      'SERVICENOW_UNAUTHORIZED',
      'The instance refused the sign-in of the administrator. ServiceNow does not say why: user or password may be wrong, the account locked or inactive, or Basic authentication restricted. Not more than five tries, they lock the account.',
    );
  }
  if (heard.seen.form !== 'json') {
    throw new RelayError(
      'SERVICENOW_NOT_JSON',
      `What answers there is no REST API of an instance (${heard.seen.status} ${heard.seen.says}). Check the URL, and what stands between here and the instance.`,
    );
  }
  return heard.seen.status === 200 && JSON.stringify(heard.seen.json).includes('"admin"');
}

/** ServiceNow drops a term that it does not understand and returns everything: only an equal row counts. */
async function findOne(
  admin: Inspector,
  table: string,
  column: string,
  value: string,
  fields: readonly string[],
): Promise<Row | undefined> {
  const asked = await admin.rows(table, { query: `${column}=${value}`, fields, limit: 5 });
  if (asked.kind === 'none') return undefined;
  return asked.rows.find((row) => row[column]?.toLowerCase() === value.toLowerCase());
}

async function findRoles(
  admin: Inspector,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = await admin.rows('sys_user_role', {
    query: `nameIN${names.join(',')}`,
    fields: ['sys_id', 'name'],
  });
  if (asked.kind === 'none') return new Map();
  return new Map(
    asked.rows.flatMap(({ name = '', sys_id = '' }) =>
      names.includes(name) ? [[name, sys_id]] : [],
    ),
  );
}

async function findHeld(admin: Inspector, user: string): Promise<ReadonlySet<string>> {
  const asked = await admin.rows('sys_user_has_role', {
    query: `user=${user}^state=active`,
    fields: ['user', 'role.name'],
    limit: 500,
  });
  if (asked.kind === 'none') return new Set();
  return new Set(
    asked.rows.flatMap((row) => (row['user'] === user ? [row['role.name'] ?? ''] : [])),
  );
}

async function isMapped(admin: Inspector, entry: string): Promise<boolean> {
  const asked = await admin.rows('oauth_entity_auth_scope_mapping', {
    query: `oauth_entity=${entry}`,
    fields: ['oauth_entity', 'auth_scope'],
  });
  return asked.kind === 'rows' && asked.rows.some((row) => row['oauth_entity'] === entry);
}
