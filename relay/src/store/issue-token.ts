import { randomBytes } from 'node:crypto';
import type { Commit } from '../database/group-commit.ts';
import { sha256Hex } from '../lib/digest.ts';
import type { NewId } from '../lib/ids.ts';
import { type ApiToken, findApiTokenById, insertApiToken, revokeApiToken } from './api-tokens.ts';
import { recordAudit } from './audit.ts';

export interface IssueTokenDeps {
  readonly commit: Commit;
  readonly newId: NewId;
  readonly now: () => number;
}

export interface WantedToken {
  /** Who uses it. */
  readonly name: string;
  /** The only workspace it opens; all without it. */
  readonly workspace: string | undefined;
  readonly scopes: readonly string[];
  readonly days: number;
  /** Who makes it. */
  readonly actor: string;
}

/** Longer than this no token lives. */
export const MAX_TOKEN_DAYS = 3650;
export const DAY_MS = 86_400_000;

/** Makes a token; its secret part exists nowhere else. */
export async function issueToken(
  { commit, newId, now }: IssueTokenDeps,
  { days, actor, ...wanted }: WantedToken,
): Promise<{ readonly token: Omit<ApiToken, 'revokedAt'>; readonly secret: string }> {
  const secret = `art_${randomBytes(32).toString('base64url')}`;
  const at = now();
  const expiresAt = at + days * DAY_MS;
  const token = { id: newId(), ...wanted, createdAt: at, expiresAt };
  await commit(async (unit) => {
    await insertApiToken(unit, { ...token, hash: sha256Hex(secret) });
    await recordAudit(unit, {
      id: newId(),
      at,
      workspace: token.workspace,
      actor,
      action: 'token.create',
      subject: token.name,
      after: { id: token.id, scopes: token.scopes, expiresAt },
    });
  });
  return { token, secret };
}

/**
 * Closes a token at once; false when there is no live one of this id.
 * @param within only a token of this workspace
 */
export function withdrawToken(
  { commit, newId, now }: IssueTokenDeps,
  id: string,
  { actor, within }: { readonly actor: string; readonly within?: string | undefined },
): Promise<boolean> {
  return commit(async (unit) => {
    const token = await findApiTokenById(unit.db, id);
    if (token === undefined || (within !== undefined && token.workspace !== within)) return false;
    if (!(await revokeApiToken(unit, id, now()))) return false;
    await recordAudit(unit, {
      id: newId(),
      at: now(),
      workspace: token.workspace,
      actor,
      action: 'token.revoke',
      subject: token.name,
      before: { id, scopes: token.scopes, expiresAt: token.expiresAt },
    });
    return true;
  });
}
