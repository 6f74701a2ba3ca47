import type { Credentials } from '../domain/configuration.ts';
import type { Inspector } from '../servicenow/inspect-instance.ts';
import { fail, type Finding } from './check.ts';
import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { publicQuestion } from './knock.ts';
import type { Subject } from './subject.ts';
import { describeProbe, type Explanation, tellApart } from './tell-apart.ts';

const GRANT_PROPERTY = 'glide.oauth.inbound.client.credential.grant_type.enabled';
const PASSWORD_GRANT_PROPERTY = 'glide.oauth.inbound.ropc.grant_type.disabled';
const RESET_PROPERTY = 'glide.authenticate.api.user.reset_password.mandatory';
const RESTRICTION = 'glide.authenticate.basic_auth.restriction';

/**
 * Why a sign-in was refused. The platform gives one and the same 401 for nearly everything: what can be
 * told apart without another sign-in is, then an administrator's eyes look where one was named, and what
 * is left is the list of what it can be. `refusals.ts` has all of it as a table.
 */
export async function explainRefusal(
  {
    admin,
    connection,
    inspector,
    clock,
  }: Pick<Subject, 'admin' | 'connection' | 'inspector' | 'clock'>,
  refusal: Heard | Silent,
): Promise<Finding> {
  const { credentials } = connection;
  const unsigned = await inspector.knock(publicQuestion);
  const evidence = `${describeRefusal(credentials, refusal)}; ${describeProbe(unsigned)}`;
  const told = tellApart({ credentials, refusal, unsigned, now: clock.now() });
  if (told !== undefined) return fail({ ...told, evidence });
  if (admin === undefined) return fail({ ...cannotBeTold(credentials, refusal), evidence });
  const found = await lookUpCause(admin, credentials);
  return fail({ ...(found ?? byElimination(credentials)), evidence });
}

function describeRefusal({ kind }: Credentials, refusal: Heard | Silent): string {
  if (refusal.kind === 'silent') return refusal.error.message;
  const { status, says } = refusal.seen;
  return `${status} "${says}" to a call with ${kind} credentials`;
}

async function lookUpCause(
  admin: Inspector,
  credentials: Credentials,
): Promise<Explanation | undefined> {
  if (credentials.kind === 'basic') {
    return explainAccount(admin, `user_name=${credentials.user}`, true);
  }
  return 'clientId' in credentials ? explainClient(admin, credentials) : undefined;
}

const candidates: Readonly<Record<Credentials['kind'], string>> = {
  basic:
    'wrong user or password; the account inactive, locked, or with a password reset pending; Basic authentication restricted on the instance',
  'client-credentials':
    'wrong client id or secret; the client inactive; the grant not enabled by its property; no OAuth application user, or that user inactive or locked',
  password:
    'wrong client id or secret; the client inactive; wrong user or password; the account inactive, locked, or with a password reset pending; the password grant disabled',
  'authorization-code':
    'wrong client id or secret; the client inactive; the sign-in of the person revoked or older than a hundred days; that person inactive or locked',
  'jwt-bearer':
    'wrong client id or secret; the client inactive; an unknown or wrong key; a wrong subject, or an administrator as subject; clocks that differ',
  'api-key':
    'a wrong or expired key; no access policy that takes keys for this API; the user of the key inactive or locked',
  agent:
    'wrong user or password in satellite.yml; the account inactive, locked, or with a password reset pending; Basic authentication restricted on the instance',
  certificate:
    'the instance maps the client certificate to no user, or mutual authentication is not active; that user inactive or locked',
};

function cannotBeTold({ kind }: Credentials, refusal: Heard | Silent): Explanation {
  return {
    code: refusal.kind === 'silent' ? 'token-refused' : 'sign-in-refused',
    cause: `ServiceNow gives the same 401 for each of these: ${candidates[kind]}.`,
    cure: 'Run the doctor again with --admin-user and --admin-password-env: an administrator may see which it is. Not more than five tries, they lock the account.',
  };
}

