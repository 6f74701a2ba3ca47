import { expect, test } from 'vitest';
import { answerJson, startScriptedServer } from '../lib/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import { createReferences } from './create-references.ts';

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

test('a secret that was taken away stands no longer', async () => {
  const { references, state, close } = await startVault();
  await references.read('vault:kv/acme/sn#password');
  state.status = 403;

  await expect(references.read('vault:kv/acme/sn#password')).rejects.toMatchObject({
    code: 'SECRET_NOT_THERE',
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
