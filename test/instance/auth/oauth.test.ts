import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer, type TestClient } from '../testing/client.ts';
import { portOf } from '../testing/port-of.ts';

let instance: Instance;
let admin: TestClient;
let nobody: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  nobody = createTestClient(instance.url, undefined);
});

afterAll(async () => {
  await instance.close();
});

const adminId = '6816f79cc0a8016401c5a33be04be441';
const denied = { error_description: 'access_denied', error: 'server_error' };
const callback = 'https://client.example/callback';

interface Client {
  readonly sysId: string;
  readonly id: string;
  readonly secret: string;
}

async function createClient(fields: Record<string, string> = {}): Promise<Client> {
  const [id, secret] = [randomUUID(), randomUUID()];
  const created = await admin.post('/api/now/table/oauth_entity', {
    name: 'Client',
    type: 'client',
    client_id: id,
    client_secret: secret,
    redirect_url: callback,
    active: 'true',
    ...fields,
  });
  expect(created.status).toBe(201);
  return { sysId: String(created.result['sys_id']), id, secret };
}

const ask = (client: Client, fields: Record<string, string>): Promise<TestAnswer> =>
  nobody.form('/oauth_token.do', {
    client_id: client.id,
    client_secret: client.secret,
    ...fields,
  });

const byPassword = (client: Client): Promise<TestAnswer> =>
  ask(client, {
    grant_type: 'password',
    username: instance.admin.user,
    password: instance.admin.password,
  });

const reach = async (answer: TestAnswer): Promise<number> => {
  const caller = createTestClient(instance.url, { token: String(answer.result['access_token']) });
  return (await caller.get('/api/now/table/incident?sysparm_limit=1')).status;
};

async function setProperty(name: string, value: string): Promise<void> {
  const found = await admin.get(`/api/now/table/sys_properties?name=${name}`);
  const [sysId] = found.list.map((property) => String(property['sys_id']));
  if (sysId === undefined) await admin.post('/api/now/table/sys_properties', { name, value });
  else await admin.patch(`/api/now/table/sys_properties/${sysId}`, { value });
}

