import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { answerJson, startScriptedServer } from '../lib/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import { createReferences, type ReferenceSettings } from './create-references.ts';

async function startVault() {
  const state = { status: 200 };
  const server = await startScriptedServer((_request, response) =>
    answerJson(response, state.status, { data: { password: 'hunter2' } }),
  );
  const references = createReferences(
    {
      references: ['vault:kv/{workspace}/'],
      vault: { url: server.url, token: new Secret('token') },
    },
    { env: { PASSWORD: 'from-env' }, folder: '/' },
  );
  return {
    state,
    references,
    close: async () => {
      await references.close();
      await server.close();
    },
  };
}

test('a secret that was read once stands while its server is away; a start has nothing to stand on', async () => {
  const { references, state, close } = await startVault();
  expect(await references.read('vault:kv/acme/sn#password')).toBe('hunter2');
  state.status = 503;

  expect(await references.read('vault:kv/acme/sn#password')).toBe('hunter2');
  await expect(references.read('vault:kv/acme/other#password')).rejects.toMatchObject({
    code: 'SECRET_UNAVAILABLE',
  });
  await close();
});

test('a secret that was taken away stands no longer, also while its server is away', async () => {
  const { references, state, close } = await startVault();
  await references.read('vault:kv/acme/sn#password');
  state.status = 403;

  await expect(references.read('vault:kv/acme/sn#password')).rejects.toMatchObject({
    code: 'SECRET_NOT_THERE',
  });
  state.status = 503;
  await expect(references.read('vault:kv/acme/sn#password')).rejects.toMatchObject({
    code: 'SECRET_UNAVAILABLE',
  });
  await close();
});

test('through the API a workspace reads what the operator allows it, and nothing else', async () => {
  const { references, close } = await startVault();

  expect(await references.readFor('acme', 'vault:kv/acme/sn#password')).toBe('hunter2');
  for (const other of ['vault:kv/other/sn#password', 'env:PASSWORD', 'file:/etc/passwd']) {
    await expect(references.readFor('acme', other)).rejects.toMatchObject({
      code: 'SECRET_REFERENCE_REFUSED',
    });
  }
  expect(await references.read('env:PASSWORD')).toBe('from-env');
  await close();
});

test('a kind without a provider is refused by name', async () => {
  const { references, close } = await startVault();

  await expect(references.read('conjur:x')).rejects.toMatchObject({
    code: 'SECRET_REFERENCE_REFUSED',
    message: expect.stringContaining('no provider'),
  });
  await close();
});

/** By each kind of server: its settings, and a reference that leads there. */
const servers: readonly (readonly [
  string,
  (url: string) => Omit<ReferenceSettings, 'references'>,
  string,
])[] = [
  ['vault', (url) => ({ vault: { url, token: new Secret('t') } }), 'vault:kv/x#y'],
  [
    'azure',
    (url) => ({
      azure: {
        url: 'http://127.0.0.2:9',
        managedIdentity: false,
        tenantId: 't',
        clientId: 'c',
        clientSecret: new Secret('s'),
        authorityUrl: url,
      },
    }),
    'azure:password',
  ],
  [
    'the identity of a machine',
    (url) => ({
      azure: { url: 'http://127.0.0.2:9', managedIdentity: true, authorityUrl: url },
    }),
    'azure:password',
  ],
  ['cyberark', (url) => ({ cyberark: { url, appId: 'relay' } }), 'cyberark:safe/account'],
  [
    'conjur',
    (url) => ({ conjur: { url, account: 'a', login: 'host/x', apiKey: new Secret('k') } }),
    'conjur:password',
  ],
];

test.each(servers)(
  'a private address that the operator gave for %s may be called',
  async (_kind, toSettings, reference) => {
    const server = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
    const env = { IDENTITY_ENDPOINT: `${server.url}/token`, IDENTITY_HEADER: 'h' };
    const references = createReferences(
      { references: [], ...toSettings(server.url) },
      { env, folder: '/' },
    );

    await expect(references.read(reference)).rejects.toMatchObject({
      code: 'SECRET_UNAVAILABLE',
      message: expect.stringContaining('the server answered 503'),
    });
    await references.close();
    await server.close();
  },
);

test('the module of a token gets what it needs of our environment, and no key of ours', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-tool-'));
  const tool = path.join(folder, 'tool');
  writeFileSync(tool, '#!/bin/sh\nenv\n');
  chmodSync(tool, 0o755);
  const references = createReferences(
    { references: [], pkcs11: { module: 'm', token: 't', pin: new Secret('1234'), tool } },
    {
      env: {
        PATH: '/usr/bin:/bin',
        SOFTHSM2_CONF: '/etc/softhsm2.conf',
        RELAY_KEY: 'CANARY',
        RELAY_DATABASE_URL: 'CANARY',
        NODE_OPTIONS: '--title=CANARY',
      },
      folder: '/',
    },
  );

  const given = await references.read('pkcs11:anything');

  expect(given).toContain('SOFTHSM2_CONF=/etc/softhsm2.conf');
  expect(given).toContain('RELAY_PIN=1234');
  expect(given).not.toContain('CANARY');
  await references.close();
  rmSync(folder, { recursive: true });
});
