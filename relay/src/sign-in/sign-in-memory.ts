import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Sealing } from '../domain/sealing.ts';
import type { Connection } from '../domain/configuration.ts';
import { toConnectionName } from '../domain/connection-name.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import type { Secret } from '../lib/secret.ts';
import type { SignInMemory } from '../servicenow/request-token.ts';
import {
  claimRenewal,
  endRenewal,
  findRefreshToken,
  recordRefreshToken,
  type RenewalHolder,
  takeEndedTokens,
} from '../store/refresh-tokens.ts';

export interface SignInMemoryDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly sealing: Sealing;
  /** The same for all processes on the store: a renewal ends by it. */
  readonly clock: Clock;
  /** What renewals of this process are known by in the store. */
  readonly holder: RenewalHolder;
}

export interface EndedSignIns {
  /** What the sign-ins for a connection left that is gone; given once. */
  takeEnded(connection: Connection): Promise<readonly Secret[]>;
}

/** Above the deadline of a token request: who is killed with one under way holds the others up for so long. */
const RENEWAL_MS = 90_000;
const LOOK_AGAIN_MS = 50;

/** Refresh tokens, sealed in the store: what a sign-in leaves behind. */
export function createSignInMemory({
  db,
  commit,
  sealing,
  clock,
  holder,
}: SignInMemoryDeps): SignInMemory & EndedSignIns {
  // A token is renewed for all lanes: that the one which asked first is lost must not lose the token.
  const outsideOfLanes = AsyncLocalStorage.snapshot();

  /** True where there is a token to show, and nobody else shows it until we let go. */
  async function claim(connection: Connection, by: string): Promise<boolean> {
    const giveUpAt = clock.now() + RENEWAL_MS;
    for (;;) {
      const now = clock.now();
      const renewal = { by, now, until: now + RENEWAL_MS };
      const claimed = await commit((unit) =>
        claimRenewal(unit, toConnectionName(connection), renewal),
      );
      if (claimed !== 'held') return claimed === 'claimed';
      if (now > giveUpAt) throw heldByAnother(connection);
      await delay(LOOK_AGAIN_MS);
    }
  }

  async function find(connection: Connection): Promise<Secret | undefined> {
    const kept = await findRefreshToken(db, toConnectionName(connection));
    return kept === undefined ? undefined : sealing.open(placeOf(connection), kept.sealed);
  }

  async function toKept(connection: Connection, refreshToken: Secret) {
    const sealed = await sealing.seal(placeOf(connection), refreshToken);
    return { sealed, obtainedAt: clock.now() };
  }

  return {
    async takeEnded(connection) {
      const sealed = await commit((unit) => takeEndedTokens(unit, toConnectionName(connection)));
      return Promise.all(sealed.map((one) => sealing.open(placeOf(connection), one)));
    },
    async record(connection, refreshToken) {
      const kept = await toKept(connection, refreshToken);
      await commit((unit) => recordRefreshToken(unit, toConnectionName(connection), kept));
    },
    renew: (connection, show) =>
      outsideOfLanes(async () => {
        const by = `${holder}:${randomUUID()}`;
        if (!(await claim(connection, by))) return (await show(undefined)).result;
        let next: Secret | undefined;
        try {
          const renewed = await show(await find(connection));
          next = renewed.next;
          return renewed.result;
        } finally {
          const kept = next && (await toKept(connection, next));
          await commit((unit) => endRenewal(unit, toConnectionName(connection), by, kept));
        }
      }),
  };
}

function placeOf({ workspace, name }: Connection) {
  return { workspace, table: 'refresh_token', row: name, column: 'sealed' };
}

function heldByAnother({ workspace, name }: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_UNAVAILABLE',
    `Could not get an OAuth token on connection ${workspace}/${name}: another process asks for one since more than ${RENEWAL_MS / 1000} s.`,
  );
}
