import type { Session } from '../engine/session.ts';
import { faultOf } from '../glide/service-errors.ts';
import { isOutOfTime, messageOf, toUncaught, type Scripts } from '../scripts/script-host.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import type { Store } from '../store/database.ts';
import { cancelledTransaction, failure, type Answer, type Request } from './answer.ts';
import { matchPattern } from './routes.ts';
import { createApiRequest } from './scripted-request.ts';
import { createApiResponse } from './scripted-response.ts';

/** One operation of a scripted REST API, at each address it answers to. */
export interface ScriptedOperation {
  readonly sysId: string;
  readonly name: string;
  readonly method: string;
  readonly patterns: readonly string[];
  readonly scope: string;
  readonly script: string;
  readonly requiresAuthentication: boolean;
  readonly requiresAcl: boolean;
  readonly requiresInternalRole: boolean;
  readonly acls: readonly string[];
}

export function loadScriptedOperations(store: Store): readonly ScriptedOperation[] {
  const scopes = new Map(
    rowsOf(store, 'sys_scope').map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']),
  );
  const definitions = new Map(
    rowsOf(store, 'sys_ws_definition').map((row) => [row['sys_id'] ?? '', row]),
  );
  return rowsOf(store, 'sys_ws_operation').flatMap((row) => {
    const definition = definitions.get(row['web_service_definition'] ?? '');
    if (row['active'] === '0' || definition === undefined || definition['active'] === '0')
      return [];
    return [toOperation(row, definition, scopes.get(row['sys_scope'] ?? '') ?? 'global')];
  });
}

function toOperation(row: Values, definition: Values, scope: string): ScriptedOperation {
  const addresses = [row['operation_uri'] ?? '', row['default_operation_uri'] ?? ''];
  const own = row['enforce_acl'] ?? '';
  const acls = own === '' ? (definition['enforce_acl'] ?? '') : own;
  return {
    sysId: row['sys_id'] ?? '',
    name: row['name'] ?? '',
    method: (row['http_method'] ?? 'GET').toUpperCase(),
    patterns: [...new Set(addresses.filter((address) => address !== ''))],
    scope,
    script: row['operation_script'] ?? '',
    requiresAuthentication: row['requires_authentication'] !== '0',
    requiresAcl: row['requires_acl_authorization'] === '1',
    requiresInternalRole: row['requires_snc_internal_role'] === '1',
    acls: acls.split(',').filter((id) => id !== ''),
  };
}

export interface FoundOperation {
  readonly operation: ScriptedOperation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `wrongMethod` tells 405 from an address that no operation knows. */
export function findOperation(
  operations: readonly ScriptedOperation[],
  method: string,
  path: string,
): FoundOperation | 'wrong method' | undefined {
  let known = false;
  for (const operation of operations) {
    for (const pattern of operation.patterns) {
      const parameters = matchPattern(pattern, path);
      if (parameters === undefined) continue;
      if (operation.method === method) return { operation, parameters };
      known = true;
    }
  }
  return known ? 'wrong method' : undefined;
}

export function runOperation(
  session: Session,
  scripts: Scripts,
  found: FoundOperation,
  request: Request,
): Answer {
  const { operation, parameters } = found;
  const refused = refusal(session, scripts, operation);
  if (refused !== undefined) return refused;
  const context = scripts.context(operation.scope);
  const response = createApiResponse();
  const script = {
    table: 'sys_ws_operation',
    sysId: operation.sysId,
    name: operation.name,
    scope: operation.scope,
    source: operation.script,
  };
  try {
    const given = {
      request: createApiRequest(context.handle, request, parameters),
      response: response.object,
    };
    const returned = scripts.run(session, script, given);
    return response.toAnswer(returned);
  } catch (error) {
    return failureOf(scripts, operation, error);
  }
}

/** An error of sn_ws_err speaks for itself; any other is a 500 that names it. */
function failureOf(scripts: Scripts, operation: ScriptedOperation, error: unknown): Answer {
  const fault = faultOf(error);
  if (fault !== undefined) return failure(fault.status, fault.message, fault.detail);
  if (isOutOfTime(error)) return cancelledTransaction;
  const text = messageOf(error);
  const script = `scripted REST operation '${operation.name}'`;
  scripts.log('error', toUncaught(error, script), operation.scope);
  return failure(500, text.replace(/^Error: /, ''), text);
}

/** The message is known, the detail was recorded only for tables (servicenow-platform.md section 9). */
function refusal(
  session: Session,
  scripts: Scripts,
  operation: ScriptedOperation,
): Answer | undefined {
  if (!operation.requiresAuthentication) return undefined;
  const internal =
    session.user.isAdmin ||
    session.user.roles.has('snc_internal') ||
    !session.user.roles.has('snc_external');
  const mayCall = !operation.requiresAcl || scripts.access.mayExecute(session, operation.acls);
  if (mayCall && (internal || !operation.requiresInternalRole)) return undefined;
  return failure(403, 'User Not Authorized', 'Failed API level ACL Validation');
}
