import type { Inspector } from '../servicenow/inspect-instance.ts';
import { entryName, GRANT_PROPERTY, markOf, type Wish } from './wish.ts';

export interface Undone {
  readonly id: string;
  readonly outcome: 'deleted' | 'left';
  readonly detail: string;
}

interface Named extends Pick<Wish, 'workspace' | 'connection' | 'account'> {
  /** Other connections here that sign in as the account. */
  readonly othersOfAccount: readonly string[];
}

/**
 * Takes away what setup made for this connection and nothing else: records carry its mark. What others
 * use by now stays, and so does what was there before.
 */
export async function undoSetup(admin: Inspector, named: Named): Promise<readonly Undone[]> {
  return [
    await undoEntry(admin, named),
    await undoAccount(admin, named),
    await undoProperty(admin, named),
  ];
}

async function undoEntry(admin: Inspector, named: Named): Promise<Undone> {
  const name = entryName(named);
  const row = await findMarked(admin, 'oauth_entity', `name=${name}`, 'comments', named);
  return row === undefined
    ? { id: 'oauth-client', outcome: 'left', detail: `no entry "${name}" that setup made` }
    : remove(admin, 'oauth-client', 'oauth_entity', row);
}

async function undoAccount(admin: Inspector, named: Named): Promise<Undone> {
  const row = await findMarked(admin, 'sys_user', `user_name=${named.account}`, 'title', named);
  if (row === undefined) {
    return {
      id: 'account',
      outcome: 'left',
      detail: `${named.account} was not made by this setup`,
    };
  }
  const { othersOfAccount: others } = named;
  if (others.length > 0) {
    return { id: 'account', outcome: 'left', detail: `${others.join(', ')} signs in with it` };
  }
  const used = await admin.rows('oauth_entity', { query: `user=${row}`, fields: ['user', 'name'] });
  const users = used.kind === 'rows' ? used.rows.filter((one) => one['user'] === row) : [];
  if (users.length > 0) {
    const names = users.map((one) => one['name'] ?? '').join(', ');
    return { id: 'account', outcome: 'left', detail: `still the application user of ${names}` };
  }
  return remove(admin, 'account', 'sys_user', row);
}

/** Others may have come to rely on the grant. */
async function undoProperty(admin: Inspector, named: Named): Promise<Undone> {
  const id = 'property';
  const row = await findMarked(
    admin,
    'sys_properties',
    `name=${GRANT_PROPERTY}`,
    'description',
    named,
  );
  if (row === undefined) {
    return { id, outcome: 'left', detail: 'it was there before, or is not ours' };
  }
  const others = await admin.rows('oauth_entity', {
    query: 'default_grant_type=client_credentials',
    fields: ['name', 'default_grant_type'],
  });
  const count =
    others.kind === 'rows'
      ? others.rows.filter((one) => one['default_grant_type'] === 'client_credentials').length
      : 1;
  if (count > 0) return { id, outcome: 'left', detail: 'other clients use the grant' };
  return remove(admin, id, 'sys_properties', row);
}

async function findMarked(
  admin: Inspector,
  table: string,
  query: string,
  column: string,
  named: Named,
): Promise<string | undefined> {
  const asked = await admin.rows(table, { query, fields: ['sys_id', column], limit: 20 });
  if (asked.kind === 'none') return undefined;
  const mark = markOf(named);
  // A title holds sixty characters.
  return asked.rows.find((row) => row[column] === mark || row[column] === mark.slice(0, 60))?.[
    'sys_id'
  ];
}

async function remove(admin: Inspector, id: string, table: string, sysId: string): Promise<Undone> {
  const heard = await admin.ask({ method: 'DELETE', path: `/api/now/table/${table}/${sysId}` });
  if (heard.kind === 'answer' && heard.seen.status < 300) {
    return { id, outcome: 'deleted', detail: `${table} ${sysId}` };
  }
  const because =
    heard.kind === 'silent' ? heard.error.message : `${heard.seen.status} "${heard.seen.says}"`;
  return { id, outcome: 'left', detail: `the instance refused: ${because}` };
}
