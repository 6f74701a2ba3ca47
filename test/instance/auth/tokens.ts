import { randomBytes } from 'node:crypto';
import { requireTable } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import type { Engine } from '../engine/session.ts';
import { formatUtc } from '../query/date-operators.ts';
import { textOf } from '../store/database.ts';
import { insertRow } from '../store/records.ts';

export type TokenType = 'access_token' | 'refresh_token';

export interface Token {
  readonly token: string;
  readonly user: string;
  readonly client: string;
  readonly expiresAtMs: number;
}

/** Tokens are rows of oauth_credential: token, type, expires, user, peer (the client). */
export function findToken(engine: Engine, type: TokenType, token: string): Token | undefined {
  const row = engine.store
    .prepare('SELECT token, user, peer, expires FROM oauth_credential WHERE token = ? AND type = ?')
    .get(token, type);
  return row === undefined || textOf(row['token']) !== token ? undefined : unexpired(engine, row);
}

/** The token that is still good is given again, not replaced. */
export function currentToken(
  engine: Engine,
  type: TokenType,
  user: string,
  client: string,
): Token | undefined {
  const rows = engine.store
    .prepare(
      'SELECT token, user, peer, expires FROM oauth_credential WHERE user = ? AND peer = ? AND type = ? ORDER BY expires DESC',
    )
    .all(user, client, type);
  return rows.map((row) => unexpired(engine, row)).find((token) => token !== undefined);
}

function unexpired(
  engine: Engine,
  row: Readonly<Record<string, string | number | null>>,
): Token | undefined {
  const expiresAtMs = Date.parse(`${textOf(row['expires']).replace(' ', 'T')}Z`);
  if (!(expiresAtMs > engine.shared.nowMs())) return undefined;
  return {
    token: textOf(row['token']),
    user: textOf(row['user']),
    client: textOf(row['peer']),
    expiresAtMs,
  };
}

export function issueToken(
  engine: Engine,
  type: TokenType,
  user: string,
  client: string,
  lifetimeSeconds: number,
  write: (expiresAtMs: number) => string = () => randomBytes(64).toString('base64url'),
): Token {
  const now = engine.shared.nowMs();
  const expiresAtMs = now + lifetimeSeconds * 1000;
  const token = write(expiresAtMs);
  const table = requireTable(engine.dictionary(), 'oauth_credential');
  engine.store.write(() =>
    insertRow(engine.store, table, {
      sys_id: newSysId(),
      token,
      type,
      user,
      peer: client,
      expires: formatUtc(expiresAtMs),
      sys_created_on: formatUtc(now),
      sys_created_by: 'system',
    }),
  );
  return { token, user, client, expiresAtMs };
}

export function expireToken(engine: Engine, token: string): void {
  engine.store.write(() =>
    engine.store
      .prepare('UPDATE oauth_credential SET expires = ? WHERE token = ?')
      .run(formatUtc(engine.shared.nowMs() - 1000), token),
  );
}
