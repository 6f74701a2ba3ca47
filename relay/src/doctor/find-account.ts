import type { Inspector } from '../servicenow/inspect-instance.ts';
import type { Subject } from './subject.ts';

/** The service account as the instance shows it, as far as it does. */
export interface Account {
  readonly sysId: string;
  readonly userName: string;
  readonly flags: Readonly<Record<string, string>>;
  /** `undefined`: not visible, which is not the same as none. */
  readonly roles: readonly string[] | undefined;
}

export type FindAccount = () => Promise<Account | undefined>;

const flags = [
  'active',
  'locked_out',
  'password_needs_reset',
  'web_service_access_only',
  'identity_type',
];

/** Asked once: by its own eyes, or by those of an administrator where one was named. */
export function accountFinder({ connection, inspector, admin }: Subject): FindAccount {
  let found: Promise<Account | undefined> | undefined;
  return () => (found ??= find());

  async function find(): Promise<Account | undefined> {
    const row = await findRow(inspector, 'sys_id=javascript:gs.getUserID()');
    if (row === undefined) return undefined;
    const sysId = row['sys_id'] ?? '';
    const seen = (admin && (await findRow(admin, `sys_id=${sysId}`))) ?? row;
    return {
      sysId,
      userName: seen['user_name'] ?? connection.name,
      flags: seen,
      roles: await findRoles(admin ?? inspector, sysId),
    };
  }
}

/** ServiceNow drops a term that it does not accept and returns everybody: then none of them is meant. */
async function findRow(
  by: Inspector,
  query: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const asked = await by.rows('sys_user', {
    query,
    fields: ['sys_id', 'user_name', ...flags],
    limit: 2,
  });
  if (asked.kind === 'none' || asked.rows.length !== 1) return undefined;
  return asked.rows[0];
}

async function findRoles(by: Inspector, sysId: string): Promise<readonly string[] | undefined> {
  const asked = await by.rows('sys_user_has_role', {
    query: `user=${sysId}^state=active`,
    fields: ['user', 'role.name'],
    limit: 500,
  });
  if (asked.kind === 'none') return undefined;
  const own = asked.rows.filter((row) => row['user'] === sysId);
  // Rows that are there and not shown are counted all the same.
  if (own.length === 0 && (asked.total ?? 0) > 0) return undefined;
  return own.flatMap((row) => row['role.name'] ?? []).filter((name) => name !== '');
}
