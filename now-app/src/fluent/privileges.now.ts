import { CrossScopePrivilege } from '@servicenow/sdk/core';

// After publication the platform allows only calls that have a record here. `npm run build` compares
// these with what the scripts use. Where the names come from: README.md, Privileges.
CrossScopePrivilege({
  $id: Now.ID['privilege-task-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-task-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-task-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-incident-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-incident-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-incident-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-journal-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_journal_field',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-restapirequest'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'RESTAPIRequest',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptableserviceresultbuilder-setbody'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableServiceResultBuilder.setBody',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptableserviceresultbuilder-setstatus'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableServiceResultBuilder.setStatus',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-setendpoint'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.setEndpoint',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-sethttpmethod'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.setHttpMethod',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-setrequestheader'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.setRequestHeader',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-setrequestbody'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.setRequestBody',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-sethttptimeout'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.setHttpTimeout',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scriptablerestmessageclient-execute'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTMessageClient.execute',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-gliderecord-insert'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideRecord.insert',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-gliderecord-update'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideRecord.update',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-gliderecord-setvalue'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideRecord.setValue',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-gliderecord-deleterecord'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideRecord.deleteRecord',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-scopedglideelement'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScopedGlideElement',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-glide-api-properties'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'Glide API: properties',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-glide-api-scripting'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'Glide API: scripting',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-certificateencryption'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'CertificateEncryption',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-user-group-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user_group',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-user-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-cmdb-ci-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'cmdb_ci',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-cmdb-ci-service-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'cmdb_ci_service',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-gliderecord-deletemultiple'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideRecord.deleteMultiple',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-glideaggregate'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideAggregate',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-db-object-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_db_object',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-dictionary-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_dictionary',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-choice-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_choice',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-attachment-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-attachment-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-execute-glidesysattachment'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideSysAttachment',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-rest-request-body'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'RESTAPIRequestBody',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-http-get-status'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTResponse.getStatusCode',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-http-get-body'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTResponse.getBody',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-http-get-error'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'ScriptableRESTResponse.getErrorMessage',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-glide-strings'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'Glide API: string utilities',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-glide-events'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'Glide API: event management',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-glide-users'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'Glide API: user roles and groups',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-attachment-write'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideSysAttachment.writeBase64',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-attachment-read'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'GlideSysAttachment.getContentBase64',
  targetScope: 'global',
  targetType: 'scriptable',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-mac'],
  operation: 'execute',
  status: 'allowed',
  targetName: 'CertificateEncryption.generateMac',
  targetScope: 'global',
  targetType: 'scriptable',
});

// The other tasks of the base system: forward rules look at them, and a customer may let the relay write them.
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-task-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'problem_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-task-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'problem_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-problem-task-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'problem_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-request-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-request-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-request-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-task-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'change_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-task-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'change_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-change-task-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'change_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-request-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sc_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-request-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sc_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-request-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'sc_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-req-item-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-req-item-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-req-item-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-task-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sc_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-task-create'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sc_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sc-task-write'],
  operation: 'write',
  status: 'allowed',
  targetName: 'sc_task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-sys-scope-privilege-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_scope_privilege',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['privilege-quota-read'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sysrule_quota',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
