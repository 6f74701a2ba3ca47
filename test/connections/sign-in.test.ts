import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Connection, Credentials } from '../../relay/src/domain/configuration.ts';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createServiceNow } from '../../relay/src/servicenow/create-servicenow.ts';
import { noMemory } from '../../relay/src/servicenow/sample-servicenow.ts';
import type { Instance } from '../instance/create-instance.ts';
import { createTestClient, type TestClient } from '../instance/testing/client.ts';
import { startInstanceHere } from '../support/instance-here.ts';

/** The relay's own client against a simulated instance, by every way in. */

let instance: Instance;
let admin: TestClient;
const outgoing = createOutgoing({ allow: ['127.0.0.1'] });

beforeAll(async () => {
  instance = await startInstanceHere({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterEach(() => {
  instance.control.setClockOffsetMs(0);
});

afterAll(async () => {
  await outgoing.close();
  await instance.close();
});

/** A relay that has just started, whose clocks go with that of the instance. */
function startRelay(time = { offsetMs: 0 }) {
  const sent: string[] = [];
  const turns: string[] = [];
  const servicenow = createServiceNow({
    outgoing: {
      send: (asked) => {
        sent.push(new URL(asked.url).pathname);
        return outgoing.send(asked);
      },
    },
    clock: { now: () => Date.now() + time.offsetMs },
    steadyClock: { now: () => performance.now() + time.offsetMs },
    deadlineMs: 30_000,
    memory: noMemory,
    onTurn: (_connection, set) => turns.push(set),
  });
  const readAs = (connection: Connection) =>
    servicenow.fetchRecords(connection, 'incident', {
      updatedOn: '2020-01-01 00:00:00',
      sysId: '',
    });
  const tokens = () => sent.filter((path) => path === '/oauth_token.do').length;
  const later = (ms: number) => {
    time.offsetMs = ms;
    instance.control.setClockOffsetMs(ms);
  };
  const read = (credentials: Credentials) => readAs(connectionWith(credentials));
  return { read, readAs, tokens, later, sent, turns, servicenow };
}

const connectionWith = (credentials: Credentials): Connection =>
  sampleConnection({ url: instance.url, mode: 'table', credentials });

async function createClient(fields: Record<string, string>) {
  const id = randomUUID();
  const secret = randomUUID();
  const entity = { name: 'Relay', type: 'client', client_id: id, client_secret: secret };
  const created = await admin.post('/api/now/table/oauth_entity', {
    ...entity,
    ...fields,
    active: 'true',
  });
  return { sysId: String(created.result['sys_id']), id, secret };
}

/** A client of its own: the instance gives one token to all who ask with the same client. */
async function clientCredentials(): Promise<Credentials> {
  const client = await createClient({ user: await integrationUser() });
  return {
    kind: 'client-credentials',
    clientId: client.id,
    clientSecret: new Secret(client.secret),
    scope: undefined,
    tokenUrl: undefined,
  };
}

async function integrationUser(): Promise<string> {
  const { user } = instance.integration;
  const found = await admin.get(`/api/now/table/sys_user?sysparm_query=user_name=${user}`);
  return String(found.list[0]?.['sys_id']);
}

async function passwordGrant(fields: Record<string, string> = {}): Promise<Credentials> {
  const client = await createClient(fields);
  return {
    kind: 'password',
    clientId: client.id,
    clientSecret: new Secret(client.secret),
    user: instance.integration.user,
    password: new Secret(instance.integration.password),
    scope: 'useraccount',
    tokenUrl: undefined,
  };
}

async function jwtBearer(algorithm: 'RS256' | 'HS512'): Promise<Credentials> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const shared = 'a secret that both know, and nobody else in the world does, of 64 bytes or more';
  const isShared = algorithm === 'HS512';
  const client = await createClient({ type: 'jwt_client' });
  await admin.post('/api/now/table/jwt_verifier_map', {
    name: 'key',
    oauth_jwt: client.sysId,
    shared_key: isShared ? shared : String(publicKey.export({ type: 'spki', format: 'pem' })),
  });
  return {
    kind: 'jwt-bearer',
    clientId: client.id,
    clientSecret: new Secret(client.secret),
    subject: instance.integration.user,
    key: new Secret(
      isShared ? shared : String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ),
    keyId: undefined,
    algorithm,
    tokenUrl: undefined,
  };
}

async function apiKey(): Promise<Credentials> {
  const profile = await admin.post('/api/now/table/http_key_auth', { name: 'key', active: 'true' });
  await admin.post('/api/now/table/api_key', {
    name: 'Relay',
    token: 'key-of-the-relay',
    user: await integrationUser(),
    active: 'true',
  });
  await admin.post('/api/now/table/sys_api_access_policy', {
    name: 'Table API',
    rest_api_path: 'now/table',
    inbound_auth_profiles: String(profile.result['sys_id']),
    active: 'true',
  });
  return { kind: 'api-key', apiKey: new Secret('key-of-the-relay'), header: 'x-sn-apikey' };
}

const basic = (): Credentials => ({
  kind: 'basic',
  user: instance.integration.user,
  password: new Secret(instance.integration.password),
});

test.each<[string, () => Credentials | Promise<Credentials>]>([
  ['Basic', basic],
  ['client credentials', clientCredentials],
  ['the password grant', passwordGrant],
  ['JWT bearer with RS256', () => jwtBearer('RS256')],
  ['JWT bearer with a shared secret', () => jwtBearer('HS512')],
  ['an API key', apiKey],
])('%s signs in to an instance', async (_way, create) => {
  const { read } = startRelay();

  expect(await read(await create())).toMatchObject({ records: [], next: undefined });
});

test('a wrong password does not, and one failure locks nobody out', async () => {
  const { read } = startRelay();
  const wrong = { ...basic(), password: new Secret('wrong') };

  await expect(read(wrong)).rejects.toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });
  expect(await read(basic())).toMatchObject({ records: [], next: undefined });
});

test.each<[string, () => Credentials | Promise<Credentials>]>([
  ['client credentials', clientCredentials],
  ['the password grant', passwordGrant],
  ['JWT bearer', () => jwtBearer('RS256')],
])(
  'a token of %s is replaced before it ends, and after its refresh token ended',
  async (_way, create) => {
    const credentials = await create();
    const { read, tokens, later } = startRelay();
    await read(credentials);
    await read(credentials);
    expect(tokens()).toBe(1);

    later(29 * 60_000);
    await read(credentials);
    expect(tokens()).toBe(2);

    // The hundred days of the refresh token are over too: the grant is asked for anew.
    later(101 * 86_400_000);
    await read(credentials);
    expect(tokens()).toBe(4);
  },
);

test('S16 1,000 calls at the moment when the token ends make one request for the next', async () => {
  const credentials = await clientCredentials();
  const { read, tokens, later } = startRelay();
  await read(credentials);
  later(31 * 60_000);

  await Promise.all(Array.from({ length: 1000 }, () => read(credentials)));

  expect(tokens()).toBe(2);
});

test('1,000 calls with a token that somebody revoked make one request for the next', async () => {
  const credentials = await passwordGrant();
  const { read, tokens } = startRelay();
  await read(credentials);
  const own = await tokenOf(credentials);
  await request(`${instance.url}/oauth_revoke_token.do?token=${own}`);

  await Promise.all(Array.from({ length: 1000 }, () => read(credentials)));

  expect(tokens()).toBe(2);
});

/** The instance gives the same token to whoever asks again while it is good (KB0791140). */
async function tokenOf(credentials: Credentials): Promise<string> {
  if (credentials.kind !== 'password') throw new TypeError('another kind');
  const answer = await createTestClient(instance.url, undefined).form('/oauth_token.do', {
    grant_type: 'password',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret.reveal(),
    username: credentials.user,
    password: credentials.password.reveal(),
  });
  return String(answer.result['access_token']);
}

/** Of the two sets one ends while calls are under way; what a person does on the instance. */
test.each<
  [string, () => Promise<{ first: Credentials; second: Credentials; end: () => Promise<unknown> }>]
>([
  [
    'a client is switched off',
    async () => {
      const first = await clientCredentials();
      const clientId = 'clientId' in first ? first.clientId : '';
      return {
        first,
        second: await clientCredentials(),
        end: async () => {
          const rows = await admin.get(
            `/api/now/table/oauth_entity?sysparm_query=client_id=${clientId}`,
          );
          const sysId = String(rows.list[0]?.['sys_id']);
          await admin.patch(`/api/now/table/oauth_entity/${sysId}`, { active: 'false' });
          await request(
            `${instance.url}/oauth_revoke_token.do?token=${await tokenOfClient(first)}`,
          );
        },
      };
    },
  ],
  [
    'a password is changed',
    async () => {
      const { user } = instance.integration;
      const old = instance.integration.password;
      const next = 'the password from now on';
      const set = async (password: string) =>
        admin.patch(
          `/api/now/table/sys_user/${await integrationUser()}?sysparm_input_display_value=true`,
          {
            user_password: password,
          },
        );
      afterwards.push(() => set(old));
      return {
        first: { kind: 'basic', user, password: new Secret(old) },
        second: { kind: 'basic', user, password: new Secret(next) },
        end: () => set(next),
      };
    },
  ],
])('where a second set stands by, no call fails when %s', async (_what, prepare) => {
  const { first, second, end } = await prepare();
  const { readAs, turns } = startRelay();
  const connection = { ...connectionWith(first), standby: second };
  await readAs(connection);

  const during: Promise<unknown>[] = [];
  const state = { isEnded: false };
  const ending = end().then(() => Object.assign(state, { isEnded: true }));
  while (!state.isEnded || during.length < 20) {
    during.push(settled(readAs(connection)));
    await readAs(connection);
  }
  await ending;
  const outcomes = await Promise.all(during);
  await readAs(connection);

  expect(outcomes.filter((one) => one !== 'answered')).toEqual([]);
  expect(turns).toEqual(['first', 'standby']);
});

const afterwards: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of afterwards.splice(0)) await undo();
});

