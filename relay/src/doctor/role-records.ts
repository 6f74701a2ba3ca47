import { createHash } from 'node:crypto';

/** A record with its name, as ServiceNow refers to it. */
export interface Named {
  readonly sysId: string;
  readonly name: string;
}

/**
 * The grants of an account as ServiceNow's own XML of records: "Import XML" on any list takes it, by an
 * administrator. Importing it twice changes nothing, since each grant always has the same sys_id.
 */
export function printRoleRecords(account: Named, roles: readonly Named[]): string {
  const records = roles.map((role) =>
    [
      '<sys_user_has_role action="INSERT_OR_UPDATE">',
      '<inherited>false</inherited>',
      `<role display_value="${escape(role.name)}">${escape(role.sysId)}</role>`,
      '<state>active</state>',
      `<sys_id>${sysIdOf(account, role)}</sys_id>`,
      `<user display_value="${escape(account.name)}">${escape(account.sysId)}</user>`,
      '</sys_user_has_role>',
    ].join('\n'),
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<unload>', ...records, '</unload>', ''].join(
    '\n',
  );
}

/** A sys_id has 32 hex characters; any digest of that length will do, since it protects nothing. */
function sysIdOf(account: Named, role: Named): string {
  return createHash('sha256').update(`${account.sysId} ${role.sysId}`).digest('hex').slice(0, 32);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}
