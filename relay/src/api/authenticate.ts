import type { Db } from '../database/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { type ApiToken, findApiToken } from '../store/api-tokens.ts';
import type { Caller } from './define-route.ts';
import type { TokenScope } from '../domain/token-scopes.ts';

export interface Asked {
  readonly authorization: string | undefined;
  /** `undefined`: something that is not about one workspace. */
  readonly workspace: string | undefined;
  readonly scope: TokenScope;
}

/**
 * Who calls, and whether they may. A token of another workspace learns as little as one that guesses:
 * what is not theirs is not found.
 */
export async function authenticate(
  deps: { readonly db: Db; readonly clock: Clock },
  asked: Asked,
): Promise<Caller> {
  const token = await findToken(deps.db, asked.authorization);
  const isOver = token?.expiresAt !== undefined && token.expiresAt <= deps.clock.now();
  if (token === undefined || isOver || token.revokedAt !== undefined) {
    throw new RelayError(
      'TOKEN_REFUSED',
      'Send a token of this relay as `Authorization: Bearer …`. This one is missing, unknown, expired or revoked.',
    );
  }
  if (token.workspace !== undefined && token.workspace !== asked.workspace) {
    throw notOpened(asked.workspace);
  }
  if (!token.scopes.includes(asked.scope)) {
    throw new RelayError('TOKEN_SCOPE_MISSING', `This token lacks the scope ${asked.scope}.`);
  }
  return {
    tokenId: token.id,
    name: token.name,
    workspace: token.workspace,
    scopes: token.scopes,
    lifeMs: token.expiresAt === undefined ? undefined : token.expiresAt - token.createdAt,
  };
}

/** Of this relay, whether or not it is still good. */
export async function findToken(
  db: Db,
  authorization: string | undefined,
): Promise<ApiToken | undefined> {
  // RFC 9110, 11.1: the name of the scheme in whatever letters; OAuth libraries write it small.
  const [, given] = /^Bearer +(\S{20,200})$/i.exec(authorization ?? '') ?? [];
  return given === undefined ? undefined : findApiToken(db, sha256Hex(given));
}

/** The same words for a workspace that is not there and for one that is somebody else's. */
export function notOpened(workspace: string | undefined): RelayError {
  return new RelayError(
    'NOT_FOUND',
    workspace === undefined
      ? 'There is nothing at this path for a token that opens one workspace only.'
      : 'There is no workspace of this name that the token opens.',
  );
}
