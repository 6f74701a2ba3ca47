import { afterEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../domain/configuration.ts';
import { answerJson } from '../lib/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import type { ServiceNowDeps } from './create-servicenow.ts';
import type { SignInMemory } from './request-token.ts';
import {
  answerToken,
  basic,
  clientCredentials,
  passwordGrant,
  refuseAuthorization,
  refuseToken,
  secrets,
  startScriptedInstance,
  type Script,
  type ScriptedInstance,
} from './scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(script: Script, deps: Partial<ServiceNowDeps> = {}) {
  const instance = await startScriptedInstance(script, deps);
  closing.push(instance.close);
  return instance;
}

/**
 * An instance that gives out tokens `token-1`, `token-2` … and accepts those that `accepts` names;
 * a refresh token works while `refreshes` says so.
 */
function tokenInstance(state: {
  accepts: (token: string) => boolean;
  refreshes?: boolean;
  expiresIn?: number;
}): Script {
  let given = 0;
  return (request, response) => {
    if (request.path === '/oauth_token.do') {
      const grant = new URLSearchParams(request.body).get('grant_type');
      if (grant === 'refresh_token' && state.refreshes === false) return refuseToken(response);
      given += 1;
      return answerToken(response, `token-${given}`, state.expiresIn);
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    return state.accepts(token)
      ? answerJson(response, 200, { result: { changes: [], more: false } })
      : refuseAuthorization(response);
  };
}

function only(accepted: string) {
  return (token: string): boolean => token === accepted;
}

/** Knows one client secret. */
const choosyInstance: Script = (request, response) => {
  if (request.path !== '/oauth_token.do') {
    answerJson(response, 200, { result: { changes: [], more: false } });
  } else if (request.body.includes('client_secret=right')) {
    answerToken(response, 'new');
  } else {
    refuseToken(response);
  }
};

function unavailableWhile(outage: { readonly is: boolean }, otherwise: Script): Script {
  return (request, response, nth) => {
    if (outage.is) response.writeHead(503).end();
    else otherwise(request, response, nth);
  };
}

const fetchWith = (instance: ScriptedInstance, credentials: Credentials) =>
  instance.servicenow.fetchChanges(instance.connection(credentials), 1);

const authorizations = (instance: ScriptedInstance) =>
  instance.appRequests().map(({ headers }) => headers.authorization);

describe('Basic', () => {
  test('is not tried again after a 401: the second time would count as a failed login too', async () => {
    const instance = await start((_request, response) => refuseAuthorization(response));

    await expect(fetchWith(instance, basic)).rejects.toMatchObject({
      code: 'SERVICENOW_UNAUTHORIZED',
    });
    expect(instance.server.received).toHaveLength(1);
  });

  test('where two passwords are refused each was tried once, and the first is next', async () => {
    const instance = await start((_request, response) => refuseAuthorization(response));
    const second = { ...basic, user: 'second' };
    const fetchChanges = () =>
      instance.servicenow.fetchChanges({ ...instance.connection(), standby: second }, 1);

    await expect(fetchChanges()).rejects.toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });
    await expect(fetchChanges()).rejects.toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });

    const users = authorizations(instance).map((header = '') =>
      Buffer.from(header.replace('Basic ', ''), 'base64').toString().split(':').at(0),
    );
    expect(users).toEqual(['relay', 'second', 'relay', 'second']);
  });
});

