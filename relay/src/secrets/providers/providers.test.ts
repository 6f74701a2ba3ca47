import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createOutgoing } from '../../lib/outgoing.ts';
import {
  answerJson,
  type ReceivedRequest,
  startScriptedServer,
} from '../../lib/scripted-server.ts';
import { Secret } from '../../lib/secret.ts';
import { createAzureKeyVault } from './azure-key-vault.ts';
import { createConjur } from './conjur.ts';
import { createCyberArk } from './cyberark.ts';
import { createEnvironment } from './environment.ts';
import { createFile } from './file.ts';
import { createPkcs11 } from './pkcs11.ts';
import { describeProvider, type ProviderHarness } from './provider.conformance.ts';
import type { SecretProvider } from './provider.ts';
import { createVault } from './vault.ts';

type Outgoing = ReturnType<typeof createOutgoing>;

/** What a server of the kind knows, and how it answers by its published interface. */
interface ServerRules {
  /** `undefined`: it answered by itself. */
  answer(request: ReceivedRequest, url: URL, response: ServerResponse): void;
}

async function startServer(rules: ServerRules) {
  const override: { status?: number; body?: string } = {};
  const server = await startScriptedServer((request, response) => {
    if (override.status === undefined) {
      rules.answer(request, new URL(request.path, 'http://server'), response);
      return;
    }
    response.writeHead(override.status, { 'content-type': 'application/json' });
    response.end(override.body);
  });
  const outgoing: Outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  return {
    server,
    outgoing,
    answerAll: (status: number, body: string) => Object.assign(override, { status, body }),
    close: async () => {
      await outgoing.close();
      await server.close();
    },
  };
}

/** Version 2 of the key-value engine under `secret/`, version 1 under `kv1/`, AppRole at its own path. */
function startVault(signIn: 'token' | 'appRole') {
  return async (): Promise<ProviderHarness> => {
    const kept = new Map<string, string>();
    const state = { mayRead: true };
    const running = await startServer({
      answer({ method, headers, body }, { pathname }, response) {
        if (headers['x-vault-namespace'] !== 'team')
          return answerJson(response, 404, { errors: [] });
        if (method === 'POST' && pathname === '/v1/auth/approle/login') {
          const given: unknown = JSON.parse(body);
          const isKnown =
            JSON.stringify(given) === '{"role_id":"role","secret_id":"CANARY-secret-id"}';
          return isKnown
            ? answerJson(response, 200, { auth: { client_token: 'CANARY-vault-token' } })
            : answerJson(response, 400, { errors: ['invalid role or secret ID'] });
        }
        if (headers['x-vault-token'] !== 'CANARY-vault-token' || !state.mayRead) {
          return answerJson(response, 403, { errors: ['permission denied'] });
        }
        const value = kept.get(pathname);
        if (value === undefined) return answerJson(response, 404, { errors: [] });
        return answerJson(response, 200, {
          data: { data: { password: value }, metadata: { version: 3, destroyed: false } },
        });
      },
    });
    const provider = createVault(
      {
        url: running.server.url,
        namespace: 'team',
        signIn:
          signIn === 'token'
            ? { token: new Secret('CANARY-vault-token') }
            : { roleId: 'role', secretId: new Secret('CANARY-secret-id'), mount: 'approle' },
      },
      running,
    );
    return {
      ...running,
      provider,
      put: async (value) => {
        kept.set('/v1/secret/data/x%20y', value);
        return 'secret/data/x y#password';
      },
      missing: 'secret/data/other#password',
      malformed: ['', '#', 'secret/data/x', '#password'],
      credentials: ['CANARY-vault-token', 'CANARY-secret-id'],
      revoke: () => (state.mayRead = false),
    };
  };
}

describeProvider('Vault or OpenBao with a token', 'server', startVault('token'));
describeProvider('Vault or OpenBao with an AppRole', 'server', startVault('appRole'));

