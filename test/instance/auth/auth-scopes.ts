import type { Engine } from '../engine/session.ts';
import { failure, type Answer, type Request } from '../rest/answer.ts';
import { apiNameOf } from '../rest/api-names.ts';
import { textOf } from '../store/database.ts';
import { toValues, type Values } from '../store/rows.ts';
import type { OAuthClient } from './oauth-clients.ts';

const EVERYTHING = 'useraccount';

/** What a client may ask for. Read when a token is used: the token itself keeps no scopes. */
export function scopesOf(engine: Engine, client: OAuthClient): readonly string[] {
  const rows = engine.store
    .prepare(
      `SELECT scope.name AS name FROM oauth_entity_auth_scope_mapping mapping
         JOIN sys_auth_scope scope ON scope.sys_id = mapping.auth_scope WHERE mapping.oauth_entity = ?`,
    )
    .all(client.sysId);
  const names = rows.map((row) => textOf(row['name'])).filter((name) => name !== '');
  return names.length > 0 || client.isSecurelyScoped ? names : [EVERYTHING];
}

/** Basic credentials and sessions are never held to scopes (documentation: rest-api-scope-troubleshooting.md). */
export function refuseMissingScope(
  engine: Engine,
  client: OAuthClient,
  request: Request,
): Answer | undefined {
  if (engine.properties().get('com.glide.rest.api.auth.scope.check.enable') === 'false')
    return undefined;
  const scopes = scopesOf(engine, client);
  if (scopes.includes(EVERYTHING)) return undefined;
  const wanted = scopesFor(engine, request);
  // A securely scoped client reaches nothing that no scope opens for it (measured).
  const missing = wanted.length === 0 && client.isSecurelyScoped ? [EVERYTHING] : wanted;
  if (missing.length === 0 || missing.some((scope) => scopes.includes(scope))) return undefined;
  return failure(
    403,
    'User Not Authorized',
    `Missing required api access scope: ${missing[0] ?? ''}`,
  );
}

/** An empty column stands for every method, version or resource. */
function scopesFor(engine: Engine, request: Request): string[] {
  const rows = engine.store
    .prepare(
      `SELECT access.*, scope.name AS scope_name FROM sys_api_access_scope access
         JOIN sys_auth_scope scope ON scope.sys_id = access.auth_scope WHERE coalesce(access.active, '1') <> '0'`,
    )
    .all()
    .map(toValues);
  return rows.filter((row) => matches(row, request)).map((row) => row['scope_name'] ?? '');
}

export function matches(row: Values, request: Request): boolean {
  const api = row['rest_api'] ?? '';
  const isApi = api === '' || api === apiNameOf(request.path) || request.path.includes(api);
  const method = row['method'] ?? '';
  const resource = row['resource'] ?? '';
  const version = row['version'] ?? '';
  return (
    isApi &&
    (method === '' || method.toUpperCase() === request.method) &&
    (resource === '' || request.path.includes(resource)) &&
    (version === '' || request.path.includes(`/${version}/`))
  );
}