describe('OAuth', () => {
  test.each([
    [
      clientCredentials,
      {
        grant_type: 'client_credentials',
        client_id: 'client-id',
        client_secret: secrets.clientSecret,
      },
    ],
    [
      passwordGrant,
      {
        grant_type: 'password',
        client_id: 'client-id',
        client_secret: secrets.clientSecret,
        username: 'relay',
        password: secrets.password,
      },
    ],
  ])('asks for a token with a form post: $kind', async (credentials, form) => {
    const instance = await start(tokenInstance({ accepts: () => true }));

    await fetchWith(instance, credentials);
    await fetchWith(instance, credentials);

    expect(instance.tokenRequests()).toEqual([form]);
    expect(instance.server.received[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(instance.server.received[0]?.headers.authorization).toBeUndefined();
    expect(authorizations(instance)).toEqual(['Bearer token-1', 'Bearer token-1']);
  });

  test('asks at the token address of the connection where it has one', async () => {
    const issuer = await start((_request, response) => answerToken(response, 'elsewhere'));
    const instance = await start(tokenInstance({ accepts: () => true }));
    const tokenUrl = `${issuer.server.url}/oauth2/token`;

    await fetchWith(instance, { ...clientCredentials, tokenUrl });

    expect(issuer.server.received.map(({ path }) => path)).toEqual(['/oauth2/token']);
    expect(authorizations(instance)).toEqual(['Bearer elsewhere']);
  });

  test('500 calls at once make one token request', async () => {
    const instance = await start(tokenInstance({ accepts: () => true }));

    await Promise.all(Array.from({ length: 500 }, () => fetchWith(instance, clientCredentials)));

    expect(instance.tokenRequests()).toHaveLength(1);
    expect(instance.appRequests()).toHaveLength(500);
  });

  test('S1 500 calls whose token is revoked make one more, and all succeed', async () => {
    const state = { accepts: only('token-1') };
    const instance = await start(tokenInstance(state));
    await fetchWith(instance, clientCredentials);
    state.accepts = only('token-2');

    await Promise.all(Array.from({ length: 500 }, () => fetchWith(instance, clientCredentials)));

    expect(instance.tokenRequests()).toHaveLength(2);
    expect(instance.appRequests().length).toBeGreaterThan(501);
  });

  test('a 401 is answered with one fresh token, not with a second', async () => {
    const instance = await start(tokenInstance({ accepts: () => false }));

    await expect(fetchWith(instance, clientCredentials)).rejects.toMatchObject({
      code: 'SERVICENOW_UNAUTHORIZED',
      details: { status: 401, connection: 'acme/main' },
    });
    expect(authorizations(instance)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('a login page in place of an answer is not met again with a fresh token', async () => {
    const instance = await start((request, response) =>
      request.path === '/oauth_token.do'
        ? answerToken(response, 'token-1')
        : void response.end('<title>Log in</title>'),
    );

    await expect(fetchWith(instance, clientCredentials)).rejects.toMatchObject({
      code: 'SERVICENOW_UNAUTHORIZED',
      details: { status: 200 },
    });
    expect([instance.tokenRequests(), instance.appRequests()]).toMatchObject([[{}], [{}]]);
  });

  test('a token is replaced before it ends, by the steady clock, with its refresh token', async () => {
    const time = { steady: 0, wall: 0 };
    const instance = await start(tokenInstance({ accepts: () => true, expiresIn: 1_800 }), {
      steadyClock: { now: () => time.steady },
      clock: { now: () => time.wall },
    });
    await fetchWith(instance, clientCredentials);

    time.steady = 1_739_999;
    time.wall = 86_400_000;
    await fetchWith(instance, clientCredentials);
    time.steady = 1_740_000;
    await fetchWith(instance, clientCredentials);

    expect(authorizations(instance)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(instance.tokenRequests()[1]).toEqual({
      grant_type: 'refresh_token',
      client_id: 'client-id',
      client_secret: secrets.clientSecret,
      refresh_token: secrets.refreshToken,
    });
  });

  test('one of a short life is replaced at nine tenths of it', async () => {
    const time = { now: 0 };
    const instance = await start(tokenInstance({ accepts: () => true, expiresIn: 100 }), {
      steadyClock: { now: () => time.now },
    });

    for (const now of [0, 89_999, 90_000]) {
      time.now = now;
      await fetchWith(instance, clientCredentials);
    }

    expect(authorizations(instance)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('a refresh token that is no longer good gives way to a new grant', async () => {
    const state = { accepts: only('token-1'), refreshes: false };
    const instance = await start(tokenInstance(state));
    await fetchWith(instance, passwordGrant);
    state.accepts = only('token-2');

    await fetchWith(instance, passwordGrant);

    expect(instance.tokenRequests().map((form) => form['grant_type'])).toEqual([
      'password',
      'refresh_token',
      'password',
    ]);
    expect(authorizations(instance).at(-1)).toBe('Bearer token-2');
  });

  test('a refresh token stays good where a renewal brings no new one', async () => {
    const script: Script = (request, response, nth) => {
      if (request.path !== '/oauth_token.do') {
        return answerJson(response, 200, { result: { changes: [], more: false } });
      }
      if (nth === 1) return answerToken(response, 'token-1', 0);
      return answerJson(response, 200, {
        access_token: `token-${nth}`,
        token_type: 'Bearer',
        expires_in: 0,
      });
    };
    const instance = await start(script);

    for (let call = 0; call < 3; call += 1) await fetchWith(instance, clientCredentials);

    expect(instance.tokenRequests().map((form) => form['refresh_token'])).toEqual([
      undefined,
      secrets.refreshToken,
      secrets.refreshToken,
    ]);
  });

  test('a failing token endpoint costs no refresh token', async () => {
    const outage = { is: false };
    const healthy = tokenInstance({ accepts: () => true, expiresIn: 0 });
    const instance = await start(unavailableWhile(outage, healthy));
    await fetchWith(instance, clientCredentials);
    outage.is = true;

    await expect(fetchWith(instance, clientCredentials)).rejects.toMatchObject({
      code: 'SERVICENOW_UNAVAILABLE',
    });
    outage.is = false;
    await fetchWith(instance, clientCredentials);

    expect(instance.tokenRequests().map((form) => form['grant_type'])).toEqual([
      'client_credentials',
      'refresh_token',
      'refresh_token',
    ]);
  });

  test('a refusal says what ServiceNow does not, and stands for ten seconds', async () => {
    const time = { now: 0 };
    const instance = await start((_request, response) => refuseToken(response), {
      steadyClock: { now: () => time.now },
    });
    const refused = {
      code: 'SERVICENOW_UNAUTHORIZED',
      message: expect.stringMatching(
        /^Could not get an OAuth token on connection acme\/main: .*secret may be wrong.*password may be wrong.*grant may be disabled.*application user may be missing.*password reset pending/,
      ),
    };

    await expect(fetchWith(instance, passwordGrant)).rejects.toMatchObject(refused);
    time.now = 9_999;
    await expect(fetchWith(instance, passwordGrant)).rejects.toMatchObject(refused);
    expect(instance.tokenRequests()).toHaveLength(1);

    time.now = 10_000;
    await expect(fetchWith(instance, passwordGrant)).rejects.toMatchObject(refused);
    expect(instance.tokenRequests()).toHaveLength(2);
    expect(instance.appRequests()).toEqual([]);
  });

  test('S18 new credentials are used with the next call, whatever stood before', async () => {
    const instance = await start(choosyInstance);
    await expect(fetchWith(instance, clientCredentials)).rejects.toThrow('acme/main');

    await fetchWith(instance, { ...clientCredentials, clientSecret: new Secret('right') });

    expect(authorizations(instance)).toEqual(['Bearer new']);
  });

  test.each<[string, Script, string]>([
    [
      'a page',
      (_request, response) => response.end('<title>Instance Hibernating page</title>'),
      'SERVICENOW_HIBERNATING',
    ],
    [
      'no token',
      (_request, response) => answerJson(response, 200, { token_type: 'Bearer' }),
      'SERVICENOW_UNEXPECTED_ANSWER',
    ],
  ])('%s in place of a token is no token', async (_what, script, code) => {
    const instance = await start(script);

    await expect(fetchWith(instance, clientCredentials)).rejects.toMatchObject({ code });
  });
});

describe('a connection that is gone', () => {
  const kept = [new Secret('refresh-of-before')];

  async function signOutAnswered(revocation: Script) {
    const instance = await start((request, response, nth) => {
      if (request.path.startsWith('/oauth_revoke')) revocation(request, response, nth);
      else tokenInstance({ accepts: () => true })(request, response, nth);
    });
    const connection = instance.connection(clientCredentials);
    await instance.servicenow.fetchChanges(connection, 1);
    const ended = instance.servicenow.signOut(connection, kept, false);
    return { instance, ended };
  }

  const revoked = ({ server }: ScriptedInstance) =>
    server.received.flatMap(
      ({ path }) => /^\/oauth_revoke_token\.do\?token=(.*)/.exec(path)?.at(1) ?? [],
    );

  test('is signed out with each token that it had, also where one of them cannot be ended', async () => {
    const { instance, ended } = await signOutAnswered(({ path }, response) =>
      response.writeHead(path.includes('token-1') ? 500 : 200).end(),
    );

    await expect(ended).rejects.toMatchObject({
      code: 'SERVICENOW_UNEXPECTED_ANSWER',
      message: expect.stringMatching(/acme\/main: the instance answered 500\. It ends by itself/),
    });
    expect(revoked(instance)).toEqual(['token-1', secrets.refreshToken, 'refresh-of-before']);
  });

  test('asks for a token of its own when one of its name is there again', async () => {
    const { instance, ended } = await signOutAnswered((_request, response) => response.end());
    await ended;

    await fetchWith(instance, clientCredentials);

    expect(instance.tokenRequests().map((form) => form['grant_type'])).toEqual([
      'client_credentials',
      'client_credentials',
    ]);
  });

  test.each([
    ['never tried to sign in', false],
    ['was refused', true],
  ])('that %s here ends what was kept for it', async (_what, hasTried) => {
    const instance = await start((request, response) =>
      request.path === '/oauth_token.do' ? refuseToken(response) : void response.end(),
    );
    if (hasTried) await fetchWith(instance, clientCredentials).catch(() => undefined);

    await instance.servicenow.signOut(instance.connection(clientCredentials), kept, false);

    expect(revoked(instance)).toEqual(['refresh-of-before']);
  });

  test.each<[string, Script]>([
    ['302', (_request, response) => response.writeHead(302, { location: '/login.do' }).end()],
    [
      '200 with a web page (hibernating)',
      (_request, response) => response.end('<title>Instance Hibernating page</title>'),
    ],
  ])('is not signed out by %s', async (what, script) => {
    const { ended } = await signOutAnswered(script);

    await expect(ended).rejects.toMatchObject({ message: expect.stringContaining(what) });
  });

  test.each<[string, Script]>([
    ['nothing', (_request, response) => response.end()],
    ['a page of its own', (_request, response) => response.end('<title>Done</title>')],
  ])('is signed out by 200 with %s', async (_what, script) => {
    const { instance, ended } = await signOutAnswered(script);

    await ended;

    expect(revoked(instance)).toHaveLength(3);
  });
});

describe('authorization code', () => {
  const codeCredentials = {
    kind: 'authorization-code',
    clientId: 'client-id',
    clientSecret: undefined,
    authorizationUrl: undefined,
    tokenUrl: undefined,
    issuer: undefined,
    scope: undefined,
  } as const satisfies Credentials;

  /** Each refresh token is good once, as RFC 9700 wants it of public clients. */
  function rotatingInstance(state: { good: string }): Script {
    let given = 0;
    return (request, response) => {
      if (request.path !== '/oauth_token.do') {
        return answerJson(response, 200, { result: { changes: [], more: false } });
      }
      const form = new URLSearchParams(request.body);
      if (form.get('refresh_token') !== state.good) return refuseToken(response);
      given += 1;
      state.good = `refresh-${given}`;
      return answerJson(response, 200, {
        access_token: `token-${given}`,
        refresh_token: state.good,
        expires_in: 0,
      });
    };
  }

  function memoryOf(first: string | undefined) {
    const kept = { refreshToken: first, recorded: 0 };
    const signIns: SignInMemory = {
      record: async () => undefined,
      async renew(_connection, show) {
        const newest = kept.refreshToken === undefined ? undefined : new Secret(kept.refreshToken);
        const { result, next } = await show(newest);
        if (next !== undefined) {
          kept.refreshToken = next.reveal();
          kept.recorded += 1;
        }
        return result;
      },
    };
    return { kept, signIns };
  }

  test('S17 a rotated refresh token is kept before its access token is used', async () => {
    const { kept, signIns } = memoryOf('first');
    const instance = await start(rotatingInstance({ good: 'first' }), { signIns });

    await fetchWith(instance, codeCredentials);
    await fetchWith(instance, codeCredentials);

    expect(authorizations(instance)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(kept).toEqual({ refreshToken: 'refresh-2', recorded: 2 });
    expect(instance.tokenRequests()[0]).toEqual({
      grant_type: 'refresh_token',
      client_id: 'client-id',
      refresh_token: 'first',
    });
  });

  test('what a new sign-in, or another replica, kept goes before what is remembered', async () => {
    const state = { good: 'first' };
    const { kept, signIns } = memoryOf('first');
    const instance = await start(rotatingInstance(state), { signIns });
    await fetchWith(instance, codeCredentials);
    state.good = 'of another';
    kept.refreshToken = 'of another';

    await fetchWith(instance, codeCredentials);

    expect(authorizations(instance)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test.each([
    ['nobody has signed in', undefined, false],
    ['the last sign-in is over', 'revoked', true],
  ])('where %s the connection waits, and says what to do', async (_what, first, isRefused) => {
    const { signIns } = memoryOf(first);
    const instance = await start(rotatingInstance({ good: 'another' }), { signIns });

    await expect(fetchWith(instance, codeCredentials)).rejects.toMatchObject({
      code: 'SERVICENOW_SIGN_IN_NEEDED',
      message: expect.stringContaining('alert-relay connect main'),
      details: { connection: 'acme/main', isRefused },
    });
    expect(instance.appRequests()).toEqual([]);
  });
});
