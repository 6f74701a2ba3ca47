import type { StockProperty } from './model.ts';

function text(name: string, value: string, description?: string): StockProperty {
  return described({ name, value, type: 'string' }, description);
}

function flag(name: string, value: boolean, description?: string): StockProperty {
  return described({ name, value: String(value), type: 'boolean' }, description);
}

function whole(name: string, value: number, description?: string): StockProperty {
  return described({ name, value: String(value), type: 'integer' }, description);
}

function described(property: StockProperty, description: string | undefined): StockProperty {
  return description === undefined ? property : { ...property, description };
}

const instance: readonly StockProperty[] = [
  text('instance_name', 'simulated', 'First part of the instance address'),
  text('instance_id', 'a3f1c0de5b7e4d2f9c8b7a6d5e4f3c2b', 'Identity that a clone gets anew'),
  text('glide.servlet.uri', 'https://simulated.service-now.com/', 'Address of this instance'),
  text('glide.buildtag', 'glide-australia-02-11-2026__patch2', 'Release'),
  text('glide.buildname', 'Australia'),
  text('glide.war', 'glide-australia-02-11-2026__patch2.zip'),
  text('glide.sys.default.tz', 'US/Pacific', 'Time zone of users without one'),
  text('glide.sys.date_format', 'yyyy-MM-dd'),
  text('glide.sys.time_format', 'HH:mm:ss'),
  text('glide.product.name', 'ServiceNow'),
  flag('glide.installation.production', false),
];

const signIn: readonly StockProperty[] = [
  flag('glide.authenticate.basic_auth.restriction.active', true, 'Track password sign-in to APIs'),
  flag('glide.authenticate.basic_auth.restriction.enforce', false, 'Refuse it (false: only track)'),
  text(
    'glide.authenticate.basic_auth.restriction.enforcement_date',
    '',
    'When enforcing begins, UTC',
  ),
  text('glide.authenticate.basic_auth.restriction.allowed_roles', 'snc_basic_auth_api_access'),
  text('glide.authenticate.basic_auth.restriction.allowed_users', ''),
  flag('glide.authenticate.api.user.reset_password.mandatory', false),
  flag('glide.authenticate.oauth.post.token.expiration.cookie_auth.disabled', true),
  whole('glide.user.max_unlock_attempts', 5),
  whole('glide.user.unlock_timeout_in_mins', 15),
];

// `…client_credential.grant_type.enabled` is absent on purpose: absent means disabled.
const oauth: readonly StockProperty[] = [
  flag('glide.oauth.allow.parameters.in.post.body.only', true),
  flag('glide.oauth.state.parameter.required', true),
  flag('glide.oauth.inbound.ropc.grant_type.disabled', false),
  flag('com.glide.rest.api.auth.scope.check.enable', true),
];

const security: readonly StockProperty[] = [
  text('glide.sm.default_mode', 'deny', 'What wildcard table rules do when nothing else matches'),
  flag('glide.security.admin.override.accessterm', true),
  flag('glide.export.query.enforce_field_acl', true, 'Refuse queries on unreadable fields'),
  flag('glide.invalid_query.returns_no_rows', false, 'false: an unknown field is dropped'),
  flag('glide.rest.table_api.admin_only_sys_fields', false),
  flag('glide.record.legacy_cross_scope_access_policy_in_script', true),
];

const limits: readonly StockProperty[] = [
  whole('glide.rest.max_content_length', 10, 'Largest request body in MB'),
  whole('glide.rest.batch.max.inputSize', 5, 'Largest request in a batch in MB'),
  whole('glide.rest.batch.max.outputSize', 10, 'Largest answer in a batch in MB'),
  whole('com.glide.attachment.max_size', 1024, 'Largest attachment in MB'),
  flag('glide.http.outbound.max_timeout.enabled', true),
  whole('glide.http.outbound.max_timeout', 30, 'Longest wait for an asynchronous answer, seconds'),
  text('glide.http.user.agent', 'ServiceNow/1.0'),
  flag('glide.businessrule.async_condition_check', false),
  whole('glide.ui.autoclose.time', 7, 'Days after which resolved incidents are closed'),
];

export const properties: readonly StockProperty[] = [
  ...instance,
  ...signIn,
  ...oauth,
  ...security,
  ...limits,
];
