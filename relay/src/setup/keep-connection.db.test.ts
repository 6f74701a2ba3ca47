import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConfigStoreDeps } from '../config-store/deps.ts';
import { followConfiguration } from '../config-store/live.ts';
import { createObject, createWorkspace } from '../config-store/manage.ts';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { Secret } from '../lib/secret.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import { keepConnection } from './keep-connection.ts';
import type { Wish } from './wish.ts';

const url = 'https://acme.service-now.com';
const signingSecret = `whsec_${'A'.repeat(43)}=`;
let store: SampleStore;
let configStore: ConfigStoreDeps;

beforeEach(async () => {
  store = await openSampleStore();
  configStore = await createSampleConfigStore(store);
  await createWorkspace(configStore, 'test', { name: 'main' });
  await createObject(configStore, { workspace: 'main', actor: 'test' }, 'connection', {
    name: 'prod',
    url,
    credentials: { kind: 'basic', user: 'relay', password: 'of the first set' },
    standby: { kind: 'basic', user: 'relay', password: 'of the second set' },
    changes: 'push',
    secret: signingSecret,
    description: 'of the plant',
  });
});

afterEach(() => store.close());

const connections = async () => {
  const log = { info: () => undefined, error: () => undefined };
  return (await followConfiguration({ ...configStore, log })).current().connections;
};

async function setUp(at: string) {
  const wish: Wish = {
    workspace: 'main',
    connection: 'prod',
    url: at,
    transport: undefined,
    mode: 'app',
    account: 'alert.relay',
    email: 'alert.relay@example.com',
    roles: [],
    redirectUrl: undefined,
    client: { id: 'client', secret: new Secret('secret of the client') },
    isNewSecret: true,
    hosting: 'cloud',
    signIn: 'client',
    password: undefined,
  };
  const deps = { configStore, connections, publicUrl: () => 'https://relay.example' };
  await keepConnection(deps, wish, 'test');
  const [connection] = await connections();
  return connection;
}

test('a connection that is set up again keeps what it had', async () => {
  const connection = await setUp(url);

  expect(connection).toMatchObject({
    url,
    description: 'of the plant',
    credentials: { kind: 'client-credentials' },
    standby: { kind: 'basic' },
  });
  expect(connection?.secret?.reveal()).toBe(signingSecret);
});

test('one that is set up at another server takes no secret there that was for the first', async () => {
  const connection = await setUp('https://elsewhere.example');

  expect(connection).toMatchObject({
    url: 'https://elsewhere.example',
    description: 'of the plant',
    standby: undefined,
  });
  expect(connection?.secret?.reveal()).toMatch(/^whsec_/);
  expect(connection?.secret?.reveal()).not.toBe(signingSecret);
});
