import { X509Certificate } from 'node:crypto';
import type { Connection } from './configuration.ts';
import type { StatusWarning } from './connection-status.ts';

/** Something that a connection signs in with, and when it ends. */
export interface CredentialEnd {
  readonly what: 'credentials' | 'client certificate' | 'sign-in';
  /** ms since the epoch. */
  readonly at: number;
}

const DAY_MS = 86_400_000;
/** ServiceNow ends a refresh token after this time, used or not, unless the registry says otherwise. */
const REFRESH_TOKEN_LIFE_DAYS = 100;
/** From this age on a person is asked to sign in again: a month is enough to find one. */
const REFRESH_TOKEN_WARNS_FROM_DAYS = 70;
const WARNS_BEFORE_DAYS = 30;

/** All ends that are known, the nearest first. @param signedInAt when a person signed in, ms */
export function endsOf(
  connection: Pick<Connection, 'credentials' | 'credentialsExpireOn' | 'transport'>,
  signedInAt: number | undefined,
): readonly CredentialEnd[] {
  const { credentials, credentialsExpireOn, transport } = connection;
  const ends: CredentialEnd[] = [];
  if (credentialsExpireOn !== undefined) {
    ends.push({ what: 'credentials', at: Date.parse(credentialsExpireOn) });
  }
  if (credentials.kind === 'authorization-code' && signedInAt !== undefined) {
    ends.push({ what: 'sign-in', at: signedInAt + REFRESH_TOKEN_LIFE_DAYS * DAY_MS });
  }
  const until = endOfCertificate(transport?.certificate);
  if (until !== undefined) ends.push({ what: 'client certificate', at: until });
  return ends.toSorted((left, right) => left.at - right.at);
}

/** `undefined` where it cannot be read: the handshake will say so. */
function endOfCertificate(pem: string | undefined): number | undefined {
  if (pem === undefined) return undefined;
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}

/** Whole days that are left; negative once it is over. */
export function daysLeft({ at }: CredentialEnd, now: number): number {
  return Math.floor((at - now) / DAY_MS);
}

/** What to tell people before it stops, the most urgent first. */
export function warnOfEnds(
  { name }: Pick<Connection, 'name'>,
  ends: readonly CredentialEnd[],
  now: number,
): readonly StatusWarning[] {
  return ends.flatMap((end) => {
    const left = daysLeft(end, now);
    const warnsFrom =
      end.what === 'sign-in'
        ? REFRESH_TOKEN_LIFE_DAYS - REFRESH_TOKEN_WARNS_FROM_DAYS
        : WARNS_BEFORE_DAYS;
    return end.at - now > warnsFrom * DAY_MS ? [] : [toWarning(name, end, left)];
  });
}

function toWarning(name: string, { what, at }: CredentialEnd, left: number): StatusWarning {
  const day = new Date(at).toISOString().slice(0, 10);
  const when = left < 0 ? `ended on ${day}` : `ends on ${day}, in ${left} day(s)`;
  if (what === 'sign-in') {
    return {
      code: 'REFRESH_TOKEN_AGES',
      message: `The sign-in of a person ${when}: sign in again with "alert-relay connect ${name}".`,
    };
  }
  const cure =
    what === 'credentials'
      ? `make new ones on the instance, then "alert-relay credentials switch ${name}"`
      : 'put a new one in its place (transport.certificate and transport.key)';
  return {
    code: 'CREDENTIALS_EXPIRE',
    message: `${what === 'credentials' ? 'The set of credentials' : 'The client certificate'} of ${name} ${when}: ${cure}.`,
  };
}