describe('tokens', () => {
  test('are the same as long as they are good, and die with their lifetime', async () => {
    const client = await createClient({ access_token_lifespan: '60' });
    const first = await byPassword(client);
    const second = await byPassword(client);
    expect(second.result['access_token']).toBe(first.result['access_token']);
    expect(await reach(first)).toBe(200);

    instance.control.setClockOffsetMs(61_000);
    const refreshed = await ask(client, {
      grant_type: 'refresh_token',
      refresh_token: String(first.result['refresh_token']),
    });

    expect(await reach(first)).toBe(401);
    expect(refreshed.result['refresh_token']).toBe(first.result['refresh_token']);
    expect(refreshed.result['access_token']).not.toBe(first.result['access_token']);
    expect(await reach(refreshed)).toBe(200);
    instance.control.setClockOffsetMs(0);
  });

  test('are revoked without credentials', async () => {
    const client = await createClient();
    const token = await byPassword(client);

    const answer = await nobody.get(
      `/oauth_revoke_token.do?token=${String(token.result['access_token'])}`,
    );

    expect(answer.status).toBe(200);
    expect(await reach(token)).toBe(401);
  });

  test.each([
    [{ grant_type: 'password', username: 'admin', password: 'wrong' }],
    [{ grant_type: 'password', username: 'nobody', password: 'x' }],
    [{ grant_type: 'refresh_token', refresh_token: 'x' }],
    [{ grant_type: 'authorization_code', code: 'x', redirect_uri: callback }],
    [{ grant_type: 'client_credentials' }],
    [{ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' }],
    [{ grant_type: 'constructor' }],
    [{ client_secret: 'wrong', grant_type: 'client_credentials' }],
    [{}],
  ])('are refused alike for %j', async (fields) => {
    const answer = await ask(await createClient(), fields);

    expect([answer.status, answer.body]).toEqual([401, denied]);
  });

  test('are not given by password once that is switched off', async () => {
    const client = await createClient();
    await setProperty('glide.oauth.inbound.ropc.grant_type.disabled', 'true');

    const answer = await byPassword(client);

    expect(answer.status).toBe(401);
    await setProperty('glide.oauth.inbound.ropc.grant_type.disabled', 'false');
  });
});

describe('the authorization code', () => {
  const verifier = 'v'.repeat(64);
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  /** Signs in as a browser does, presses a button and gives the address that it is sent to. */
  async function visit(query: Record<string, string>, action: string): Promise<URL> {
    const address = `${instance.url}/oauth_auth.do?${new URLSearchParams(query).toString()}`;
    const post = (fields: Record<string, string>, cookie: string) =>
      request(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
        body: new URLSearchParams(fields).toString(),
      });
    const login = await post(
      { user_name: instance.admin.user, user_password: instance.admin.password },
      '',
    );
    expect(login.statusCode).toBe(303);
    const cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
    const page = await request(address, { headers: { cookie } });
    expect(await page.body.text()).toContain('would like to connect');
    const decided = await post({ action }, cookie);
    expect(decided.statusCode).toBe(302);
    return new URL(String(decided.headers['location']));
  }

  test('comes back with the state, and buys a token once', async () => {
    const client = await createClient();
    const sentTo = await visit(
      { response_type: 'code', client_id: client.id, redirect_uri: callback, state: 's1' },
      'allow',
    );
    const code = sentTo.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: callback };

    const first = await ask(client, fields);
    const second = await ask(client, fields);

    expect(`${sentTo.origin}${sentTo.pathname}`).toBe(callback);
    expect(sentTo.searchParams.get('state')).toBe('s1');
    expect(await reach(first)).toBe(200);
    expect(second.status).toBe(401);
  });

  test('is proven by a public client with its verifier', async () => {
    const client = await createClient({ public_client: 'true' });
    const query = {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: callback,
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const buy = async (proof: string): Promise<TestAnswer> => {
      const code = (await visit(query, 'allow')).searchParams.get('code') ?? '';
      return nobody.form('/oauth_token.do', {
        grant_type: 'authorization_code',
        client_id: client.id,
        redirect_uri: callback,
        code,
        code_verifier: proof,
      });
    };

    expect((await buy('w'.repeat(64))).status).toBe(401);
    expect(await reach(await buy(verifier))).toBe(200);
  });

  test('is denied when the user denies', async () => {
    const client = await createClient();

    const sentTo = await visit(
      { response_type: 'code', client_id: client.id, state: 's2' },
      'deny',
    );

    expect([...sentTo.searchParams]).toEqual([
      ['error', 'access_denied'],
      ['state', 's2'],
    ]);
  });

  test.each([
    [{ state: '' }, 'Missing State parameter in request'],
    [{ client_id: 'nobody' }, 'Invalid client_id'],
    [{ redirect_uri: 'https://other.example' }, 'Invalid redirect_uri'],
    [{ response_type: 'token' }, 'Unsupported response_type'],
    [{ code_challenge: 'x', code_challenge_method: 'plain' }, 'Unsupported code_challenge_method'],
  ])('is not given for %j', async (changed, text) => {
    const client = await createClient();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: callback,
      state: 's',
      ...changed,
    });

    const answer = await nobody.get(`/oauth_auth.do?${query.toString()}`);

    expect([answer.status, answer.text.includes(text)]).toEqual([400, true]);
  });

  test('is not given to machines', async () => {
    const client = await createClient();
    const { user, password } = instance.integration;

    const answer = await nobody.form(
      `/oauth_auth.do?response_type=code&client_id=${client.id}&state=s`,
      { user_name: user, user_password: password },
    );

    expect(answer.text).toContain('User name or password invalid');
  });

  test.each([
    [{ identity_type: 'machine' }, 'true'],
    [{ web_service_access_only: 'true' }, 'true'],
    [{ identity_type: 'human' }, 'false'],
  ])('to a user with %j: services only is %s', async (fields, isForServices) => {
    const client = await createClient();
    const user = `user ${Object.entries(fields).join()}`;
    instance.control.createUser({ userName: user, password: 'p', roles: [] });
    const found = await admin.get(`/api/now/table/sys_user?user_name=${encodeURIComponent(user)}`);
    const path = `/api/now/table/sys_user/${String(found.list[0]?.['sys_id'])}`;
    const changed = await admin.patch(path, fields);

    const called = await createTestClient(instance.url, { user, password: 'p' }).get(
      '/api/now/table/incident?sysparm_limit=1',
    );
    const page = await nobody.form(
      `/oauth_auth.do?response_type=code&client_id=${client.id}&state=s`,
      { user_name: user, user_password: 'p' },
    );

    expect(changed.result['web_service_access_only']).toBe(isForServices);
    expect(called.status).toBe(200);
    expect(String(page.text.includes('User name or password invalid'))).toBe(isForServices);
  });
});

