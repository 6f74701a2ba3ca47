import {
  childTable,
  choice,
  choices,
  column,
  dateTime,
  flag,
  list,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

// Names marked by the reference as seen: name, client_id, client_secret, active, type, redirect_url,
// logo_url, login_url, the two lifespans, user, public_client, default_grant_type, token_format,
// enforce_token_restrictions, comments. The others are assumed.
const entityColumns = [
  text('name', 'Name', 100),
  choice(
    'type',
    'Type',
    choices(
      ['client', 'OAuth Client'],
      ['oauth_provider', 'OAuth Provider'],
      ['jwt_client', 'JWT Client'],
      ['oidc_provider', 'OIDC Provider'],
      ['external_client', 'External Client'],
    ),
    { defaultValue: 'client' },
  ),
  flag('active', 'Active', 'true'),
  text('client_id', 'Client ID', 100),
  column('password2', 'client_secret', 'Client Secret', { maxLength: 255 }),
  text('redirect_url', 'Redirect URL', 4000),
  column('url', 'logo_url', 'Logo URL', { maxLength: 1024 }),
  column('url', 'login_url', 'Login URL', { maxLength: 1024 }),
  whole('access_token_lifespan', 'Access Token Lifespan', { defaultValue: '1800' }),
  whole('refresh_token_lifespan', 'Refresh Token Lifespan', { defaultValue: '8640000' }),
  reference('user', 'OAuth Application User', 'sys_user'),
  flag('public_client', 'Public Client', 'false'),
  choice(
    'default_grant_type',
    'Default Grant type',
    choices(
      ['authorization_code', 'Authorization Code'],
      ['password', 'Resource Owner Password Credentials'],
      ['client_credentials', 'Client Credentials'],
      ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT Bearer'],
    ),
  ),
  choice('token_format', 'Token Format', choices(['opaque', 'Opaque'], ['jwt', 'JWT']), {
    defaultValue: 'opaque',
  }),
  flag('enforce_token_restrictions', 'Enforce Token Restriction', 'false'),
  choice(
    'scope_restriction_policy',
    'Scope Restriction',
    choices(['broadly', 'Broadly scoped'], ['securely', 'Securely scoped']),
    { defaultValue: 'broadly' },
  ),
  text('comments', 'Comments', 4000),
  column('url', 'auth_url', 'Authorization URL', { maxLength: 1024 }),
  column('url', 'token_url', 'Token URL', { maxLength: 1024 }),
  text('user_field', 'User Field', 80, { defaultValue: 'user_name' }),
  flag('enable_jti_verification', 'Enable JTI verification', 'true'),
  whole('clock_skew', 'Clock Skew', { defaultValue: '300' }),
  column('url', 'jwks_url', 'JWKS URL', { maxLength: 1024 }),
  whole('jwks_cache_lifespan', 'JWKS cache lifespan', { defaultValue: '720' }),
];

const profileColumns = [
  text('name', 'Name', 100),
  reference('oauth_entity', 'OAuth provider', 'oauth_entity'),
  flag('default', 'Is default', 'false'),
  text('grant_type', 'Grant type', 100),
];

const credentialColumns = [
  text('name', 'Name', 100),
  column('password2', 'token', 'Token', { maxLength: 4000 }),
  text('token_received', 'Token received', 4000),
  choice(
    'type',
    'Type',
    choices(['access_token', 'Access Token'], ['refresh_token', 'Refresh Token']),
  ),
  dateTime('expires', 'Expires'),
  reference('user', 'User', 'sys_user'),
  reference('peer', 'Peer', 'oauth_entity'),
  text('oauth_requestor_profile', 'OAuth Requestor Profile', 32),
  text('scope', 'Scope', 4000),
];

export const oauthTables: readonly StockTable[] = [
  childTable('oauth_entity', 'Application Registry', 'sys_metadata', entityColumns, {
    display: 'name',
  }),
  childTable('oauth_entity_profile', 'OAuth Entity Profile', 'sys_metadata', profileColumns, {
    display: 'name',
  }),
  childTable('oauth_entity_scope', 'OAuth Entity Scope', 'sys_metadata', [
    text('name', 'Name', 100),
    text('oauth_entity_scope', 'OAuth scope', 255),
    reference('oauth_entity', 'OAuth provider', 'oauth_entity'),
  ]),
  rootTable('oauth_credential', 'OAuth Credential', credentialColumns, { display: 'name' }),
  rootTable('oauth_jti', 'JTI', [text('jti', 'JTI', 255), dateTime('expires', 'Expires')]),
  childTable(
    'jwt_verifier_map',
    'JWT Verifier Map',
    'sys_metadata',
    [
      text('name', 'Name', 100),
      reference('oauth_jwt', 'OAuth JWT', 'oauth_entity'),
      text('kid', 'Key Id', 255),
      text('shared_key', 'Shared Key', 4000),
      text('sys_certificate', 'Sys certificate', 32),
    ],
    { display: 'name' },
  ),
  childTable(
    'sys_auth_scope',
    'Authentication Scope',
    'sys_metadata',
    [text('name', 'Name', 100), text('description', 'Description', 4000)],
    { display: 'name' },
  ),
  childTable('oauth_entity_auth_scope_mapping', 'OAuth Entity Auth Scope', 'sys_metadata', [
    reference('oauth_entity', 'OAuth entity', 'oauth_entity'),
    reference('auth_scope', 'Auth scope', 'sys_auth_scope'),
  ]),
  childTable('sys_api_access_scope', 'REST API Auth Scope', 'sys_metadata', [
    reference('auth_scope', 'Auth scope', 'sys_auth_scope'),
    flag('active', 'Active', 'true'),
    ...texts(255, 'rest_api', 'resource', 'method', 'version'),
  ]),
  // API keys: header x-sn-apikey, bound to a user by an inbound profile and an access policy.
  childTable('api_key', 'REST API Key', 'sys_metadata', [
    text('name', 'Name', 100),
    column('password2', 'token', 'Token', { maxLength: 255 }),
    reference('user', 'User', 'sys_user'),
    dateTime('expiry', 'Expiry'),
    flag('active', 'Active', 'true'),
  ]),
  childTable('sys_api_access_policy', 'REST API Access Policy', 'sys_metadata', [
    text('name', 'Name', 100),
    flag('active', 'Active', 'true'),
    flag('is_global', 'Global', 'false'),
    list('inbound_auth_profiles', 'Inbound authentication profiles', 'http_key_auth'),
    ...texts(255, 'rest_api', 'rest_api_path', 'http_method', 'version'),
  ]),
  childTable('http_key_auth', 'API Key Inbound Profile', 'sys_metadata', [
    text('name', 'Name', 100),
    flag('active', 'Active', 'true'),
    ...texts(100, 'type', 'auth_parameter'),
  ]),
];