/** Key Vault, and what gives tokens for it: an application of the directory, a machine, an app service. */
function startAzure(signIn: 'application' | 'machine' | 'app service') {
  return async (): Promise<ProviderHarness> => {
    const kept = new Map<string, string>();
    const state = { mayRead: true };
    const given = { token_type: 'Bearer', access_token: 'CANARY-azure-token' };
    const running = await startServer({
      answer({ method, headers, body }, { pathname, searchParams }, response) {
        if (method === 'POST' && pathname === '/tenant-1/oauth2/v2.0/token') {
          const form = Object.fromEntries(new URLSearchParams(body));
          const isKnown =
            signIn === 'application' &&
            form['client_secret'] === 'CANARY-azure-secret' &&
            form['scope'] === 'https://vault.azure.net/.default' &&
            form['grant_type'] === 'client_credentials';
          return isKnown
            ? answerJson(response, 200, given)
            : answerJson(response, 401, { error: 'invalid_client' });
        }
        if (pathname === '/identity/token') {
          const isMachine =
            headers['metadata'] === 'true' && searchParams.get('api-version') === '2018-02-01';
          const isService =
            headers['x-identity-header'] === 'CANARY-identity-header' &&
            searchParams.get('api-version') === '2019-08-01';
          const isKnown =
            (signIn === 'machine' ? isMachine : isService) &&
            searchParams.get('client_id') === 'identity-1' &&
            searchParams.get('resource') === 'https://vault.azure.net';
          return isKnown
            ? answerJson(response, 200, given)
            : answerJson(response, 400, { error: 'invalid_request' });
        }
        if (headers.authorization !== 'Bearer CANARY-azure-token')
          return answerJson(response, 401, {});
        if (!state.mayRead) return answerJson(response, 403, { error: { code: 'Forbidden' } });
        const value = kept.get(pathname);
        if (searchParams.get('api-version') === null) return answerJson(response, 400, {});
        return value === undefined
          ? answerJson(response, 404, { error: { code: 'SecretNotFound' } })
          : answerJson(response, 200, { value, id: `https://v.vault.azure.net${pathname}/1` });
      },
    });
    const { url } = running.server;
    const identity = {
      clientId: 'identity-1',
      endpoint: `${url}/identity/token`,
      header: signIn === 'machine' ? undefined : new Secret('CANARY-identity-header'),
    };
    const application = {
      tenantId: 'tenant-1',
      clientId: 'client-1',
      clientSecret: new Secret('CANARY-azure-secret'),
      authorityUrl: url,
    };
    return {
      ...running,
      provider: createAzureKeyVault(
        { url, signIn: signIn === 'application' ? application : identity },
        running,
      ),
      put: async (value) => {
        kept.set('/secrets/Connections--prod--Password', value);
        return 'Connections--prod--Password';
      },
      missing: 'Connections--prod--Login',
      malformed: ['', 'a/b', '../x', 'with space'],
      credentials: ['CANARY-azure-secret', 'CANARY-azure-token', 'CANARY-identity-header'],
      revoke: () => (state.mayRead = false),
    };
  };
}

describeProvider('Azure Key Vault as an application', 'server', startAzure('application'));
describeProvider('Azure Key Vault as a machine', 'server', startAzure('machine'));
describeProvider('Azure Key Vault as an app service', 'server', startAzure('app service'));

describeProvider('CyberArk Central Credential Provider', 'server', async () => {
  const kept = new Map<string, string>();
  const state = { mayRead: true };
  const running = await startServer({
    answer(_request, { pathname, searchParams }, response) {
      if (pathname !== '/AIMWebService/api/Accounts') return answerJson(response, 404, {});
      if (searchParams.get('AppID') !== 'alert relay' || !state.mayRead) {
        return answerJson(response, 403, { ErrorCode: 'APPAP306E', ErrorMsg: 'not authorized' });
      }
      const value = kept.get(`${searchParams.get('Safe')}/${searchParams.get('Object')}`);
      return value === undefined
        ? answerJson(response, 404, { ErrorCode: 'APPAP004E', ErrorMsg: 'not found' })
        : answerJson(response, 200, { Content: value, UserName: 'relay', Address: 'x', Safe: 'S' });
    },
  });
  const url = `${running.server.url}/AIMWebService`;
  return {
    ...running,
    provider: createCyberArk({ url, appId: 'alert relay' }, running),
    put: async (value) => {
      kept.set('Service Now/prod_key', value);
      return 'Service Now/prod_key';
    },
    missing: 'Service Now/other',
    malformed: ['', 'safe', 'safe/', '/account', 'a/b/c'],
    credentials: [],
    revoke: () => (state.mayRead = false),
  };
});

