import type { StockRole } from './model.ts';
import { stockId } from './stock-id.ts';

/** Ids that documentation and public fixtures agree on. */
const wellKnown: Readonly<Record<string, string>> = {
  admin: '2831a114c611228501d4ea6c309d626d',
  itil: '282bf1fac6112285017366cb5f867469',
};

function role(name: string, description: string, contains: readonly string[] = []): StockRole {
  return { name, description, contains, sys_id: wellKnown[name] ?? stockId('sys_user_role', name) };
}

const platform: readonly StockRole[] = [
  role('admin', 'Passes every role check and overrides most access controls'),
  { ...role('security_admin', 'Manages access controls'), elevated: true },
  role('nobody', 'Nobody has this role, not even an administrator'),
  role('public', 'No login required'),
  role('user', 'For the customer to use; has no function of its own'),
  role('maint', 'Reserved for the platform'),
  role('snc_internal', 'Every user who belongs to the organization'),
  role('snc_external', 'Users from outside the organization'),
  role('snc_read_only', 'Takes away every right to write; grants nothing'),
  role('user_admin', 'Administers users, groups, locations and companies'),
  role('impersonator', 'May act as another user'),
  role('list_updater', 'May update several records of a list at once'),
  role('view_changer', 'May switch views'),
  role('template_editor', 'Keeps personal templates'),
  role('task_editor', 'May edit protected task fields'),
  role('dependency_views', 'May open dependency views'),
  role('agent_workspace_user', 'May use the agent workspace'),
  role('cmdb_query_builder_read', 'May run saved CMDB queries'),
  role('tracked_file_reader', 'Reads tracked configuration files'),
];

const personalization: readonly StockRole[] = [
  role('personalize', 'Configures forms, lists, rules and scripts', [
    'personalize_choices',
    'personalize_dictionary',
    'personalize_rules',
  ]),
  role('personalize_choices', 'Configures choices'),
  role('personalize_dictionary', 'Configures dictionary entries and labels'),
  role('personalize_rules', 'Configures business rules and scripts', ['business_rule_admin']),
  role('business_rule_admin', 'Configures business rules'),
];

const integration: readonly StockRole[] = [
  role('oauth_admin', 'Manages the application registry and its tokens'),
  role('mi_admin', 'Manages machine identities and inbound integrations'),
  role('rate_limit_admin', 'Manages inbound rate limits'),
  role('web_service_admin', 'Builds scripted REST services and REST messages'),
  role('rest_service', 'May call REST services'),
  role('rest_api_explorer', 'May use the REST API Explorer', ['web_service_admin']),
  role('snc_platform_rest_api_access', 'Passes the endpoint rules of the platform REST APIs'),
  role('snc_basic_auth_api_access', 'May call APIs with a password where that is restricted'),
  role('query_no_domain_table_api', 'May query across domains'),
  role('import_admin', 'Manages imports', ['import_transformer', 'import_set_loader']),
  role('import_transformer', 'Manages transform maps and runs them'),
  role('import_set_loader', 'Loads import sets'),
  role('evt_mgmt_integration', 'Sends events'),
  role('soap', 'Uses every table over SOAP'),
];

const serviceManagement: readonly StockRole[] = [
  role('itil', 'Opens, updates and closes incidents, problems, changes and configuration items', [
    'cmdb_read',
    'dependency_views',
    'agent_workspace_user',
    'view_changer',
    'template_editor',
    'list_updater',
    'cmdb_query_builder_read',
    'snc_internal',
  ]),
  role('itil_admin', 'Team leads: may also delete', ['itil', 'sn_cmdb_admin']),
  role('sn_incident_read', 'Reads all incidents', [
    'dependency_views',
    'agent_workspace_user',
    'view_changer',
    'cmdb_read',
    'cmdb_query_builder_read',
  ]),
  role('sn_incident_write', 'Writes incidents', ['sn_incident_read', 'template_editor']),
  role('sn_incident_admin', 'Configures incident management', ['incident_manager']),
  role('incident_manager', 'Manages incident properties and major incident rules', ['itil']),
  role('major_incident_manager', 'Runs major incidents', ['itil']),
  role('communication_manager', 'Keeps people informed about major incidents'),
  role('sn_problem_read', 'Reads problems'),
  role('sn_problem_write', 'Writes problems', ['sn_problem_read', 'template_editor']),
  role('problem_task_analyst', 'Works on problem tasks', ['sn_problem_read']),
  role('problem_coordinator', 'Runs problems', ['problem_task_analyst', 'sn_problem_write']),
  role('problem_manager', 'Accepts risk and closes problems', ['problem_coordinator']),
  role('problem_admin', 'Configures problem management', ['problem_manager']),
  role('sn_change_read', 'Reads changes'),
  role('sn_change_write', 'Writes changes', ['sn_change_read', 'template_editor']),
  role('change_manager', 'Manages changes', ['itil', 'sn_change_write']),
  role('sn_request_read', 'Reads requests'),
  role('sn_request_write', 'Writes requests', [
    'task_editor',
    'dependency_views',
    'agent_workspace_user',
    'view_changer',
    'cmdb_read',
    'cmdb_query_builder_read',
    'sn_request_read',
  ]),
  role('sn_service_desk_agent', 'First-tier service desk', [
    'sn_incident_write',
    'sn_problem_write',
    'sn_change_write',
    'sn_request_write',
    'tracked_file_reader',
  ]),
  role('approver_user', 'Decides about approvals routed to them'),
  role('approval_admin', 'Decides about any approval'),
  role('business_stakeholder', 'Reads and approves'),
];

const configuration: readonly StockRole[] = [
  role('cmdb_read', 'Reads every CMDB table'),
  role('sn_cmdb_user', 'Reads CMDB data and its basic pages', ['cmdb_read']),
  role('sn_cmdb_editor', 'Edits CMDB records', ['sn_cmdb_user']),
  role('sn_cmdb_admin', 'Full access to the CMDB', ['sn_cmdb_editor']),
  role('asset', 'Manages hardware and software assets', ['cmdb_read']),
  role('model_manager', 'Creates product models'),
  role('catalog', 'Works with catalog requests'),
  role('catalog_admin', 'Manages catalogs, categories and items', ['catalog']),
  role('knowledge', 'Writes articles'),
  role('knowledge_admin', 'Manages knowledge bases', ['knowledge']),
];

export const roles: readonly StockRole[] = [
  ...platform,
  ...personalization,
  ...integration,
  ...serviceManagement,
  ...configuration,
];