describe('a signed assertion', () => {
  const secret = 'a secret that both know, and nobody else does';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asPem = { type: 'spki', format: 'pem' } as const;

  const sign = (
    client: Client,
    change: { sub?: string; aud?: string; jti?: string; alg?: string } = {},
  ): Promise<string> => {
    const alg = change.alg ?? 'HS256';
    return new SignJWT({})
      .setProtectedHeader({ alg })
      .setIssuer(client.id)
      .setAudience(change.aud ?? client.id)
      .setSubject(change.sub ?? instance.integration.user)
      .setJti(change.jti ?? randomUUID())
      .setExpirationTime('5m')
      .sign(alg.startsWith('RS') ? privateKey : new TextEncoder().encode(secret));
  };
  const send = (client: Client, assertion: string): Promise<TestAnswer> =>
    ask(client, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });

  async function createJwtClient(key: string): Promise<Client> {
    const client = await createClient({ type: 'jwt_client' });
    await admin.post('/api/now/table/jwt_verifier_map', {
      name: 'key',
      oauth_jwt: client.sysId,
      shared_key: key,
    });
    return client;
  }

  test.each([
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
    ['ES512', 'P-521'],
  ])('with %s buys a token, and not under the key of another algorithm', async (alg, curve) => {
    const pair = generateKeyPairSync('ec', { namedCurve: curve });
    const client = await createJwtClient(String(pair.publicKey.export(asPem)));
    const other = await createJwtClient(String(publicKey.export(asPem)));
    const signedFor = (target: Client): Promise<string> =>
      new SignJWT({})
        .setProtectedHeader({ alg })
        .setIssuer(target.id)
        .setAudience(target.id)
        .setSubject(instance.integration.user)
        .setJti(randomUUID())
        .setExpirationTime('5m')
        .sign(pair.privateKey);

    expect(await reach(await send(client, await signedFor(client)))).toBe(200);
    expect((await send(other, await signedFor(other))).status).toBe(401);
  });

  test('can be checked with the keys that an identity provider publishes', async () => {
    const asked: string[] = [];
    const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' };
    const provider = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [{ kty: 'unknown' }, key] }));
    });
    provider.listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const client = await createClient({
      type: 'jwt_client',
      jwks_url: `http://127.0.0.1:${portOf(provider)}/keys`,
    });

    const answers = [
      await send(client, await sign(client, { alg: 'RS256' })),
      await send(client, await sign(client, { alg: 'RS512' })),
      await send(client, await sign(client, { alg: 'HS256' })),
    ];
    provider.close();

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 401]);
    expect(asked).toEqual(['/keys']);
  });

  test('is refused when those keys cannot be had', async () => {
    const client = await createClient({ type: 'jwt_client', jwks_url: 'http://127.0.0.1:1/keys' });

    expect((await send(client, await sign(client, { alg: 'RS256' }))).status).toBe(401);
  });

  test.each(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'])(
    'with %s buys a token',
    async (alg) => {
      const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
      const client = await createJwtClient(alg.startsWith('RS') ? pem : secret);

      expect(await reach(await send(client, await sign(client, { alg })))).toBe(200);
    },
  );

  test('is good once', async () => {
    const client = await createJwtClient(secret);
    const assertion = await sign(client);

    expect((await send(client, assertion)).status).toBe(200);
    expect((await send(client, assertion)).status).toBe(401);
  });

  test('is refused for an administrator, another audience, a wrong key', async () => {
    const client = await createJwtClient(secret);
    const other = await createJwtClient('another secret');

    const answers = await Promise.all([
      send(client, await sign(client, { sub: 'admin' })),
      send(client, await sign(client, { aud: 'another' })),
      send(other, await sign(other)),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
  });
});

