import type { StockAcl } from '../model.ts';
import { allow, allowEveryone, allOperations, showNothing } from './define-acls.ts';

/** What holds where no other rule is found: `glide.sm.default_mode` = deny. */
const wildcards = allow(
  '*',
  allOperations,
  ['admin'],
  'documentation: default mode deny makes the wildcard table rules administrators-only',
);

const choices = [
  ...allowEveryone('sys_choice', ['read'], 'measured: readable by everybody'),
  ...allowEveryone('sys_choice.label', ['read'], 'measured: the only field shown to others'),
  ...allow(
    'sys_choice.*',
    ['read'],
    ['personalize_choices'],
    'measured: others see the label only',
  ),
  ...allow(
    ['sys_choice', 'sys_choice_set'],
    ['create', 'write', 'delete'],
    ['personalize_choices'],
    'documentation: base system roles, personalize_choices',
  ),
];

const dictionaryWriters = 'documentation: base system roles, personalize_dictionary';

const dictionary = [
  ...showNothing('sys_dictionary', 'measured: 200 with no rows for everybody else'),
  ...allow(
    ['sys_dictionary', 'sys_documentation'],
    allOperations,
    ['personalize_dictionary'],
    dictionaryWriters,
  ),
  ...allowEveryone('sys_documentation', ['read'], 'assumed: labels are on every form'),
  ...allow(
    'sys_db_object',
    ['read'],
    ['itil', 'personalize_dictionary'],
    'measured: 403 without itil',
  ),
  ...showNothing('sys_properties', 'measured: 200 with no rows'),
  ...allow('sys_plugins', ['read'], ['admin'], 'measured: 403, for itil too'),
];

const history = [
  ...allow(
    'sys_journal_field',
    ['read'],
    ['admin'],
    'assumed: ordinary users read journals through the record; no source says who else may',
  ),
  ...allow(
    ['sys_audit', 'sys_audit_delete', 'syslog', 'syslog_transaction'],
    ['read'],
    ['admin'],
    'assumed: administrators',
  ),
  ...allow('syslog', ['delete'], ['nobody'], 'measured: delete refused'),
  ...allow('sys_email', ['read'], ['admin'], 'assumed: administrators'),
];

/** Who may touch the record an attachment hangs on is asked of that record as well. */
const attachments = allowEveryone(
  ['sys_attachment', 'sys_attachment_doc'],
  allOperations,
  'Attachment API: needs the rights of the record it hangs on',
);

const integration = [
  ...allow(
    [
      'oauth_entity',
      'oauth_entity_profile',
      'oauth_entity_scope',
      'oauth_entity_auth_scope_mapping',
    ],
    allOperations,
    ['oauth_admin', 'mi_admin'],
    'documentation: inbound integrations need oauth_admin, mi_admin or admin',
  ),
  ...allow(
    'oauth_credential',
    ['read', 'write', 'delete'],
    ['oauth_admin'],
    'documentation: revoking tokens needs oauth_admin',
  ),
  ...allow(
    ['sys_auth_scope', 'sys_api_access_scope', 'api_key'],
    allOperations,
    ['oauth_admin', 'mi_admin'],
    'assumed: as the integrations they belong to',
  ),
  ...allow(
    'sys_rate_limit_rules',
    allOperations,
    ['rate_limit_admin'],
    'documentation: inbound REST API rate limiting',
  ),
  ...allow(
    [
      'sys_ws_definition',
      'sys_ws_version',
      'sys_ws_operation',
      'sys_ws_query_parameter',
      'sys_rest_message',
      'sys_rest_message_fn',
    ],
    allOperations,
    ['web_service_admin'],
    'documentation: Scripted REST APIs need web_service_admin',
  ),
];

/**
 * Only security_admin may write them, a role that is raised in a browser for one session: over REST nobody has it,
 * administrators included. A deny-unless rule, so that no wider rule lets anybody in under either fall-through.
 */
const accessControl = allow(
  ['sys_security_acl', 'sys_security_acl_role'],
  ['create', 'write', 'delete'],
  ['nobody'],
  'documentation: security-admin-role.md; measured: insert over REST refused to an administrator',
  { decisionType: 'deny' },
);

/** A set moves by its buttons: over REST its state stays as it is, and the answer is 200 all the same. */
const updateSets = allow(
  'sys_remote_update_set.state',
  ['write'],
  ['nobody'],
  'observed: PATCH of the state answers 200 and changes nothing',
  { decisionType: 'deny' },
);

const platformApi = 'documentation: the REST_Endpoint rules of the platform APIs ship inactive';

const endpoints: readonly StockAcl[] = [
  ...['Table API', 'Aggregate API', 'Import Set API', 'Attachment API'].flatMap((name) =>
    allow(name, ['execute'], ['snc_platform_rest_api_access'], platformApi, {
      type: 'REST_Endpoint',
      active: false,
    }),
  ),
  // The rule that scripted REST services carry when their author names none.
  ...allowEveryone(
    'Scripted REST External Default',
    ['execute'],
    'assumed: everybody who is logged in',
    {
      sys_id: 'cf9d01d3e73003009d6247e603f6a990',
      type: 'REST_Endpoint',
    },
  ),
];

export const systemAcls: readonly StockAcl[] = [
  ...wildcards,
  ...choices,
  ...dictionary,
  ...history,
  ...attachments,
  ...integration,
  ...accessControl,
  ...updateSets,
  ...endpoints,
];
