import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectors } from '../connectors/registry.ts';
import { answerJson, type ScriptedServer, startScriptedServer } from '../lib/scripted-server.ts';
import { loadWithReferences } from './load-with-references.ts';

/** As other products keep a connection in Azure Key Vault. */
const kept: Readonly<Record<string, string>> = {
  'Connections--prod--Server': 'https://example.service-now.com/api/now/table',
  'Connections--prod--Login': 'relay',
  'Connections--prod--Password': 'hunter2',
  'Connections--prod--ClientId': 'client-1',
  'Connections--prod--ClientSecret': 'client-secret',
  'Connections--prod--OAuth2Url': 'https://example.service-now.com/oauth_token.do',
  'Connections--prod--ResponseSizeLimit': '500',
};

let folder = '';
let vault: ScriptedServer;
let status = 200;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-references-'));
  status = 200;
  vault = await startScriptedServer((request, response) => {
    if (request.path.endsWith('/token'))
      return answerJson(response, 200, { access_token: 'token' });
    const name = /^\/secrets\/([^?]+)/.exec(request.path)?.[1] ?? '';
    const value = kept[name];
    return value === undefined
      ? answerJson(response, 404, {})
      : answerJson(response, status, { value });
  });
});

afterEach(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

function load(change: object = {}) {
  const file = path.join(folder, 'relay.yml');
  const connection = {
    name: 'production',
    url: 'azure:Connections--prod--Server',
    pageSize: 'azure:Connections--prod--ResponseSizeLimit',
    changes: 'off',
    credentials: {
      kind: 'password',
      user: 'azure:Connections--prod--Login',
      password: 'azure:Connections--prod--Password',
      clientId: 'azure:Connections--prod--ClientId',
      clientSecret: 'azure:Connections--prod--ClientSecret',
      tokenUrl: 'azure:Connections--prod--OAuth2Url',
    },
    ...change,
  };
  const document = {
    secrets: {
      azure: {
        url: vault.url,
        tenantId: 't',
        clientId: 'c',
        clientSecret: 'env:AZURE_SECRET',
        authorityUrl: vault.url,
      },
    },
    provision: {
      workspaces: [
        {
          name: 'main',
          connections: [connection],
          sources: [
            {
              name: 'told',
              connector: 'alertmanager',
              settings: { token: 'file:token-of-the-source' },
            },
          ],
        },
      ],
    },
  };
  writeFileSync(path.join(folder, 'token-of-the-source'), 'a token of thirty-two characters\n');
  writeFileSync(file, JSON.stringify(document));
  return loadWithReferences({ file, env: { AZURE_SECRET: 's' }, connectors });
}

test('a connection comes out of Azure Key Vault by the names that others use', async () => {
  const result = await load();

  if (result.kind === 'invalid') throw new TypeError(JSON.stringify(result.problems));
  const [connection] = result.config.configuration.connections;
  expect(connection).toMatchObject({
    url: 'https://example.service-now.com',
    pageSize: 500,
    credentials: {
      user: 'relay',
      clientId: 'client-1',
      tokenUrl: 'https://example.service-now.com/oauth_token.do',
    },
  });
  const credentials = connection?.credentials;
  if (credentials?.kind !== 'password') throw new TypeError('another kind');
  expect(credentials.password.reveal()).toBe('hunter2');
  expect(credentials.clientSecret.reveal()).toBe('client-secret');
  expect(result.config.configuration.sources[0]?.settings).toMatchObject({
    token: 'a token of thirty-two characters',
  });
});

test('a secret that is not there is a fault of the file, with its place', async () => {
  const result = await load({ url: 'azure:Connections--other--Server' });

  expect(result).toMatchObject({
    kind: 'invalid',
    problems: [
      {
        path: 'provision.workspaces[0].connections[0].url',
        expected: expect.stringContaining('azure:Connections--other--Server'),
      },
    ],
  });
});

test('a server that is away is no fault of the file', async () => {
  status = 503;

  await expect(load()).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
});

test('what looks like a reference elsewhere stays what it is', async () => {
  const result = await load({ description: 'env:PATH', tags: ['vault:x'] });

  if (result.kind === 'invalid') throw new TypeError(JSON.stringify(result.problems));
  expect(result.config.configuration.connections[0]).toMatchObject({
    description: 'env:PATH',
    tags: ['vault:x'],
  });
});