async function explainClient(
  admin: Inspector,
  credentials: Extract<Credentials, { clientId: string }>,
): Promise<Explanation | undefined> {
  const asked = await admin.rows('oauth_entity', {
    query: `client_id=${credentials.clientId}`,
    fields: ['client_id', 'name', 'active', 'user'],
    limit: 2,
  });
  if (asked.kind === 'none') return administratorSeesNothing;
  const entity = asked.rows.find((row) => row['client_id'] === credentials.clientId);
  if (entity === undefined) {
    return {
      code: 'wrong-client-id',
      cause: 'The application registry has no entry with this client id.',
      cure: 'Correct the client id, or run setup again.',
    };
  }
  if (entity['active'] !== 'true') {
    return {
      code: 'client-inactive',
      cause: `The application registry entry "${entity['name'] ?? ''}" is inactive.`,
      cure: 'Activate it.',
    };
  }
  switch (credentials.kind) {
    case 'password':
      return explainPasswordGrant(admin, credentials.user);
    case 'client-credentials':
      return explainApplicationUser(admin, entity['user'] ?? '');
    case 'jwt-bearer':
      return explainAccount(admin, `user_name=${credentials.subject}`, false);
    // Who signed in is not written down anywhere.
    case 'authorization-code':
      return undefined;
  }
}

async function explainPasswordGrant(
  admin: Inspector,
  user: string,
): Promise<Explanation | undefined> {
  if ((await readProperty(admin, PASSWORD_GRANT_PROPERTY)) === 'true') {
    return {
      code: 'grant-disabled',
      cause: `The property ${PASSWORD_GRANT_PROPERTY} is true.`,
      cure: 'Use client credentials, or set it to false.',
    };
  }
  return explainAccount(admin, `user_name=${user}`, false);
}

async function explainApplicationUser(
  admin: Inspector,
  user: string,
): Promise<Explanation | undefined> {
  if ((await readProperty(admin, GRANT_PROPERTY)) !== 'true') {
    return {
      code: 'grant-disabled',
      cause: `The property ${GRANT_PROPERTY} is not true; absent means off.`,
      cure: 'Add it with the value true, or run setup again.',
    };
  }
  if (user === '') {
    return {
      code: 'no-application-user',
      cause: 'The application registry entry names no OAuth application user.',
      cure: 'Set it to the account of the relay, or run setup again.',
    };
  }
  return explainAccount(admin, `sys_id=${user}`, false);
}

async function explainAccount(
  admin: Inspector,
  query: string,
  isBasic: boolean,
): Promise<Explanation | undefined> {
  const asked = await admin.rows('sys_user', {
    query,
    fields: [
      'sys_id',
      'user_name',
      'active',
      'locked_out',
      'password_needs_reset',
      'web_service_access_only',
    ],
    limit: 2,
  });
  if (asked.kind === 'none') return administratorSeesNothing;
  const wanted = query.slice(query.indexOf('=') + 1).toLowerCase();
  // A user signs in by a name in capital letters as well.
  const account = asked.rows.find(
    (row) => row['sys_id'] === wanted || row['user_name']?.toLowerCase() === wanted,
  );
  if (account === undefined) {
    return {
      code: 'wrong-user',
      cause: 'There is no user of this name.',
      cure: 'Correct the user of the connection.',
    };
  }
  return (
    explainFlags(account) ??
    (await explainReset(admin, account)) ??
    (isBasic ? await explainRestriction(admin, account) : undefined)
  );
}

function explainFlags(account: Readonly<Record<string, string>>): Explanation | undefined {
  if (account['active'] !== 'true') {
    return { code: 'account-inactive', cause: 'The account is inactive.', cure: 'Activate it.' };
  }
  if (account['locked_out'] === 'true') {
    return {
      code: 'account-locked',
      cause: 'The account is locked out: five refused sign-ins do that, for a quarter of an hour.',
      cure: 'Correct the credentials first, then clear Locked out on the user.',
    };
  }
  return undefined;
}