describeProvider('CyberArk Conjur', 'server', async () => {
  const kept = new Map<string, string>();
  const state = { mayRead: true };
  const running = await startServer({
    answer({ method, headers, body }, { pathname }, response) {
      if (method === 'POST' && pathname === '/authn/acme/host%2Falert-relay/authenticate') {
        const isKnown = body === 'CANARY-api-key' && headers['accept-encoding'] === 'base64';
        response.writeHead(isKnown ? 200 : 401).end(isKnown ? 'Q0FOQVJZ' : '');
        return;
      }
      if (headers.authorization !== 'Token token="Q0FOQVJZ"') return answerJson(response, 401, {});
      if (!state.mayRead) return answerJson(response, 403, {});
      const value = kept.get(pathname);
      if (value === undefined) return answerJson(response, 404, { error: { code: 'not_found' } });
      response.writeHead(200, { 'content-type': 'text/plain' }).end(value);
    },
  });
  return {
    ...running,
    provider: createConjur(
      {
        url: running.server.url,
        account: 'acme',
        login: 'host/alert-relay',
        apiKey: new Secret('CANARY-api-key'),
      },
      running,
    ),
    put: async (value) => {
      kept.set('/secrets/acme/variable/prod%2Fpassword', value);
      return 'prod/password';
    },
    missing: 'prod/other',
    malformed: [''],
    credentials: ['CANARY-api-key', 'Q0FOQVJZ'],
    // A variable is plain text: any answer with 200 would be its value.
    answerAll: (status, body) => running.answerAll(status === 200 ? 500 : status, body),
    revoke: () => (state.mayRead = false),
  };
});

describeProvider('environment', 'local', async () => {
  const env: Record<string, string> = { EMPTY: '', RELAY_KEY: 'CANARY-master' };
  return {
    provider: createEnvironment(env),
    put: async (value) => {
      env['SERVICENOW_PASSWORD'] = value;
      return 'SERVICENOW_PASSWORD';
    },
    missing: 'NOT_SET',
    malformed: ['', 'EMPTY', 'RELAY_KEY', 'RELAY_KEY_FILE'],
    credentials: ['CANARY-master'],
    revoke: () => delete env['SERVICENOW_PASSWORD'],
    close: async () => undefined,
  };
});

