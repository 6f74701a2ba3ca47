import { randomBytes } from 'node:crypto';
import type { Commit } from '../database/group-commit.ts';
import type { Connection } from '../domain/configuration.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { recordAudit } from '../store/audit.ts';
import { insertSignIn } from '../store/sign-ins.ts';

export interface BeginSignInDeps {
  readonly commit: Commit;
  readonly newId: () => string;
  readonly now: () => number;
  /** Where browsers reach the relay. */
  readonly publicUrl: string;
}

export interface BegunSignIn {
  readonly id: string;
  /** Good once, for ten minutes. */
  readonly url: string;
  /** To be entered in the application registry of the instance. */
  readonly redirectUrl: string;
  readonly expiresAt: number;
}

const LIFE_MS = 600_000;

/** A link with which a person signs in for a connection, whoever opens it first. */
export async function beginSignIn(
  deps: BeginSignInDeps,
  connection: Connection,
  actor: string,
): Promise<BegunSignIn> {
  assertByBrowser(connection);
  const { workspace, name } = connection;
  const link = randomBytes(32).toString('base64url');
  const id = deps.newId();
  const expiresAt = deps.now() + LIFE_MS;
  await deps.commit(async (unit) => {
    await insertSignIn(unit, {
      id,
      workspace,
      connection: name,
      actor,
      linkHash: sha256Hex(link),
      expiresAt,
    });
    await recordAudit(unit, {
      id: deps.newId(),
      at: deps.now(),
      workspace,
      actor,
      action: 'connection.sign-in',
      subject: name,
    });
  });
  return {
    id,
    url: `${deps.publicUrl}/oauth/start/${link}`,
    redirectUrl: redirectUrlOf(deps.publicUrl, connection),
    expiresAt,
  };
}

/** One for each connection (RFC 9700 4.4: the defense against mix-up that needs no help of the server). */
export function redirectUrlOf(
  publicUrl: string,
  { workspace, name }: Pick<Connection, 'workspace' | 'name'>,
): string {
  return `${publicUrl}/oauth/callback/${workspace}/${name}`;
}

/** Only one of the ways to sign in needs a person and a browser. */
export function assertByBrowser({ name, credentials }: Connection): void {
  if (credentials.kind === 'authorization-code') return;
  throw new RelayError(
    'REQUEST_INVALID',
    `The connection ${name} signs in by ${credentials.kind}: there is nothing to allow in a browser.`,
  );
}