describe('a client whose token format is JWT', () => {
  test('gets tokens that the published key proves, and that count like any other', async () => {
    const client = await createClient({ token_format: 'jwt' });

    const answer = await byPassword(client);
    const token = String(answer.result['access_token']);
    const keys = await nobody.get('/api/now/oauth/jwks');
    const proven = await jwtVerify(token, createLocalJWKSet({ keys: JSON.parse(keys.text).keys }), {
      audience: client.id,
    });

    expect(await reach(answer)).toBe(200);
    expect(proven.payload).toMatchObject({ sub: instance.admin.user, jti: expect.any(String) });
    expect((await byPassword(client)).result['access_token']).toBe(token);
  });

  test('a token that nobody gave is refused, however well it is written', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setSubject('admin')
      .setExpirationTime('5m')
      .sign(privateKey);

    const answer = await createTestClient(instance.url, { token: forged }).get(
      '/api/now/table/incident',
    );

    expect(answer.status).toBe(401);
  });
});

describe('authentication scopes', () => {
  test('hold tokens, and not passwords, to what they open', async () => {
    const client = await createClient({ user: adminId });
    const scopes = await admin.get('/api/now/table/sys_auth_scope?name=table_read');
    const scope = String(scopes.list[0]?.['sys_id']);
    await admin.post('/api/now/table/oauth_entity_auth_scope_mapping', {
      oauth_entity: client.sysId,
      auth_scope: scope,
    });
    const rule = await admin.post('/api/now/table/sys_api_access_scope', {
      auth_scope: scope,
      rest_api: 'Table API',
      method: 'GET',
      active: 'true',
    });
    const other = await admin.post('/api/now/table/sys_auth_scope', { name: 'table_write' });
    const second = await admin.post('/api/now/table/sys_api_access_scope', {
      auth_scope: String(other.result['sys_id']),
      rest_api: 'Table API',
      method: 'POST',
      active: 'true',
    });
    const token = await ask(client, { grant_type: 'client_credentials' });
    const caller = createTestClient(instance.url, { token: String(token.result['access_token']) });

    const refused = await caller.post('/api/now/table/incident', {});

    expect(token.result['scope']).toBe('table_read');
    expect((await caller.get('/api/now/table/incident')).status).toBe(200);
    expect([refused.status, refused.body]).toEqual([
      403,
      {
        error: {
          message: 'User Not Authorized',
          detail: 'Missing required api access scope: table_write',
        },
        status: 'failure',
      },
    ]);
    const whole = await byPassword(await createClient());
    const holder = createTestClient(instance.url, { token: String(whole.result['access_token']) });
    expect(whole.result['scope']).toBe('useraccount');
    expect((await holder.post('/api/now/table/incident', {})).status).toBe(201);
    for (const record of [rule, second]) {
      await admin.delete(`/api/now/table/sys_api_access_scope/${record.result['sys_id']}`);
    }
  });

  test('are needed by securely scoped clients', async () => {
    const client = await createClient({ user: adminId, scope_restriction_policy: 'securely' });
    const token = await ask(client, { grant_type: 'client_credentials' });

    expect([token.status, await reach(token)]).toEqual([200, 403]);
  });
});

