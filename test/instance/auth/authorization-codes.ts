import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Engine } from '../engine/session.ts';
import { deleteSetting, readSetting, writeSetting } from '../store/settings.ts';

const AuthorizationCode = z.object({
  client: z.string(),
  user: z.string(),
  redirectUri: z.string(),
  challenge: z.string(),
  expiresAtMs: z.number(),
});
type AuthorizationCode = z.infer<typeof AuthorizationCode>;

/** How long a code is good is not published (assumed: a minute). */
const LIFETIME_MS = 60_000;

export function issueCode(engine: Engine, given: Omit<AuthorizationCode, 'expiresAtMs'>): string {
  const code = randomBytes(32).toString('base64url');
  const expiresAtMs = engine.shared.nowMs() + LIFETIME_MS;
  writeSetting(engine.store, settingOf(code), JSON.stringify({ ...given, expiresAtMs }));
  return code;
}

/** A code is good once. */
export function redeemCode(engine: Engine, code: string): AuthorizationCode | undefined {
  const kept = readSetting(engine.store, settingOf(code));
  if (kept === undefined) return undefined;
  deleteSetting(engine.store, settingOf(code));
  const found = AuthorizationCode.parse(JSON.parse(kept));
  return found.expiresAtMs > engine.shared.nowMs() ? found : undefined;
}

function settingOf(code: string): string {
  return `authorization code ${code}`;
}

/** PKCE with S256; without a challenge nothing is to be proven. */
export function provesChallenge(challenge: string, verifier: string): boolean {
  if (challenge === '') return true;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}
