import type { Credentials } from '../domain/configuration.ts';
import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { isFromInstance, readSkewMs } from './knock.ts';

/** Why a sign-in was refused, as far as it is known. */
export interface Explanation {
  readonly code: string;
  readonly cause: string;
  readonly cure: string;
}

/** What there is to go by without anybody's eyes: none of it is another sign-in. */
export interface SeenOfRefusal {
  readonly credentials: Credentials;
  /** The answer that refused, or why there was nothing to ask with. */
  readonly refusal: Heard | Silent;
  /** What a call without credentials was answered. */
  readonly unsigned: Heard | Silent;
  readonly now: number;
}

/** Tells apart what can be; `undefined` where ServiceNow's one 401 is all there is. */
export function tellApart(seen: SeenOfRefusal): Explanation | undefined {
  const { refusal, credentials } = seen;
  return refusal.kind === 'silent'
    ? (tellSignIn(seen, refusal) ?? tellTokenAnswer(refusal))
    : tellCall(seen, refusal, isWithToken(credentials));
}

function isWithToken({ kind }: Credentials): boolean {
  return ['client-credentials', 'password', 'authorization-code', 'jwt-bearer'].includes(kind);
}

/** More than this, and an assertion is not valid yet or over already. */
const SKEW_MS = 60_000;

function tellSignIn(
  { credentials, unsigned, now }: SeenOfRefusal,
  { error }: Silent,
): Explanation | undefined {
  if (error.code === 'SERVICENOW_SIGN_IN_NEEDED') {
    return error.details['isRefused'] === true ? signInOver : nobodySignedIn;
  }
  const skew = readSkewMs(unsigned, now) ?? 0;
  if (credentials.kind !== 'jwt-bearer' || skew < SKEW_MS) return undefined;
  return {
    code: 'clock-skew',
    cause: `The clocks of this machine and of the instance are ${Math.round(skew / 1000)} s apart, and the signed assertion says when it is good.`,
    cure: 'Let this machine set its clock by NTP.',
  };
}

const signIn = 'Let a person sign in: "alert-relay connect" prints the link.';
const signInOver: Explanation = {
  code: 'sign-in-over',
  cause:
    'The instance refuses the refresh token of the last sign-in: older than a hundred days, revoked, the person inactive, or the client changed.',
  cure: signIn,
};
const nobodySignedIn: Explanation = {
  code: 'nobody-signed-in',
  cause: 'Nobody has signed in for this connection yet, so there is nothing to ask with.',
  cure: signIn,
};

function tellTokenAnswer({ error }: Silent): Explanation | undefined {
  const { status, tokenError } = error.details;
  const named = typeof tokenError === 'string' ? byName[tokenError] : undefined;
  if (named !== undefined) return named;
  const isElsewhere =
    ['SERVICENOW_NOT_JSON', 'SERVICENOW_UNEXPECTED_ANSWER'].includes(error.code) ||
    (error.code === 'SERVICENOW_UNAUTHORIZED' &&
      typeof status === 'number' &&
      ![400, 401, 403].includes(status));
  return isElsewhere ? noTokenEndpoint : undefined;
}

const noTokenEndpoint: Explanation = {
  code: 'no-token-endpoint',
  cause:
    'The REST API answers, and what answers at the token address is no token endpoint: a wrong tokenUrl, or OAuth switched off on the instance (com.snc.platform.security.oauth.is.active).',
  cure: 'Correct tokenUrl of the connection, or switch OAuth on.',
};

/** RFC 6749 5.2, as servers of one's own answer; ServiceNow says `server_error` for everything. */
const byName: Readonly<Record<string, Explanation>> = {
  invalid_client: {
    code: 'client-refused',
    cause: 'The token server names it: the client id or the client secret is wrong.',
    cure: 'Copy both again from where the client is registered.',
  },
  invalid_grant: {
    code: 'grant-refused',
    cause:
      'The token server names it: the client is right, and what it came with is not: the password, the assertion or the refresh token.',
    cure: 'Correct that, or sign in again.',
  },
  unauthorized_client: {
    code: 'grant-disabled',
    cause: 'The token server names it: this client may not use this grant.',
    cure: 'Enable the grant for the client, or choose another kind of credentials.',
  },
  unsupported_grant_type: {
    code: 'grant-disabled',
    cause: 'The token server names it: it does not offer this grant.',
    cure: 'Choose another kind of credentials.',
  },
  invalid_scope: {
    code: 'scope-refused',
    cause: 'The token server names it: it does not know this scope, or not for this client.',
    cure: 'Correct the scope of the credentials.',
  },
};

function tellCall(
  { unsigned }: SeenOfRefusal,
  refusal: Heard,
  isWithToken: boolean,
): Explanation | undefined {
  if (
    unsigned.kind === 'answer' &&
    isFromInstance(unsigned) &&
    !isFromInstance(refusal) &&
    refusal.headers['www-authenticate'] !== undefined
  ) {
    return {
      code: 'refused-before-instance',
      cause: `A call without credentials is answered by the instance, and this one by somebody before it, who wants a sign-in of its own (${refusal.headers['www-authenticate'].slice(0, 100)}).`,
      cure: 'Let the proxy or gateway pass the Authorization header on, or exempt the API from its sign-in.',
    };
  }
  if (!isWithToken) return undefined;
  return {
    code: 'token-not-accepted',
    cause:
      'A token was given, so the client and its secret are right; the REST API does not take it: it is of another instance (tokenUrl), the client has no application user, or that user may not sign in.',
    cure: 'Look at tokenUrl of the connection and at the OAuth application user of the client.',
  };
}

/** What the probes saw, for the evidence. */
export function describeProbe(unsigned: Heard | Silent): string {
  if (unsigned.kind === 'silent') return 'a call without credentials got no answer';
  const asks = unsigned.headers['www-authenticate'];
  const who = isFromInstance(unsigned) ? 'the instance' : 'somebody else';
  return `a call without credentials is answered by ${who} (${unsigned.seen.status}${asks === undefined ? '' : `, ${asks.slice(0, 60)}`})`;
}
