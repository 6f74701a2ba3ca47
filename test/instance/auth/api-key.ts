import type { Engine } from '../engine/session.ts';
import { quoted, textOf } from '../store/database.ts';
import { toValues, type Values } from '../store/rows.ts';
import type { User } from './users.ts';

/**
 * `x-sn-apikey`: a key counts where an access policy for the address names a key profile, and never through a
 * global policy (documentation: configure-api-key.md; column names assumed).
 */
export function userOfApiKey(engine: Engine, key: string, path: string): User | undefined {
  const [found] = activeRows(engine, 'api_key').filter((row) => row['token'] === key);
  if (found === undefined || !isInForce(engine, found)) return undefined;
  const profiles = new Set(
    activeRows(engine, 'http_key_auth').map((profile) => profile['sys_id'] ?? ''),
  );
  const isOpen = activeRows(engine, 'sys_api_access_policy').some(
    (policy) =>
      policy['is_global'] !== '1' &&
      covers(policy, path) &&
      (policy['inbound_auth_profiles'] ?? '').split(',').some((id) => profiles.has(id)),
  );
  return isOpen ? engine.findUser(found['user'] ?? '') : undefined;
}

function isInForce(engine: Engine, key: Values): boolean {
  const expiry = key['expiry'] ?? '';
  return expiry === '' || Date.parse(`${expiry.replace(' ', 'T')}Z`) > engine.shared.nowMs();
}

function covers(policy: Values, path: string): boolean {
  const start = policy['rest_api_path'] ?? '';
  return (
    start !== '' && path.replace(/^\/api\//, '').startsWith(start.replace(/^\/?(?:api\/)?/, ''))
  );
}

function activeRows(engine: Engine, table: string): Values[] {
  return engine.store
    .prepare(`SELECT * FROM ${quoted(table)} WHERE coalesce(active, '1') <> '0'`)
    .all()
    .map(toValues)
    .filter((row) => textOf(row['sys_id']) !== '');
}
