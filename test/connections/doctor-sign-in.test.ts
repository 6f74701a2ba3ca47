import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refusals } from '../../relay/src/doctor/refusals.ts';
import type { Credentials } from '../../relay/src/domain/configuration.ts';
import { answerJson, startScriptedServer } from '../../relay/src/lib/scripted-server.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import type { Instance } from '../instance/create-instance.ts';
import type { TestClient } from '../instance/testing/client.ts';
import {
  startExamined,
  resultOf,
  faultOf,
  onlyFault,
  byClient,
  byPassword,
  PASSWORD,
  type Examined,
  type Client,
  type Wanted,
} from './examined.ts';

/** The doctor where a sign-in is refused: each fault is told from the others, as far as can be seen. */

const GRANT = 'glide.oauth.inbound.client.credential.grant_type.enabled';
const closing: (() => Promise<unknown>)[] = [];
let examined: Examined;
let instance: Instance;
let admin: TestClient;
let examineWith: Examined['examineWith'];
let makeClient: Examined['makeClient'];

beforeAll(async () => {
  examined = await startExamined();
  ({ instance, admin, examineWith, makeClient } = examined);
});

afterEach(async () => {
  examined.instance.control.clearFaults();
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(() => examined.close());

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