/** Never rejects, so that calls can be started without waiting for the ones before. */
async function settled(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'answered',
    (error: unknown) => error,
  );
}

async function tokenOfClient(credentials: Credentials): Promise<string> {
  if (credentials.kind !== 'client-credentials') throw new TypeError('another kind');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret.reveal(),
  });
  const answer = await request(`${instance.url}/oauth_token.do`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  return String(Object(await answer.body.json())['access_token']);
}

test('a deleted connection is signed out at the instance; where another one shares its token, only here', async () => {
  const shared = await clientCredentials();
  const { servicenow, readAs, sent } = startRelay();
  const [one, other] = [
    { ...connectionWith(shared), name: 'one' },
    { ...connectionWith(shared), name: 'other' },
  ] as const;
  await readAs(one);
  await readAs(other);
  const token = await tokenOfClient(shared);
  const status = async () => {
    const answer = await request(`${instance.url}/api/now/table/incident?sysparm_limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.body.dump();
    return answer.statusCode;
  };

  await servicenow.signOut(one, [], true);
  expect(sent).not.toContain('/oauth_revoke_token.do');
  expect(await status()).toBe(200);
  await servicenow.signOut(other, [new Secret('a refresh token that was kept')], false);

  expect(sent.filter((path) => path === '/oauth_revoke_token.do').length).toBeGreaterThan(1);
  expect(await status()).toBe(401);
});
