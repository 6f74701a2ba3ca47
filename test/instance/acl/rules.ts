import { rowsOf } from '../store/rows.ts';
import type { Store } from '../store/database.ts';
import { parseEncodedQuery, type EncodedQuery } from '../query/parse-encoded-query.ts';

export interface AclRule {
  readonly sysId: string;
  readonly roles: readonly string[];
  readonly condition: EncodedQuery | undefined;
  readonly script: string;
  readonly securityAttribute: string;
  readonly isDeny: boolean;
  readonly adminOverrides: boolean;
  readonly appliesTo: EncodedQuery | undefined;
  readonly scope: string;
  /** No role, attribute, condition or script: such a rule denies (deny by default). */
  readonly isBlank: boolean;
}

export interface AclRules {
  /** Rules at exactly this point, such as `incident.number`. */
  at(type: string, operation: string, name: string): readonly AclRule[];
  byId(sysId: string): AclRule | undefined;
  /** Whether any active rule protects single fields with this operation: most tables have none. */
  hasFieldRules(operation: string, tables: readonly string[]): boolean;
}

export function loadAclRules(store: Store): AclRules {
  const roleNames = new Map(
    rowsOf(store, 'sys_user_role').map((row) => [row['sys_id'] ?? '', row['name'] ?? '']),
  );
  const scopes = new Map(
    rowsOf(store, 'sys_scope').map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']),
  );
  const roles = new Map<string, string[]>();
  for (const link of rowsOf(store, 'sys_security_acl_role')) {
    const acl = link['sys_security_acl'] ?? '';
    // A role that does not exist keeps its place: nobody has it, so the rule denies.
    const role =
      roleNames.get(link['sys_user_role'] ?? '') ?? `missing:${link['sys_user_role'] ?? ''}`;
    roles.set(acl, [...(roles.get(acl) ?? []), role]);
  }
  const points = new Map<string, AclRule[]>();
  const byId = new Map<string, AclRule>();
  const fieldTables = new Set<string>();
  for (const row of rowsOf(store, 'sys_security_acl')) {
    if (row['active'] === '0') continue;
    const sysId = row['sys_id'] ?? '';
    const rule = toRule(
      row,
      roles.get(sysId) ?? [],
      scopes.get(row['sys_scope'] ?? '') ?? 'global',
    );
    byId.set(sysId, rule);
    const name = row['name'] ?? '';
    const key = `${(row['type'] ?? 'record').toLowerCase()}|${row['operation'] ?? ''}|${name}`;
    points.set(key, [...(points.get(key) ?? []), rule]);
    if (name.includes('.'))
      fieldTables.add(`${row['operation'] ?? ''}|${name.split('.')[0] ?? ''}`);
  }
  return {
    at: (type, operation, name) => points.get(`${type.toLowerCase()}|${operation}|${name}`) ?? [],
    byId: (sysId) => byId.get(sysId),
    hasFieldRules: (operation, tables) =>
      [...tables, '*'].some((table) => fieldTables.has(`${operation}|${table}`)),
  };
}

function toRule(
  row: Readonly<Record<string, string>>,
  roles: readonly string[],
  scope: string,
): AclRule {
  const condition = row['condition'] ?? '';
  const script = row['script'] ?? '';
  const securityAttribute = row['security_attribute'] ?? '';
  const appliesTo = row['applies_to'] ?? '';
  return {
    sysId: row['sys_id'] ?? '',
    roles,
    condition: condition === '' ? undefined : parseEncodedQuery(condition),
    script,
    securityAttribute,
    isDeny: row['decision_type'] === 'deny',
    adminOverrides: row['admin_overrides'] === '1',
    appliesTo: appliesTo === '' ? undefined : parseEncodedQuery(appliesTo),
    scope,
    isBlank:
      roles.length === 0 && condition === '' && script.trim() === '' && securityAttribute === '',
  };
}
