import type { Table } from '../dictionary/dictionary.ts';
import type { CacheGroup, SharedState } from '../worker/shared-state.ts';

/** Which caches follow which tables. */
const groups: Readonly<Record<string, readonly CacheGroup[]>> = {
  sys_db_object: ['dictionary', 'access', 'scripts'],
  sys_dictionary: ['dictionary', 'access', 'scripts'],
  sys_dictionary_override: ['dictionary'],
  sys_choice: ['dictionary'],
  sys_number: ['dictionary'],
  sys_scope: ['dictionary', 'scripts'],
  sys_app: ['dictionary', 'scripts'],
  sys_script: ['scripts'],
  sys_script_include: ['scripts'],
  sys_module: ['scripts'],
  sys_ws_definition: ['scripts'],
  sys_ws_version: ['scripts'],
  sys_ws_operation: ['scripts'],
  sysauto_script: ['scripts'],
  sys_ui_page: ['scripts'],
  sys_ui_action: ['scripts'],
  sys_ui_action_role: ['scripts'],
  sysevent_register: ['scripts'],
  sysevent_script_action: ['scripts'],
  sys_scope_privilege: ['scripts'],
  sys_data_policy2: ['scripts'],
  sys_data_policy_rule: ['scripts'],
  dl_u_priority: ['scripts'],
  sys_rest_message: ['scripts'],
  sys_rest_message_fn: ['scripts'],
  sys_security_acl: ['access'],
  sys_security_acl_role: ['access'],
  sys_user_role: ['access', 'users', 'scripts'],
  sys_user_role_contains: ['access', 'users'],
  sys_user: ['users'],
  sys_user_has_role: ['users'],
  sys_user_grmember: ['users'],
  sys_group_has_role: ['users'],
  sys_properties: ['properties'],
  oauth_entity: ['users'],
  sys_rate_limit_rules: ['access'],
};

export function invalidateCachesOf(shared: SharedState, table: Table): void {
  for (const name of table.lineage) {
    for (const group of groups[name] ?? []) shared.invalidate(group);
  }
}
