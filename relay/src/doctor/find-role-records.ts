import { RelayError } from '../lib/errors.ts';
import type { Inspector } from '../servicenow/inspect-instance.ts';
import { printRoleRecords } from './role-records.ts';

/** The least rights of the account that signs in, as records to import; ids are looked up on the instance. */
export async function findRoleRecords(
  own: Inspector,
  eyes: Inspector,
  roles: readonly string[],
): Promise<string> {
  const account = await one(own, 'sys_user', 'sys_id=javascript:gs.getUserID()', 'user_name');
  const found = await eyes.rows('sys_user_role', {
    query: `nameIN${roles.join(',')}`,
    fields: ['sys_id', 'name'],
  });
  const rows = found.kind === 'rows' ? found.rows : [];
  const named = roles.flatMap((name) => {
    const row = rows.find((other) => other['name'] === name);
    return row === undefined ? [] : [{ name, sysId: row['sys_id'] ?? '' }];
  });
  if (account !== undefined && named.length === roles.length) {
    return printRoleRecords(account, named);
  }
  const missing = roles.filter((role) => !named.some(({ name }) => name === role));
  throw new RelayError(
    'NOT_FOUND',
    account === undefined
      ? 'The account may not see its own record, so its sys_id is not known. Grant the roles by hand (docs/roles.md).'
      : `Not visible on the instance: ${missing.join(', ')}. Say --admin-user, or install what brings them.`,
  );
}

async function one(by: Inspector, table: string, query: string, column: string) {
  const asked = await by.rows(table, { query, fields: ['sys_id', column], limit: 2 });
  if (asked.kind === 'none' || asked.rows.length !== 1) return undefined;
  const [row] = asked.rows;
  return { sysId: row?.['sys_id'] ?? '', name: row?.[column] ?? '' };
}
