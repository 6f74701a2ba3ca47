import { readDist } from '../checks/read-dist.ts';
import { escapeXml, idOf, type UpdateRow, type UpdateSet } from './update-set.ts';

const operations = ['create', 'read', 'write'] as const;
const globalScope = { id: 'global', name: 'Global', scope: 'global' } as const;

/**
 * The three record rules on task in the global scope: for instances that do not accept them from a
 * scoped app. Official pages disagree on whether they must.
 */
export function taskAccessUpdateSet(dist: string, version: string): UpdateSet {
  const role = readDist(dist).find(
    (record) =>
      record.table === 'sys_user_role' && record.columns['name'] === 'x_alrt_relay.api_user',
  );
  if (role === undefined) throw new Error('the app ships no role x_alrt_relay.api_user');
  const roleId = role.columns['sys_id'] ?? '';
  return {
    name: `Alert Relay ${version}: access to task`,
    description: 'Lets x_alrt_relay.api_user create, read and write tasks through the Table API',
    version,
    application: globalScope,
    rows: operations.flatMap((operation) => rulesFor(operation, roleId)),
  };
}

function rulesFor(operation: string, roleId: string): readonly UpdateRow[] {
  const rule = idOf(`global-acl-task-${operation}`);
  const link = idOf(`global-acl-task-${operation}-role`);
  return [
    {
      name: `sys_security_acl_${rule}`,
      type: 'Access Control',
      targetName: 'task',
      table: 'task',
      payload: record('sys_security_acl', rule, {
        active: 'true',
        admin_overrides: 'true',
        advanced: 'false',
        condition: '',
        decision_type: 'allow',
        description: 'Alert Relay: the account of the relay',
        name: 'task',
        operation,
        script: '',
        type: 'record',
      }),
    },
    {
      name: `sys_security_acl_role_${link}`,
      type: 'Access Roles',
      targetName: 'task.None',
      table: '',
      payload: record('sys_security_acl_role', link, {
        sys_security_acl: rule,
        sys_user_role: roleId,
      }),
    },
  ];
}

/**
 * For table mode, without the app: a role that holds no more than writing incidents needs. The name
 * of the contained role is what counts; its sys_id differs between instances.
 */
export function tableModeRoleUpdateSet(version: string): UpdateSet {
  const role = idOf('global-role-table-mode');
  const contains = idOf('global-role-table-mode-contains');
  const contained = idOf('global-role-sn-incident-write');
  return {
    name: `Alert Relay ${version}: role for table mode`,
    description: 'A role with the least rights for Alert Relay without the app',
    version,
    application: globalScope,
    rows: [
      {
        name: `sys_user_role_${role}`,
        type: 'Role',
        targetName: 'alert_relay_table_mode',
        table: '',
        payload: record('sys_user_role', role, {
          description: 'Alert Relay without the app: reads and writes incidents',
          name: 'alert_relay_table_mode',
        }),
      },
      {
        name: `sys_user_role_contains_${contains}`,
        type: 'Contained Role',
        targetName: 'alert_relay_table_mode',
        table: '',
        payload: record('sys_user_role_contains', contains, {}, [
          `<contains name="sn_incident_write">${contained}</contains>`,
          `<role name="alert_relay_table_mode">${role}</role>`,
        ]),
      },
    ],
  };
}

function record(
  table: string,
  id: string,
  columns: Readonly<Record<string, string>>,
  references: readonly string[] = [],
): string {
  const lines = [
    `<sys_id>${id}</sys_id>`,
    '<sys_scope display_value="Global">global</sys_scope>',
    `<sys_update_name>${table}_${id}</sys_update_name>`,
    ...Object.entries(columns).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`),
    ...references,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?><record_update table="${table}"><${table} action="INSERT_OR_UPDATE">${lines.join('')}</${table}></record_update>`;
}