describeProvider('file, as Docker mounts secrets', 'local', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-file-secret-'));
  writeFileSync(path.join(folder, 'empty'), '\n');
  return {
    provider: createFile(folder),
    put: async (value) => {
      writeFileSync(path.join(folder, 'password'), `${value}\n`);
      return 'password';
    },
    missing: 'other',
    malformed: ['', 'empty', '.'],
    credentials: [],
    revoke: () => rmSync(path.join(folder, 'password')),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

const module = '/usr/lib/softhsm/libsofthsm2.so';
const tool = '/usr/bin/pkcs11-tool';
const isHere = existsSync(module) && existsSync(tool);
const isCi = (process.env['CI'] ?? '') !== '';
if (!isHere && isCi) throw new TypeError('Missing in CI: softhsm2 and opensc');

describe.skipIf(!isHere)('PKCS#11 with SoftHSM2', () => {
  const PIN = 'CANARY-pin-1234';

  describeProvider('a data object of a token', 'local', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'relay-hsm-'));
    mkdirSync(path.join(folder, 'tokens'));
    const conf = path.join(folder, 'softhsm2.conf');
    writeFileSync(conf, `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\n`);
    const env = { SOFTHSM2_CONF: conf };
    const options = { env: { ...env, RELAY_PIN: PIN }, stdio: 'pipe' } as const;
    const access = [
      '--module',
      module,
      '--token-label',
      'relay',
      '--login',
      '--pin',
      'env:RELAY_PIN',
    ];
    const label = ['--free', '--label', 'relay', '--pin', PIN, '--so-pin', '4321'];
    execFileSync('softhsm2-util', ['--init-token', ...label], options);
    const withPin = (pin: string): SecretProvider =>
      createPkcs11({ module, token: 'relay', pin: new Secret(pin), tool, env });
    let reader = withPin(PIN);
    return {
      provider: { scheme: 'pkcs11', read: (place) => reader.read(place) },
      put: async (value) => {
        const file = path.join(folder, 'value');
        writeFileSync(file, value);
        const object = ['--type', 'data', '--label', 'servicenow', '--private'];
        try {
          execFileSync(
            tool,
            [...access, '--delete-object', '--type', 'data', '--label', 'servicenow'],
            options,
          );
        } catch {
          // The first time there is none.
        }
        execFileSync(tool, [...access, '--write-object', file, ...object], options);
        return 'servicenow';
      },
      missing: 'other',
      malformed: ['', '--login', 'a\nb', '$(id)'],
      credentials: [PIN, 'CANARY-wrong-pin'],
      revoke: () => {
        reader = withPin('CANARY-wrong-pin');
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  });

  test('a tool that is not there may be there later', async () => {
    const provider = createPkcs11({
      module,
      token: 'relay',
      pin: new Secret(PIN),
      tool: '/nowhere/pkcs11-tool',
      env: {},
    });

    await expect(provider.read('servicenow')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
  });
});

/** By each of those that ask for the right to read first: a place of theirs, and where they sign in. */
const signingIn = {
  vault: (url: string) =>
    createVault(
      {
        url,
        namespace: undefined,
        signIn: { roleId: 'role', secretId: new Secret('x'), mount: 'approle' },
      },
      plain,
    ).read('secret/data/x#password'),
  azure: (url: string) =>
    createAzureKeyVault(
      {
        url,
        signIn: {
          tenantId: 't',
          clientId: 'c',
          clientSecret: new Secret('x'),
          authorityUrl: url,
        },
      },
      plain,
    ).read('password'),
  identity: (url: string) =>
    createAzureKeyVault(
      { url, signIn: { clientId: undefined, endpoint: `${url}/token`, header: undefined } },
      plain,
    ).read('password'),
  conjur: (url: string) =>
    createConjur({ url, account: 'acme', login: 'host/x', apiKey: new Secret('x') }, plain).read(
      'password',
    ),
};
const plain = { outgoing: createOutgoing({ allow: ['127.0.0.1'] }) };

afterAll(() => plain.outgoing.close());

test.each([
  ['vault', 400, 'SECRET_NOT_THERE', 'does not sign this relay in (400)'],
  ['vault', 404, 'SECRET_NOT_THERE', 'does not sign this relay in (404)'],
  ['vault', 412, 'SECRET_UNAVAILABLE', 'answered 412'],
  ['vault', 307, 'SECRET_UNAVAILABLE', 'leads elsewhere (307)'],
  ['vault', 301, 'SECRET_NOT_THERE', 'leads elsewhere (301)'],
  ['azure', 401, 'SECRET_NOT_THERE', 'does not sign this relay in (401)'],
  ['azure', 404, 'SECRET_NOT_THERE', 'does not sign this relay in (404)'],
  ['identity', 400, 'SECRET_NOT_THERE', 'does not sign this relay in (400)'],
  // While the machine starts: not the end of a relay that starts with it.
  ['identity', 404, 'SECRET_UNAVAILABLE', 'answered 404'],
  ['identity', 410, 'SECRET_UNAVAILABLE', 'answered 410'],
  ['conjur', 401, 'SECRET_NOT_THERE', 'does not sign this relay in (401)'],
] as const)(
  'a sign-in at %s that is answered with %i is told as that',
  async (who, status, code, said) => {
    const { server, close } = await startServer({
      answer: (_request, _url, response) => answerJson(response, status, {}),
    });

    await expect(signingIn[who](server.url)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
    await close();
  },
);

test('version 1 of the key-value engine has its fields one level higher', async () => {
  const running = await startServer({
    answer: (_request, _url, response) =>
      answerJson(response, 200, { data: { password: 'hunter2' } }),
  });
  const vault = createVault(
    { url: running.server.url, namespace: undefined, signIn: { token: new Secret('t') } },
    running,
  );

  expect(await vault.read('kv1/x#password')).toBe('hunter2');
  await expect(vault.read('kv1/x#user')).rejects.toMatchObject({ code: 'SECRET_NOT_THERE' });
  await running.close();
});

test('another property of a CyberArk account is read by its name', async () => {
  const running = await startServer({
    answer: (_request, _url, response) =>
      answerJson(response, 200, { Content: 'hunter2', UserName: 'relay' }),
  });
  const cyberArk = createCyberArk({ url: running.server.url, appId: 'a' }, running);

  expect(await cyberArk.read('safe/account#UserName')).toBe('relay');
  await running.close();
});

test('CyberArk is shown the client certificate, and only an authority of ours is believed', async () => {
  const sent: unknown[] = [];
  const transport = {
    ca: 'the authority',
    certificate: 'the certificate',
    key: new Secret('CANARY-key'),
    passphrase: undefined,
    proxy: undefined,
  };
  const outgoing: Pick<Outgoing, 'send'> = {
    send: (request) => {
      sent.push(request.transport);
      const body = Buffer.from(JSON.stringify({ Content: 'hunter2' }));
      return Promise.resolve({ status: 200, headers: {}, body, ms: 1 });
    },
  };
  const provider = createCyberArk(
    { url: 'https://ccp.example/AIMWebService', appId: 'relay', transport },
    { outgoing },
  );

  expect(await provider.read('safe/account')).toBe('hunter2');
  // How the sender presents it is tested beside it, with a real handshake.
  expect(sent).toEqual([transport]);
});