async function explainReset(
  admin: Inspector,
  account: Readonly<Record<string, string>>,
): Promise<Explanation | undefined> {
  if (account['password_needs_reset'] !== 'true') return undefined;
  if ((await readProperty(admin, RESET_PROPERTY)) !== 'true') return undefined;
  return {
    code: 'reset-pending',
    cause:
      'The password of the account must be reset, and this instance demands that of API calls too.',
    cure: 'Clear Password needs reset on the user, then set a password.',
  };
}

async function explainRestriction(
  admin: Inspector,
  account: Readonly<Record<string, string>>,
): Promise<Explanation | undefined> {
  const isEnforced =
    (await readProperty(admin, `${RESTRICTION}.active`)) === 'true' &&
    (await readProperty(admin, `${RESTRICTION}.enforce`)) === 'true';
  if (!isEnforced || account['web_service_access_only'] === 'true') return undefined;
  const asked = await admin.rows('sys_user_has_role', {
    query: `user=${account['sys_id'] ?? ''}^role.name=snc_basic_auth_api_access`,
    fields: ['role.name'],
    limit: 1,
  });
  if (asked.kind === 'rows' && asked.rows[0]?.['role.name'] === 'snc_basic_auth_api_access') {
    return undefined;
  }
  return {
    code: 'basic-restricted',
    cause: `Basic authentication is restricted (${RESTRICTION}.enforce), and the account is not exempt.`,
    cure: 'Use OAuth client credentials; or make it web service access only, or grant snc_basic_auth_api_access.',
  };
}

async function readProperty(admin: Inspector, name: string): Promise<string> {
  const asked = await admin.rows('sys_properties', {
    query: `name=${name}`,
    fields: ['name', 'value'],
    limit: 2,
  });
  if (asked.kind === 'none') return '';
  return asked.rows.find((row) => row['name'] === name)?.['value'] ?? '';
}

/** Everything that can be looked at is well, and secrets cannot be read back. */
export function byElimination({ kind }: Credentials): Explanation {
  const [code, what, cure] = remaining[kind];
  return { code, cause: `All that can be looked at is well, so ${what}.`, cure };
}

const remaining: Readonly<
  Record<Credentials['kind'], readonly [code: string, what: string, cure: string]>
> = {
  basic: [
    'wrong-password',
    'the password is wrong',
    'Correct it. Not more than five tries, they lock the account.',
  ],
  'client-credentials': [
    'wrong-secret',
    'the client secret is wrong',
    'Copy it again from the application registry, or run setup with --renew-secret.',
  ],
  password: [
    'wrong-secret-or-password',
    'the client secret or the password is wrong; ServiceNow gives the same answer for both',
    'Correct both, or use client credentials, which need no password.',
  ],
  'authorization-code': [
    'sign-in-again',
    'the client secret is wrong, or the sign-in of the person ended',
    'Sign in again by the link of the connection.',
  ],
  'jwt-bearer': [
    'wrong-key-or-secret',
    'the client secret or the signing key is wrong, or the clocks differ',
    'Compare the key with the verifier map of the client.',
  ],
  'api-key': [
    'wrong-api-key',
    'the key is wrong, or no access policy takes it here',
    'Make a new key; look at the REST API access policies.',
  ],
  agent: [
    'wrong-password-at-agent',
    'what satellite.yml holds is wrong',
    'Correct username and api_key there, then start the agent again.',
  ],
  certificate: [
    'certificate-not-mapped',
    'the client certificate leads to no user',
    'Look at the certificate based authentication of the instance.',
  ],
};

const administratorSeesNothing: Explanation = {
  code: 'admin-sees-nothing',
  cause:
    'The sign-in was refused, and the administrator who was named may not look at the reason either.',
  cure: 'Name a user with the role admin.',
};
