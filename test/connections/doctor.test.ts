import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { createDoctor } from '../../relay/src/doctor/create-doctor.ts';
import type { Examination } from '../../relay/src/doctor/examine.ts';
import { findRoleRecords } from '../../relay/src/doctor/find-role-records.ts';
import { refusals } from '../../relay/src/doctor/refusals.ts';
import type { Connection, Credentials, Route } from '../../relay/src/domain/configuration.ts';
import { toLeastRoles, toRoleNeeds } from '../../relay/src/domain/role-matrix.ts';
import { sampleConnection, sampleRoute } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { answerJson, startScriptedServer } from '../../relay/src/lib/scripted-server.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createInspector } from '../../relay/src/servicenow/inspect-instance.ts';
import type { SignInMemory } from '../../relay/src/servicenow/request-token.ts';
import { createInstance, type Instance } from '../instance/create-instance.ts';
import type { FaultRule } from '../instance/server/faults.ts';
import { signInWithBrowser } from '../instance/testing/browser.ts';
import { createTestClient, type TestClient } from '../instance/testing/client.ts';
import { listenOnLoopback } from '../support/listen.ts';

/** The doctor against a simulated instance: each fault is told from the others, each missing right by name. */

const outgoing = createOutgoing({ allow: ['127.0.0.0/8', 'localhost'] });
const GRANT = 'glide.oauth.inbound.client.credential.grant_type.enabled';
const PASSWORD = 'correct horse battery';
const closing: (() => Promise<unknown>)[] = [];
let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ app: builtApp().dist, demoData: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterEach(async () => {
  instance.control.clearFaults();
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(async () => {
  await outgoing.close();
  await instance.close();
});

interface Wanted extends Partial<Connection> {
  readonly routes?: readonly Route[];
  readonly asAdmin?: boolean;
  readonly now?: () => number;
  readonly live?: 'first' | 'standby';
  readonly signIns?: SignInMemory;
}

async function examineWith({
  routes = [],
  asAdmin,
  now,
  live = 'first',
  signIns,
  ...change
}: Wanted): Promise<Examination> {
  const { user, password } = instance.admin;
  const connection = sampleConnection({ url: instance.url, changes: 'pull', ...change });
  const examine = createDoctor({
    outgoing,
    clock: { now: now ?? (() => systemClock.now()) },
    deadlineMs: 20_000,
    ...(signIns === undefined ? {} : { signIns }),
    memory: {
      find: async () => undefined,
      begin: async () => true,
      settle: async () => undefined,
      withdraw: async () => undefined,
      keepTo: async () => true,
    },
    liveSetOf: () => live,
    routesOf: () => routes.map((route) => ({ ...route, connection: connection.name })),
    version: '0.1.0',
    publicUrl: () => undefined,
  });
  return examine(
    connection,
    asAdmin === true ? { user, password: new Secret(password) } : undefined,
  );
}

function resultOf({ checks }: Examination, id: string) {
  return checks.find((check) => check.id === id);
}

/** The one check that failed, its code, and whether all that is blocked is blocked by it. */
function faultOf(examination: Examination) {
  const failed = examination.checks.filter(({ verdict }) => verdict === 'fail');
  const blockers = examination.checks.flatMap(({ blockedBy }) => blockedBy ?? []);
  return {
    failed: failed.map(({ id, code }) => `${id} ${code ?? ''}`),
    blockers: [...new Set(blockers)],
  };
}

const onlyFault = (id: string, code: string) => ({ failed: [`${id} ${code}`], blockers: [id] });

test('a name that nobody knows', async () => {
  const found = await examineWith({ url: 'https://nobody.invalid' });

  expect(faultOf(found)).toEqual(onlyFault('dns', 'unknown-host'));
  expect(found.well).toBe(false);
});

test('a port on which nobody listens, and an address that nobody allowed', async () => {
  const refused = await examineWith({ url: 'http://127.0.0.1:1' });
  const forbidden = await examineWith({ url: 'http://10.255.255.1' });

  expect(faultOf(refused)).toEqual(onlyFault('reach', 'refused'));
  expect(faultOf(forbidden)).toEqual(onlyFault('reach', 'address-refused'));
});

interface Page {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const html = { 'content-type': 'text/html' };

test.each<[string, Page, string]>([
  [
    'another server',
    { status: 404, headers: { 'content-type': 'application/json' }, body: '{}' },
    'wrong-host',
  ],
  [
    'a captive portal',
    { status: 200, headers: html, body: '<title>Hotel</title>' },
    'captive-portal',
  ],
  [
    'a redirect to a login page',
    { status: 302, headers: { location: 'https://sso.example/login.do' }, body: '' },
    'login-page',
  ],
  [
    'a redirect elsewhere',
    { status: 302, headers: { location: 'https://portal.example/' }, body: '' },
    'redirected',
  ],
  [
    'a login page',
    { status: 200, headers: html, body: '<title>Log in | Example</title>' },
    'login-page',
  ],
  [
    'a hibernating instance',
    { status: 200, headers: html, body: '<title>Instance Hibernating page</title>' },
    'hibernating',
  ],
  [
    'maintenance',
    { status: 503, headers: html, body: '<title>Maintenance</title>' },
    'maintenance',
  ],
])('what answers is %s', async (_name, page, code) => {
  const server = await startScriptedServer((_request, response) => {
    response.writeHead(page.status, page.headers).end(page.body);
  });
  closing.push(() => server.close());

  const found = await examineWith({ url: server.url });

  expect(faultOf(found)).toEqual(onlyFault('instance', code));
  expect(server.received.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
});

/** Certificates of an authority of our own; `days` below zero is one that has expired. */
function makeCertificate(days: string, subject: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-tls-'));
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  try {
    openssl('req', '-x509', ...key, '-keyout=ca.key', '-out=ca.pem', '-days=2', '-subj=/CN=ca');
    openssl('req', ...key, '-keyout', 's.key', '-out', 's.csr', '-subj', '/CN=s');
    writeFileSync(path.join(folder, 's.ext'), `subjectAltName=${subject}`);
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 's.ext'];
    openssl('x509', '-req', '-in', 's.csr', ...sign, '-days', days, '-out', 's.pem');
    return { key: read('s.key'), cert: read('s.pem'), ca: read('ca.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A server that has this certificate and says nothing; gives its port. */
async function serveSecurely(key: string, cert: string): Promise<number> {
  const server = createServer({ key, cert }, (_request, response) => response.end('{}'));
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return port;
}

test.each([
  ['expired', '-1', 'IP:127.0.0.1', true, 'expired-certificate'],
  ['of another name', '2', 'DNS:other.example', true, 'wrong-certificate'],
  ['of a stranger', '2', 'IP:127.0.0.1', false, 'untrusted-certificate'],
])('the certificate is %s', async (_name, days, subject, isTrusted, code) => {
  const { key, cert, ca } = makeCertificate(days, subject);
  const port = await serveSecurely(key, cert);
  const none = { certificate: undefined, key: undefined, passphrase: undefined, proxy: undefined };

  const found = await examineWith({
    url: `https://127.0.0.1:${port}`,
    transport: isTrusted ? { ca, ...none } : undefined,
  });

  expect(faultOf(found)).toEqual(onlyFault('reach', code));
});

test('a self-signed certificate', async () => {
  const secure = await createInstance({ https: true, demoData: false, scheduledJobs: false });
  closing.push(() => secure.close());

  expect(faultOf(await examineWith({ url: secure.url }))).toEqual(
    onlyFault('reach', 'self-signed'),
  );
});

test.each([
  ['40', 'pass', undefined],
  ['20', 'warn', 'certificate-ends'],
])('a certificate with %s days left', async (days, verdict, code) => {
  const { key, cert, ca } = makeCertificate(days, 'IP:127.0.0.1');
  const port = await serveSecurely(key, cert);
  const none = { certificate: undefined, key: undefined, passphrase: undefined, proxy: undefined };

  const found = await examineWith({
    url: `https://127.0.0.1:${port}`,
    transport: { ca, ...none },
  });

  const result = resultOf(found, 'certificate');
  expect([result?.verdict, result?.code]).toEqual([verdict, code]);
  expect(result?.evidence).toContain(`${Number(days) - 1} day(s) left`);
});

test('S19 a clock that is six minutes off', async () => {
  const found = await examineWith({ now: () => Date.now() + 360_000 });

  expect(resultOf(found, 'clock')).toMatchObject({ verdict: 'fail', code: 'clock-skew' });
});

async function makeClient(fields: Record<string, string> = {}) {
  const roles = ['x_alrt_relay.api_user'];
  const userName = `relay.${randomUUID().slice(0, 8)}`;
  const values = { web_service_access_only: 'true', identity_type: 'machine' };
  const user = instance.control.createUser({ userName, password: PASSWORD, roles, values });
  const clientId: string = randomUUID();
  const clientSecret: string = randomUUID();
  const created = await admin.post('/api/now/table/oauth_entity', {
    name: userName,
    type: 'client',
    active: 'true',
    client_id: clientId,
    client_secret: clientSecret,
    user,
    ...fields,
  });
  return { user, userName, clientId, clientSecret, entity: String(created.result['sys_id']) };
}
type Client = Awaited<ReturnType<typeof makeClient>>;

const byClient = ({ clientId, clientSecret }: Client): Credentials => ({
  kind: 'client-credentials',
  clientId,
  clientSecret: new Secret(clientSecret),
  tokenUrl: undefined,
  scope: undefined,
});

const byPassword = ({ userName }: Client, password = PASSWORD): Credentials => ({
  kind: 'basic',
  user: userName,
  password: new Secret(password),
});

const byPasswordGrant = (client: Client, password = PASSWORD): Credentials => ({
  kind: 'password',
  clientId: client.clientId,
  clientSecret: new Secret(client.clientSecret),
  user: client.userName,
  password: new Secret(password),
  scope: 'useraccount',
  tokenUrl: undefined,
});

async function setProperty(name: string, value: string): Promise<void> {
  const found = await admin.get(
    `/api/now/table/sys_properties?sysparm_query=name=${name}&sysparm_fields=sys_id`,
  );
  const sysId = String(found.list[0]?.['sys_id']);
  const old = found.list.length > 0;
  await (old
    ? admin.patch(`/api/now/table/sys_properties/${sysId}`, { value })
    : admin.post('/api/now/table/sys_properties', { name, value, type: 'string' }));
}

const changeUser = ({ user }: Client, values: Record<string, string>) =>
  admin.patch(`/api/now/table/sys_user/${user}`, values);

const changeClient = ({ entity }: Client, values: Record<string, string>) =>
  admin.patch(`/api/now/table/oauth_entity/${entity}`, values);

/** Breaks one thing; gives back what the connection signs in with. */
type Break = (client: Client) => Promise<Partial<Wanted> & { credentials: Credentials }>;

interface BrokenSignIn {
  /** As the table of what can be told apart calls it. */
  readonly fault: string;
  /** What the account of the connection sees by itself. */
  readonly alone: string;
  readonly assisted: string;
  readonly does: Break;
}

const useClient = (client: Client) => ({ credentials: byClient(client) });
const usePassword = (client: Client, password?: string) => ({
  credentials: byPassword(client, password),
});

/** Whoever asks gets this token, or this refusal. */
async function startTokenServer(status: number, body: object): Promise<string> {
  const server = await startScriptedServer((_request, response) =>
    answerJson(response, status, body),
  );
  closing.push(() => server.close());
  return `${server.url}/token`;
}

const askAt = async (client: Client, tokenUrl: string): ReturnType<Break> => {
  const credentials = byClient(client);
  if (credentials.kind !== 'client-credentials') throw new TypeError('another kind');
  return { credentials: { ...credentials, tokenUrl } };
};

const byPerson = ({ clientId, clientSecret }: Client): Credentials => ({
  kind: 'authorization-code',
  clientId,
  clientSecret: new Secret(clientSecret),
  authorizationUrl: undefined,
  tokenUrl: undefined,
  issuer: undefined,
  scope: undefined,
});

const lock = (client: Client) => changeUser(client, { locked_out: 'true' });

async function demandReset(client: Client): Promise<void> {
  const property = 'glide.authenticate.api.user.reset_password.mandatory';
  await setProperty(property, 'true');
  closing.push(() => setProperty(property, 'false'));
  await changeUser(client, { password_needs_reset: 'true' });
}

const breaks: readonly BrokenSignIn[] = [
  {
    fault: 'wrong client id',
    alone: 'token-refused',
    assisted: 'wrong-client-id',
    does: async (it) => useClient({ ...it, clientId: 'nobody' }),
  },
  {
    fault: 'wrong client secret',
    alone: 'token-refused',
    assisted: 'wrong-secret',
    does: async (it) => useClient({ ...it, clientSecret: 'wrong' }),
  },
  {
    fault: 'client inactive',
    alone: 'token-refused',
    assisted: 'client-inactive',
    does: async (it) => {
      await changeClient(it, { active: 'false' });
      return useClient(it);
    },
  },
  {
    fault: 'no OAuth application user',
    alone: 'token-refused',
    assisted: 'no-application-user',
    does: async (it) => {
      await changeClient(it, { user: '' });
      return useClient(it);
    },
  },
  {
    fault: 'grant not enabled by its property',
    alone: 'token-refused',
    assisted: 'grant-disabled',
    does: async (it) => {
      await setProperty(GRANT, 'false');
      closing.push(() => setProperty(GRANT, 'true'));
      return useClient(it);
    },
  },
  {
    fault: 'account inactive',
    alone: 'token-refused',
    assisted: 'account-inactive',
    does: async (it) => {
      await changeUser(it, { active: 'false' });
      return useClient(it);
    },
  },
  {
    fault: 'account inactive',
    alone: 'sign-in-refused',
    assisted: 'account-inactive',
    does: async (it) => {
      await changeUser(it, { active: 'false' });
      return usePassword(it);
    },
  },
  {
    fault: 'account locked',
    alone: 'token-refused',
    assisted: 'account-locked',
    does: async (it) => {
      await lock(it);
      return useClient(it);
    },
  },
  {
    fault: 'account locked',
    alone: 'sign-in-refused',
    assisted: 'account-locked',
    does: async (it) => {
      await lock(it);
      return usePassword(it);
    },
  },
  {
    fault: 'password reset pending, and demanded of API calls',
    alone: 'token-refused',
    assisted: 'reset-pending',
    does: async (it) => {
      await demandReset(it);
      return { credentials: byPasswordGrant(it) };
    },
  },
  {
    fault: 'password reset pending, and demanded of API calls',
    alone: 'sign-in-refused',
    assisted: 'reset-pending',
    does: async (it) => {
      await demandReset(it);
      return usePassword(it);
    },
  },
  {
    fault: 'Basic authentication restricted',
    alone: 'sign-in-refused',
    assisted: 'basic-restricted',
    does: async (it) => {
      const property = 'glide.authenticate.basic_auth.restriction.enforce';
      const allowed = 'glide.authenticate.basic_auth.restriction.allowed_users';
      await setProperty(allowed, 'admin');
      await setProperty(property, 'true');
      closing.push(() => setProperty(property, 'false'));
      await changeUser(it, { identity_type: 'human', web_service_access_only: 'false' });
      return usePassword(it);
    },
  },
  {
    fault: 'wrong password, Basic',
    alone: 'sign-in-refused',
    assisted: 'wrong-password',
    does: async (it) => usePassword(it, 'wrong'),
  },
  {
    fault: 'wrong user name',
    alone: 'sign-in-refused',
    assisted: 'wrong-user',
    does: async (it) => usePassword({ ...it, userName: 'nobody' }),
  },
  {
    fault: 'wrong user name',
    alone: 'token-refused',
    assisted: 'wrong-user',
    does: async (it) => ({ credentials: byPasswordGrant({ ...it, userName: 'nobody' }) }),
  },
  {
    fault: 'wrong secret or wrong password, password grant',
    alone: 'token-refused',
    assisted: 'wrong-secret-or-password',
    does: async (it) => ({ credentials: byPasswordGrant(it, 'wrong') }),
  },
  {
    fault: 'wrong secret or wrong password, password grant',
    alone: 'token-refused',
    assisted: 'wrong-secret-or-password',
    does: async (it) => ({ credentials: byPasswordGrant({ ...it, clientSecret: 'wrong' }) }),
  },
  {
    fault: 'what answers tokens is not there',
    alone: 'no-token-endpoint',
    assisted: 'no-token-endpoint',
    does: async (it) => askAt(it, await startTokenServer(404, { error: 'Not found' })),
  },
  ...(
    [
      ['invalid_client', 'client-refused'],
      ['invalid_grant', 'grant-refused'],
      ['unsupported_grant_type', 'grant-disabled'],
      ['unauthorized_client', 'grant-disabled'],
      ['invalid_scope', 'scope-refused'],
    ] as const
  ).map(([error, code]): BrokenSignIn => ({
    fault: 'a token server of your own that names the fault',
    alone: code,
    assisted: code,
    does: async (it) => askAt(it, await startTokenServer(400, { error })),
  })),
  {
    fault: 'the instance does not take the token that was given',
    alone: 'token-not-accepted',
    assisted: 'token-not-accepted',
    does: async (it) =>
      askAt(it, await startTokenServer(200, { access_token: 'of-another', expires_in: 60 })),
  },
  {
    fault: 'a proxy before the instance refuses',
    alone: 'refused-before-instance',
    assisted: 'refused-before-instance',
    does: async (it) => {
      const server = await startScriptedServer(({ headers }, response) => {
        const isSigned = headers.authorization !== undefined;
        const realm = isSigned ? 'Corporate gateway' : 'Service-now';
        response.setHeader('www-authenticate', `Basic realm="${realm}"`);
        answerJson(
          response,
          401,
          isSigned ? {} : { error: { message: 'User is not authenticated' } },
        );
      });
      closing.push(() => server.close());
      return { ...usePassword(it), url: server.url };
    },
  },
  {
    fault: 'clocks apart, JWT bearer',
    alone: 'clock-skew',
    assisted: 'clock-skew',
    does: async (it) => ({
      now: () => Date.now() + 120_000,
      credentials: {
        kind: 'jwt-bearer',
        clientId: it.clientId,
        clientSecret: new Secret(it.clientSecret),
        subject: it.userName,
        key: new Secret('a secret that both sides know and that is long enough for HS512, really'),
        keyId: undefined,
        algorithm: 'HS512',
        tokenUrl: undefined,
      },
    }),
  },
  {
    fault: 'nobody has signed in yet, authorization code',
    alone: 'nobody-signed-in',
    assisted: 'nobody-signed-in',
    does: async (it) => ({ credentials: byPerson(it) }),
  },
  {
    fault: 'the sign-in of the person is over, authorization code',
    alone: 'sign-in-over',
    assisted: 'sign-in-over',
    does: async (it) => ({
      credentials: byPerson(it),
      signIns: {
        record: async () => undefined,
        renew: async (_connection, show) => (await show(new Secret('revoked'))).result,
      },
    }),
  },
];

test.each(breaks)(
  '$fault ($alone): one refused sign-in, and an administrator sees $assisted',
  async ({ does, alone, assisted }) => {
    const wanted = await does(await makeClient());

    const byItself = await examineWith(wanted);
    const withEyes = await examineWith({ ...wanted, asAdmin: true });

    expect(faultOf(byItself)).toEqual(onlyFault('sign-in', alone));
    expect(faultOf(withEyes)).toEqual(onlyFault('sign-in', assisted));
    // Nothing was sent where nobody has signed in yet.
    const refused = alone === 'nobody-signed-in' ? 0 : 1;
    expect([byItself.refusedSignIns, withEyes.refusedSignIns]).toEqual([refused, refused]);
  },
);

test('the table of what can be told apart says what was found, fault by fault', () => {
  const found = Object.entries(Object.groupBy(breaks, ({ fault }) => fault)).map(
    ([fault, of = []]) => [
      fault,
      [...new Set(of.map(({ alone }) => alone))].toSorted(),
      [...new Set(of.map(({ assisted }) => assisted))].toSorted(),
    ],
  );
  const inTokenScope = ['wrong scope', ['wrong-scope'], ['wrong-scope']];

  const table = refusals.map(({ fault, alone, assisted }) => [
    fault,
    alone.toSorted(),
    assisted.toSorted(),
  ]);

  expect(new Set(table)).toEqual(new Set([...found, inTokenScope]));
  expect(table).toHaveLength(found.length + 1);
});

describe('where two sets of credentials are live', () => {
  test('the one in use signs the run in, and the other is not tried', async () => {
    const client = await makeClient();

    const found = await examineWith({
      credentials: byPassword(client),
      standby: byPassword(client, 'wrong'),
    });

    expect(found.refusedSignIns).toBe(0);
    expect(resultOf(found, 'sign-in')?.verdict).toBe('pass');
    expect(resultOf(found, 'standby')).toMatchObject({
      verdict: 'skip',
      evidence: 'basic credentials stand by and were not tried',
    });
  });

  test('both wrong: one refused sign-in all the same', async () => {
    const client = await makeClient();

    const found = await examineWith({
      credentials: byPassword(client, 'wrong'),
      standby: byPassword(client, 'wrong too'),
    });

    expect(faultOf(found)).toEqual(onlyFault('sign-in', 'sign-in-refused'));
    const { result } = await admin.get(`/api/now/table/sys_user/${client.user}`);
    expect(result['failed_attempts']).toBe('1');
  });

  test('the first was refused, and the same account signs in by what stands by: its password is wrong', async () => {
    const client = await makeClient();

    const found = await examineWith({
      credentials: byPassword(client, 'wrong'),
      standby: byPassword(client),
      live: 'standby',
    });

    expect(found.refusedSignIns).toBe(0);
    expect(resultOf(found, 'standby')).toMatchObject({ verdict: 'warn', code: 'wrong-password' });
  });

  test('the first was refused, and another client signs in: nothing more is known', async () => {
    const [gone, client] = [await makeClient(), await makeClient()];

    const found = await examineWith({
      credentials: byClient(gone),
      standby: byClient(client),
      live: 'standby',
    });

    expect(resultOf(found, 'standby')).toMatchObject({ verdict: 'warn', code: 'standby-in-use' });
  });
});

test('a wrong password is tried once in a run', async () => {
  const client = await makeClient();

  await examineWith({ credentials: byPassword(client, 'wrong') });

  const { result } = await admin.get(`/api/now/table/sys_user/${client.user}`);
  expect(result['failed_attempts']).toBe('1');
});

test('a wrong scope', async () => {
  const client = await makeClient({ scope_restriction_policy: 'securely' });

  const found = await examineWith({ credentials: byClient(client) });

  expect(faultOf(found)).toEqual(onlyFault('token-scope', 'wrong-scope'));
});

/** Whoever reads that the app is missing installs it again: it is said only where the instance says so. */
test.each<[string, FaultRule['action'], string, RegExp]>([
  [
    'a rate limit that is used up',
    { status: 429, headers: { 'retry-after': '30' } },
    'app-unanswered',
    /rate limit/i,
  ],
  ['maintenance', { page: 'maintenance' }, 'app-unanswered', /under maintenance/],
  [
    'a page of a proxy',
    { status: 200, headers: html, body: '<title>Blocked</title>' },
    'app-unanswered',
    /no answer of the REST API/,
  ],
  [
    'an answer of another form',
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{"result":{}}' },
    'app-unreadable',
    /different versions/,
  ],
  [
    'the word that there is no such resource',
    {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"message":"Requested URI does not represent any resource","detail":null},"status":"failure"}',
    },
    'app-missing',
    /not installed/,
  ],
])('in place of the app comes %s', async (_name, action, code, cause) => {
  const client = await makeClient();
  instance.control.addFault({ match: { path: '/x_alrt_relay/v1/preflight' }, action, times: 9 });

  const found = await examineWith({ credentials: byClient(client) });

  expect(resultOf(found, 'app')).toMatchObject({
    verdict: 'fail',
    code,
    cause: expect.stringMatching(cause),
  });
});

test('an administrator is accepted, with a warning', async () => {
  const { user, password } = instance.admin;

  const found = await examineWith({
    credentials: { kind: 'basic', user, password: new Secret(password) },
  });

  expect(resultOf(found, 'role:x_alrt_relay.api_user')?.verdict).toBe('pass');
  expect(resultOf(found, 'excess-rights')).toMatchObject({
    verdict: 'warn',
    code: 'excess-rights',
  });
});

const profiles = {
  'app mode': { mode: 'app', routes: [sampleRoute({ references: [] })] },
  'table mode, incidents': { mode: 'table', routes: [sampleRoute({ references: [] })] },
  'table mode, problems': {
    mode: 'table',
    routes: [
      sampleRoute({
        references: [],
        table: 'problem',
        outwardStates: {
          ...sampleRoute().outwardStates,
          firing: '101',
          acknowledged: '102',
          unacknowledged: '101',
          resolved: undefined,
        },
        inwardStates: { '101': 'firing', '107': 'resolved' },
      }),
    ],
  },
} as const satisfies Record<string, { mode: 'app' | 'table'; routes: readonly Route[] }>;

/** The least rights of a profile, each with what is to be seen when it alone is taken away. */
const rights = Object.entries(profiles).flatMap(([profile, { mode, routes }]) => {
  const needs = toRoleNeeds({ mode }, routes);
  const least = toLeastRoles({ mode }, routes);
  const all = [...least, ...needs.filter(({ need }) => need === 'advised').map(({ role }) => role)];
  return needs.map(({ role, need }) => ({ profile, mode, routes, role, need, all }));
});

function accountWith(roles: readonly string[]): Credentials {
  const userName = `rights.${randomUUID().slice(0, 8)}`;
  const values = { web_service_access_only: 'true', identity_type: 'machine' };
  instance.control.createUser({ userName, password: PASSWORD, roles: [...roles], values });
  return { kind: 'basic', user: userName, password: new Secret(PASSWORD) };
}

test.each(Object.entries(profiles))(
  '%s: the least rights are enough',
  async (_name, { mode, routes }) => {
    const found = await examineWith({
      mode,
      changes: 'off',
      routes,
      credentials: accountWith(toLeastRoles({ mode }, routes)),
    });

    expect(faultOf(found)).toEqual({ failed: [], blockers: [] });
    expect(found.well).toBe(true);
  },
);

test.each(rights)(
  '$profile: without $role it is missed by name',
  async ({ mode, routes, role, need, all }) => {
    const held = all.filter((name) => name !== role);

    const found = await examineWith({
      mode,
      changes: 'off',
      routes,
      credentials: accountWith(held),
    });

    const check = `role:${role}`;
    expect(resultOf(found, check)).toMatchObject({
      verdict: need === 'needed' ? 'fail' : 'warn',
      code: 'role-missing',
    });
    const others = found.checks.filter(({ id }) => id.startsWith('role:') && id !== check);
    expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    const { blockers } = faultOf(found);
    expect(blockers).toEqual(need === 'needed' ? [check] : []);
    expect(found.well).toBe(need !== 'needed');
  },
);

test('a state and a close code that the table does not know, and a group that is not there', async () => {
  const client = await makeClient();
  const route = sampleRoute({
    outwardStates: { ...sampleRoute().outwardStates, acknowledged: '99' },
  });

  const found = await examineWith({
    credentials: byClient(client),
    changes: 'off',
    routes: [route],
  });

  expect(resultOf(found, 'states:ops')).toMatchObject({ verdict: 'fail', code: 'unknown-state' });
  expect(resultOf(found, 'resolve:ops')?.verdict).toBe('pass');
  expect(resultOf(found, 'references')).toMatchObject({ verdict: 'fail', code: 'name-unknown' });
});

test('a data policy that demands what no route fills is named, to who may see it', async () => {
  const policy = await admin.post('/api/now/table/sys_data_policy2', {
    short_description: 'Business service is needed',
    model_table: 'incident',
    active: 'true',
  });
  await admin.post('/api/now/table/sys_data_policy_rule', {
    sys_data_policy: String(policy.result['sys_id']),
    table: 'incident',
    field: 'business_service',
    mandatory: 'true',
  });
  closing.push(() =>
    admin.delete(`/api/now/table/sys_data_policy2/${String(policy.result['sys_id'])}`),
  );
  const { user, password } = instance.integration;
  const credentials: Credentials = { kind: 'basic', user, password: new Secret(password) };
  const routes = [sampleRoute({ references: [] })];

  const seen = await examineWith({ credentials, routes, asAdmin: true });
  const unseen = await examineWith({ credentials, routes });
  const filled = [sampleRoute({ references: [], defaults: { business_service: 'x' } })];
  const well = await examineWith({ credentials, routes: filled, asAdmin: true });

  expect(resultOf(seen, 'policies:ops')).toMatchObject({
    verdict: 'warn',
    code: 'data-policy',
    evidence: expect.stringContaining('business_service (Business service is needed)'),
  });
  expect(resultOf(unseen, 'policies:ops')).toMatchObject({ verdict: 'skip' });
  expect(resultOf(well, 'policies:ops')).toMatchObject({ verdict: 'pass' });
});

describe('the least rights, printed as records', () => {
  const inspectDeps = { outgoing, clock: systemClock, deadlineMs: 20_000 };
  const inspectorOf = (credentials: Credentials) =>
    createInspector(inspectDeps, sampleConnection({ url: instance.url, credentials }));

  async function importXml(text: string): Promise<number> {
    const browser = await signInWithBrowser(instance.url, instance.admin);
    await browser.get('/upload.do?sysparm_target=sys_user_has_role');
    const form = new FormData();
    form.set('sysparm_ck', browser.token());
    form.set('sysparm_target', 'sys_user_has_role');
    form.set('attachFile', new Blob([text], { type: 'text/xml' }), 'rights.xml');
    const headers = { cookie: browser.cookie() };
    const answer = await fetch(`${instance.url}/sys_upload.do`, {
      method: 'POST',
      headers,
      body: form,
    });
    await answer.text();
    return answer.status;
  }

  test.each(Object.entries(profiles))(
    '%s: imported into an instance they are what the doctor asks for, however often',
    async (_name, { mode, routes }) => {
      const credentials = accountWith([]);
      const { user, password } = instance.admin;
      const eyes = inspectorOf({ kind: 'basic', user, password: new Secret(password) });
      const look = () => examineWith({ mode, changes: 'off', routes, credentials });
      const before = await look();

      const least = toLeastRoles({ mode }, routes);
      const xml = await findRoleRecords(inspectorOf(credentials), eyes, least);
      const imported = [await importXml(xml), await importXml(xml)];
      const after = await look();

      expect(before.well).toBe(false);
      expect(imported).toEqual([200, 200]);
      expect(faultOf(after)).toEqual({ failed: [], blockers: [] });
      expect(after.well).toBe(true);
    },
  );
});

describe('whether the column of the key is indexed, in table mode', () => {
  const id = 'correlation-index:incident';
  const byPlainTable = () => ({
    mode: 'table' as const,
    changes: 'off' as const,
    routes: profiles['table mode, incidents'].routes,
    credentials: accountWith(['sn_incident_write']),
  });

  test('is read from the list of indexes, with the eyes of an administrator', async () => {
    const made = await admin.post('/api/now/table/sys_index', {
      table: 'task',
      name: 'task_correlation',
      index_col_name: 'correlation_id,number',
    });
    closing.push(() => admin.delete(`/api/now/table/sys_index/${String(made.result['sys_id'])}`));

    const found = await examineWith({ ...byPlainTable(), asAdmin: true });

    expect(resultOf(found, id)).toMatchObject({
      verdict: 'pass',
      evidence: 'index task_correlation of task begins with correlation_id',
    });
  });

  test('is judged by a search where the list has none or is not shown, and says which', async () => {
    const assisted = await examineWith({ ...byPlainTable(), asAdmin: true });
    const alone = await examineWith(byPlainTable());

    expect(resultOf(assisted, id)).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringMatching(
        /took \d+ ms; sys_index lists none of incident and task on it/,
      ),
    });
    expect(resultOf(alone, id)).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringMatching(
        /took \d+ ms; the list of indexes is shown to administrators/,
      ),
    });
  });

  test('a search that takes long is told', async () => {
    instance.control.addFault({
      match: { table: 'incident', nth: 3 },
      action: { delayMs: 2_200 },
      times: 1,
    });

    const slow = await examineWith(byPlainTable());

    expect(resultOf(slow, id)).toMatchObject({ verdict: 'warn', code: 'correlation-not-indexed' });
  });
});

describe('whether deletions can be read, in table mode', () => {
  const look = async (roles: readonly string[], change: Partial<Wanted> = {}) => {
    const credentials = accountWith(['sn_incident_write', ...roles]);
    const [route] = profiles['table mode, incidents'].routes;
    const found = await examineWith({ mode: 'table', routes: [route], credentials, ...change });
    expect(found.well).toBe(true);
    return resultOf(found, 'deletions');
  };
  const withoutDeletes = sampleRoute({
    references: [],
    backSync: { ...sampleRoute().backSync, deletes: 'off' },
  });

  test('an account that may not read them is told, with the cure', async () => {
    expect(await look([])).toMatchObject({
      verdict: 'warn',
      code: 'deletions-hidden',
      cure: expect.stringContaining('read rule on sys_audit_delete'),
    });
  });

  test('an account that may passes', async () => {
    expect(await look(['admin'])).toMatchObject({ verdict: 'pass' });
  });

  test('where no route tells of them, or nothing is polled, nobody looks', async () => {
    expect(await look([], { routes: [withoutDeletes] })).toBeUndefined();
    expect(await look([], { changes: 'off' })).toBeUndefined();
  });
});

test('no secret is in what the doctor says', async () => {
  const client = await makeClient();

  const said = JSON.stringify([
    await examineWith({ credentials: byClient(client), asAdmin: true }),
    await examineWith({ credentials: byPassword(client), asAdmin: true }),
  ]);

  for (const secret of [client.clientSecret, PASSWORD, instance.admin.password]) {
    expect(said).not.toContain(secret);
  }
});
