import { describe, expect, test } from 'vitest';
import type { AclOperation, StockAcl } from './model.ts';
import { stock } from './stock.ts';

const contained = new Map(stock.roles.map((role) => [role.name, role.contains ?? []]));
const parents = new Map(stock.tables.map((table) => [table.name, table.extends]));

function withContained(role: string): string[] {
  return [role, ...(contained.get(role) ?? []).flatMap(withContained)];
}

function lineage(table: string): string[] {
  const parent = parents.get(table);
  return parent === undefined ? [table] : [table, ...lineage(parent)];
}

function rulesAt(name: string, operation: AclOperation): StockAcl[] {
  return stock.acls.filter((acl) => acl.name === name && acl.operation === operation);
}

/** The rules of the most specific point that has any: the strict reading of the documentation. */
function nearestRules(points: readonly string[], operation: AclOperation): StockAcl[] {
  return points.map((point) => rulesAt(point, operation)).find((rules) => rules.length > 0) ?? [];
}

/** What roles alone decide; `by record` leaves the last word to a condition or script. */
function verdict(
  role: string,
  points: readonly string[],
  operation: AclOperation,
): 'yes' | 'no' | 'by record' {
  const rules = nearestRules(points, operation);
  const roles = withContained(role);
  const passing = rules.filter(
    (acl) => acl.roles.length === 0 || acl.roles.some((name) => roles.includes(name)),
  );
  if (rules.length === 0) return 'yes';
  if (passing.some((acl) => acl.condition === undefined && acl.script === undefined)) return 'yes';
  return passing.length > 0 ? 'by record' : 'no';
}

function onTable(role: string, table: string, operation: AclOperation): string {
  return verdict(role, [...lineage(table), '*'], operation);
}

function onField(role: string, table: string, field: string, operation: AclOperation): string {
  const tables = lineage(table);
  const points = [
    ...tables.map((name) => `${name}.${field}`),
    ...tables.map((name) => `${name}.*`),
  ];
  return verdict(role, points, operation);
}

describe('tables', () => {
  // 'no' is answered 403, 'by record' with 200 and the records that pass: servicenow-platform.md 0.2 and 4.
  test.each([
    ['itil', 'incident', 'read', 'yes'],
    ['itil', 'task', 'read', 'yes'],
    ['user', 'incident', 'read', 'by record'],
    ['snc_read_only', 'incident', 'read', 'by record'],
    ['sn_incident_read', 'incident', 'read', 'yes'],
    ['sn_incident_read', 'task', 'read', 'by record'],
    ['sn_incident_read', 'change_request', 'read', 'by record'],
    ['sn_change_read', 'change_request', 'read', 'yes'],
    ['sn_request_read', 'sc_request', 'read', 'yes'],
    ['itil', 'sys_db_object', 'read', 'yes'],
    ['user', 'sys_db_object', 'read', 'no'],
    ['itil', 'sys_plugins', 'read', 'no'],
    ['user', 'metric_definition', 'read', 'no'],
    ['itil', 'sys_dictionary', 'read', 'by record'],
    ['personalize_dictionary', 'sys_dictionary', 'read', 'yes'],
    ['itil', 'sys_properties', 'read', 'by record'],
    ['user', 'sys_choice', 'read', 'yes'],
    ['user', 'sys_user', 'read', 'yes'],
    ['itil', 'cmdb_ci_linux_server', 'read', 'yes'],
    ['sn_cmdb_user', 'cmdb_ci_linux_server', 'read', 'yes'],
    ['cmdb_read', 'cmdb_ci_linux_server', 'read', 'yes'],
    ['cmdb_read', 'cmdb_ci_linux_server', 'write', 'no'],
    ['user', 'cmdb_ci', 'read', 'no'],
    ['itil', 'sys_journal_field', 'read', 'no'],
    ['user', 'incident', 'create', 'yes'],
    ['user', 'task', 'create', 'no'],
    ['sn_incident_write', 'incident', 'write', 'yes'],
    ['incident_manager', 'incident', 'write', 'yes'],
    ['sn_incident_read', 'incident', 'write', 'by record'],
    ['itil', 'incident', 'delete', 'no'],
    ['itil_admin', 'incident', 'delete', 'yes'],
    ['sn_request_write', 'sc_request', 'create', 'no'],
    ['sn_service_desk_agent', 'problem', 'write', 'yes'],
    ['user_admin', 'sys_user', 'create', 'yes'],
    ['oauth_admin', 'oauth_entity', 'create', 'yes'],
    ['admin', 'sys_security_acl', 'create', 'no'],
    ['import_set_loader', 'imp_user', 'create', 'yes'],
  ] as const)('%s on %s, %s: %s', (role, table, operation, expected) => {
    expect(onTable(role, table, operation)).toBe(expected);
  });
});

test.each(['Table API', 'Aggregate API', 'Import Set API', 'Attachment API'])(
  'the rule of the %s ships inactive, for snc_platform_rest_api_access',
  (name) => {
    expect(stock.acls.filter((acl) => acl.name === name)).toMatchObject([
      { type: 'REST_Endpoint', active: false, roles: ['snc_platform_rest_api_access'] },
    ]);
  },
);

describe('fields', () => {
  test.each([
    ['itil', 'incident', 'urgency', 'write', 'yes'],
    ['sn_incident_write', 'incident', 'severity', 'create', 'yes'],
    ['user', 'incident', 'urgency', 'create', 'no'],
    ['user', 'incident', 'severity', 'write', 'no'],
    ['user', 'incident', 'short_description', 'create', 'yes'],
    ['user', 'incident', 'comments', 'write', 'yes'],
    ['user', 'incident', 'work_notes', 'read', 'no'],
    ['sn_incident_read', 'incident', 'work_notes', 'read', 'yes'],
    ['sn_incident_read', 'incident', 'work_notes', 'write', 'no'],
    ['user', 'sys_choice', 'label', 'read', 'yes'],
    ['user', 'sys_choice', 'name', 'read', 'no'],
    ['itil', 'sys_choice', 'value', 'read', 'no'],
    ['personalize_choices', 'sys_choice', 'value', 'read', 'yes'],
    ['user', 'sys_user', 'email', 'read', 'yes'],
    ['user', 'sys_user', 'locked_out', 'write', 'no'],
  ] as const)('%s on %s.%s, %s: %s', (role, table, field, operation, expected) => {
    expect(onField(role, table, field, operation)).toBe(expected);
  });
});
