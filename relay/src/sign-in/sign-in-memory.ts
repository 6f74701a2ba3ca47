import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Sealing } from '../domain/sealing.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import type { Secret } from '../lib/secret.ts';
import type { SignInMemory } from '../servicenow/request-token.ts';
import { findRefreshToken, recordRefreshToken, takeEndedTokens } from '../store/refresh-tokens.ts';

export interface SignInMemoryDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly sealing: Sealing;
  readonly clock: Clock;
}

export interface EndedSignIns {
  /** What the sign-ins for a connection left that is gone; given once. */
  takeEnded(connection: Connection): Promise<readonly Secret[]>;
}

/** Refresh tokens, sealed in the store: what a sign-in leaves behind. */
export function createSignInMemory({
  db,
  commit,
  sealing,
  clock,
}: SignInMemoryDeps): SignInMemory & EndedSignIns {
  return {
    async find({ workspace, name }) {
      const kept = await findRefreshToken(db, { workspace, connection: name });
      return kept === undefined ? undefined : sealing.open(placeOf(workspace, name), kept.sealed);
    },
    async takeEnded({ workspace, name }) {
      const sealed = await commit((unit) => takeEndedTokens(unit, { workspace, connection: name }));
      return Promise.all(sealed.map((one) => sealing.open(placeOf(workspace, name), one)));
    },
    async record({ workspace, name }, refreshToken) {
      const sealed = await sealing.seal(placeOf(workspace, name), refreshToken);
      const kept = { sealed, obtainedAt: clock.now() };
      await commit((unit) => recordRefreshToken(unit, { workspace, connection: name }, kept));
    },
  };
}

function placeOf(workspace: string, connection: string) {
  return { workspace, table: 'refresh_token', row: connection, column: 'sealed' };
}