describe('passwords', () => {
  test('are set as display values, and not otherwise', async () => {
    const table = '/api/now/table/sys_user';
    const fields = { last_name: 'Set', user_password: 'of a form' };
    await admin.post(`${table}?sysparm_input_display_value=true`, {
      user_name: 'shown',
      ...fields,
    });
    await admin.post(table, { user_name: 'stored', ...fields });
    const signIn = (user: string): Promise<TestAnswer> =>
      createTestClient(instance.url, { user, password: 'of a form' }).get(table);

    expect((await signIn('shown')).status).toBe(200);
    expect((await signIn('stored')).status).toBe(401);
  });

  test('lock the user after five failures, for a quarter of an hour', async () => {
    const { user, password } = instance.integration;
    const path = '/api/now/table/incident?sysparm_limit=1';
    const right = createTestClient(instance.url, { user, password });
    const wrong = createTestClient(instance.url, { user, password: 'wrong' });
    for (let count = 0; count < 5; count += 1) await wrong.get(path);

    expect((await right.get(path)).status).toBe(401);
    instance.control.setClockOffsetMs(15 * 60_000 + 1000);
    expect((await right.get(path)).status).toBe(200);
    instance.control.setClockOffsetMs(0);
  });

  test('are refused to whom the restriction does not name', async () => {
    const prefix = 'glide.authenticate.basic_auth.restriction';
    const client = await createClient({ user: adminId });
    const token = await ask(client, { grant_type: 'client_credentials' });
    const byToken = createTestClient(instance.url, { token: String(token.result['access_token']) });
    const path = '/api/now/table/incident?sysparm_limit=1';
    const found = await admin.get(`/api/now/table/sys_properties?name=${prefix}.enforce`);
    const property = `/api/now/table/sys_properties/${String(found.list[0]?.['sys_id'])}`;
    await admin.patch(property, { value: 'true' });

    // An administrator needs the role by name; an account for services only is exempt.
    expect((await admin.get(path)).status).toBe(401);
    expect((await createTestClient(instance.url, instance.integration).get(path)).status).toBe(200);
    const users = await byToken.get(`/api/now/table/sys_properties?name=${prefix}.allowed_users`);
    const allowed = `/api/now/table/sys_properties/${String(users.list[0]?.['sys_id'])}`;
    await byToken.patch(allowed, { value: 'admin' });
    expect((await admin.get(path)).status).toBe(200);
    await byToken.patch(property, { value: 'false' });
  });

  test('that must be changed block calls where the property says so', async () => {
    await setProperty('glide.authenticate.api.user.reset_password.mandatory', 'true');
    const found = await admin.get(`/api/now/table/sys_user?user_name=${instance.integration.user}`);
    const path = `/api/now/table/sys_user/${String(found.list[0]?.['sys_id'])}`;
    const integration = createTestClient(instance.url, instance.integration);

    await admin.patch(path, { password_needs_reset: 'true' });
    expect((await integration.get('/api/now/table/incident')).status).toBe(401);
    await admin.patch(path, { password_needs_reset: 'false' });
    expect((await integration.get('/api/now/table/incident')).status).toBe(200);
  });
});

describe('an API key', () => {
  test('counts where an access policy lets it', async () => {
    const profile = await admin.post('/api/now/table/http_key_auth', {
      name: 'Key',
      active: 'true',
    });
    await admin.post('/api/now/table/sys_api_access_policy', {
      name: 'Tables',
      active: 'true',
      rest_api_path: 'now/table',
      inbound_auth_profiles: String(profile.result['sys_id']),
    });
    await admin.post('/api/now/table/api_key', {
      name: 'Key',
      token: 'k-1',
      user: adminId,
      active: 'true',
    });
    const header = { 'x-sn-apikey': 'k-1' };

    expect((await nobody.get('/api/now/table/incident', header)).status).toBe(200);
    expect((await nobody.get('/api/now/stats/incident?sysparm_count=true', header)).status).toBe(
      401,
    );
    expect((await nobody.get('/api/now/table/incident', { 'x-sn-apikey': 'k-2' })).status).toBe(
      401,
    );
  });
});

describe('a rate limit', () => {
  test('is told in headers, and ends in 429 with the time to wait', async () => {
    const rule = await admin.post('/api/now/table/sys_rate_limit_rules', {
      name: 'Two problems',
      active: 'true',
      type: 'user',
      user: adminId,
      rest_api: 'Table API',
      resource: 'problem',
      request_limit_per_hour: '2',
    });
    const path = '/api/now/table/problem?sysparm_limit=1';

    const first = await admin.get(path);
    await admin.get(path);
    const third = await admin.get(path);

    expect(first.headers.get('x-ratelimit-limit')).toBe('2');
    expect(first.headers.get('x-ratelimit-rule')).toBe(rule.result['sys_id']);
    expect([third.status, third.body]).toEqual([
      429,
      {
        error: {
          message: 'Rate limit exceeded',
          detail: 'Rate limit of 2 requests per hour for Table API exceeded',
        },
        status: 'failure',
      },
    ]);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(
      (await admin.get('/api/now/table/incident?sysparm_limit=1')).headers.has('x-ratelimit-limit'),
    ).toBe(false);
  });
});
