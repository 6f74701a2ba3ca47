import type { Stock, StockAcl } from '../stock/model.ts';
import { stockId } from '../stock/stock-id.ts';
import type { Values } from '../store/rows.ts';

/** Roles, ACLs, properties, data policies and the priority lookup as rows of their tables. */
export function metadataRecords(stock: Stock): readonly (readonly [string, readonly Values[]])[] {
  const roleIds = new Map(stock.roles.map((role) => [role.name, role.sys_id]));
  return [
    [
      'sys_user_role',
      stock.roles.map((role) => ({
        sys_id: role.sys_id,
        name: role.name,
        description: role.description,
        elevated_privilege: role.elevated === true ? '1' : '0',
        sys_scope: 'global',
      })),
    ],
    ['sys_user_role_contains', containedRoles(stock, roleIds)],
    ['sys_security_acl', stock.acls.map(toAclRow)],
    ['sys_security_acl_role', stock.acls.flatMap((acl) => toAclRoles(acl, roleIds))],
    [
      'sys_properties',
      stock.properties.map((property) => ({
        sys_id: stockId('sys_properties', property.name),
        name: property.name,
        value: property.value,
        type: property.type,
        description: property.description ?? '',
        sys_scope: 'global',
      })),
    ],
    [
      'sys_data_policy2',
      stock.dataPolicies.map((policy) => ({
        sys_id: policy.sys_id,
        short_description: policy.name,
        model_table: policy.table,
        conditions: policy.condition,
        active: '1',
      })),
    ],
    [
      'sys_data_policy_rule',
      stock.dataPolicies.flatMap((policy) =>
        policy.mandatory.map((field) => ({
          sys_id: stockId('sys_data_policy_rule', `${policy.sys_id}.${field}`),
          sys_data_policy: policy.sys_id,
          table: policy.table,
          field,
          mandatory: 'true',
        })),
      ),
    ],
    [
      'dl_u_priority',
      stock.priorityRules.map((rule) => ({
        sys_id: stockId('dl_u_priority', `${rule.impact}/${rule.urgency}`),
        impact: rule.impact,
        urgency: rule.urgency,
        priority: rule.priority,
        active: '1',
      })),
    ],
  ];
}

function containedRoles(stock: Stock, roleIds: ReadonlyMap<string, string>): Values[] {
  return stock.roles.flatMap((role) =>
    (role.contains ?? []).map((name) => ({
      sys_id: stockId('sys_user_role_contains', `${role.name}>${name}`),
      role: role.sys_id,
      contains: roleIds.get(name) ?? '',
    })),
  );
}

function toAclRow(acl: StockAcl): Values {
  return {
    sys_id: acl.sys_id,
    name: acl.name,
    type: acl.type,
    operation: acl.operation,
    decision_type: acl.decisionType ?? 'allow',
    admin_overrides: acl.adminOverrides === false ? '0' : '1',
    condition: acl.condition ?? '',
    script: acl.script ?? '',
    active: acl.active === false ? '0' : '1',
    security_attribute: acl.securityAttribute ?? '',
    description: acl.source,
    sys_scope: 'global',
  };
}

function toAclRoles(acl: StockAcl, roleIds: ReadonlyMap<string, string>): Values[] {
  return acl.roles.map((role) => ({
    sys_id: stockId('sys_security_acl_role', `${acl.sys_id}|${role}`),
    sys_security_acl: acl.sys_id,
    sys_user_role: roleIds.get(role) ?? role,
  }));
}
