import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NamedEntry } from './config/kinds.ts';
import { changeConfiguration } from './config-store/change.ts';
import type { ConfigStoreDeps } from './config-store/deps.ts';
import { followConfiguration } from './config-store/live.ts';
import { loadObjects } from './config-store/load-workspace.ts';
import { openSampleStore, type SampleStore } from './database/sample-store.ts';
import { systemClock } from './lib/clock.ts';
import type { Outgoing } from './lib/outgoing.ts';
import { Secret } from './lib/secret.ts';
import { createSampleConfigStore } from './sample-config-store.ts';
import { createSetup, type SetupRequest } from './setup/run-setup.ts';

/** Setup seen from here: the way to the instance, and what is refused before anything is done there. */

type Sent = Parameters<Outgoing['send']>[0];

let store: SampleStore;
let configStore: ConfigStoreDeps;
let sent: Sent[];
/** What the instance shows of a table. */
let rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

const isAdmin = { sys_user_has_role: [{ 'role.name': 'admin' }] };
/** Instead of what it usually answers to a look at incidents. */
let incidents: { readonly status: number; readonly type: string; readonly body: string };

beforeEach(async () => {
  store = await openSampleStore();
  configStore = await createSampleConfigStore(store);
  [sent, rows] = [[], isAdmin];
  incidents = { status: 200, type: 'application/json', body: '{"result":[]}' };
});

afterEach(() => store.close());

const prod: NamedEntry = {
  kind: 'connection',
  name: 'prod',
  entry: {
    name: 'prod',
    url: 'https://acme.service-now.com',
    mode: 'table',
    changes: 'off',
    credentials: { kind: 'basic', user: 'relay', password: 'word' },
    transport: { proxy: { url: 'http://proxy.example:3128' } },
  },
};
const source: NamedEntry = {
  kind: 'source',
  name: 'web',
  entry: {
    name: 'web',
    connector: 'generic',
    settings: { authorization: { token: 'x'.repeat(32) } },
  },
};
const route = (name: string): NamedEntry => ({
  kind: 'route',
  name,
  entry: { name, sources: ['web'], connection: 'prod' },
});

const keep = (...entries: readonly NamedEntry[]) =>
  changeConfiguration(configStore, {
    workspace: 'acme',
    actor: 'test',
    action: 'configuration.put',
    subject: 'acme',
    edit: () => [{ kind: 'workspace', name: 'acme', entry: { name: 'acme' } }, ...entries],
  });

function setUp(change: Partial<SetupRequest>) {
  const log = { info: () => undefined, error: () => undefined };
  const run = createSetup({
    outgoing: {
      async send(request) {
        sent.push(request);
        const headers = { 'content-type': 'application/json' };
        const table = new URL(request.url).pathname.split('/').at(-1) ?? '';
        if (table === 'incident') {
          const { status, type, body } = incidents;
          return { status, headers: { 'content-type': type }, body: Buffer.from(body), ms: 1 };
        }
        const body = Buffer.from(JSON.stringify({ result: rows[table] ?? [] }));
        return { status: request.method === 'DELETE' ? 204 : 200, headers, body, ms: 1 };
      },
    },
    clock: systemClock,
    configStore,
    connections: async () => {
      const live = await followConfiguration({ ...configStore, log });
      return live.current().connections;
    },
    publicUrl: () => undefined,
    version: '0.0.0-test',
  });
  return run({
    workspace: 'acme',
    name: 'prod',
    url: 'https://acme.service-now.com',
    mode: 'table',
    account: 'alert.relay',
    email: 'relay@example.com',
    administrator: { user: 'admin', password: new Secret('of the administrator') },
    hosting: 'cloud',
    password: undefined,
    isThroughAgent: false,
    client: undefined,
    isNewSecret: false,
    action: 'make',
    actor: 'test',
    ...change,
  });
}

const names = async () => (await loadObjects(configStore, 'acme')).map(({ name }) => name);

test.each<[string, Partial<SetupRequest>]>([
  ['as an administrator', { action: 'plan' }],
  [
    'as the account',
    { administrator: undefined, client: { id: 'id', secret: new Secret('of the client') } },
  ],
  ['to take all away', { action: 'undo' }],
])('the instance is called %s by the proxy that the connection has', async (_how, change) => {
  await keep(prod, source, route('prod-incidents'));

  await setUp(change);

  const proxies = sent.map(({ transport }) => transport?.proxy?.url);
  expect(new Set(proxies)).toEqual(new Set(['http://proxy.example:3128']));
});

test.each<SetupRequest['action']>(['plan', 'make'])(
  '%s: what could not be kept here is refused before the instance is called',
  async (action) => {
    await expect(setUp({ name: 'Production', action })).rejects.toMatchObject({
      code: 'CONFIGURATION_REFUSED',
      message: expect.stringContaining('lower-case'),
    });

    expect(sent).toEqual([]);
    expect(await names()).toEqual([]);
  },
);

test('so is a connection of the file, which is changed there', async () => {
  const acme: NamedEntry = { kind: 'workspace', name: 'acme', entry: { name: 'acme' } };
  configStore = {
    ...configStore,
    provided: { file: 'relay.yml', workspaces: [[acme, prod]] },
  };

  await expect(setUp({})).rejects.toThrow('provided by relay.yml');

  expect(sent).toEqual([]);
});

test('a connection that others use keeps its client: undoing names them and does nothing', async () => {
  await keep(prod, source, route('prod-incidents'), route('night'));

  await expect(setUp({ action: 'undo' })).rejects.toMatchObject({
    code: 'CONFIGURATION_IN_USE',
    message: expect.stringContaining('the route night'),
  });

  expect(sent).toEqual([]);
  expect(await names()).toEqual(['acme', 'prod', 'web', 'prod-incidents', 'night']);
});

test('undoing takes the connection and its own route, and may be said again', async () => {
  await keep(prod, source, route('prod-incidents'));

  await setUp({ action: 'undo' });
  await setUp({ action: 'undo' });

  expect(await names()).toEqual(['acme', 'web']);
});

test.each([
  ['another connection signs in with it', 'alert.relay', 'https://acme.service-now.com', 'left'],
  ['the other one has another account', 'other', 'https://acme.service-now.com', 'deleted'],
  [
    'the other one is on another instance',
    'alert.relay',
    'https://beta.service-now.com',
    'deleted',
  ],
])('the account that setup made, where %s', async (_how, user, url, outcome) => {
  const credentials = { kind: 'basic', user, password: 'word' };
  const entry = { ...prod.entry, name: 'second', url, credentials };
  await keep(prod, { kind: 'connection', name: 'second', entry });
  const title = 'Made by alert-relay setup for acme/prod';
  rows = { ...isAdmin, sys_user: [{ sys_id: '1'.repeat(32), user_name: 'alert.relay', title }] };

  const { undone } = await setUp({ action: 'undo' });

  expect(undone?.find(({ id }) => id === 'account')?.outcome).toBe(outcome);
});

test.each([
  [200, 'application/json', '{"result":[]}', true, 'signed in'],
  [401, 'application/json', '{"error":{"message":"No"}}', false, 'refused the sign-in: 401 "No"'],
  [403, 'application/json', '{"error":{"message":"No"}}', false, 'reading incident answered 403'],
  [200, 'text/html', '<title>Instance Hibernating</title>', false, 'no REST API'],
])('table mode is tried: %i %s %s', async (status, type, body, well, verified) => {
  incidents = { status, type, body };

  const result = await setUp({
    administrator: undefined,
    hosting: 'on-premises',
    password: new Secret('of the account'),
  });

  expect(result).toMatchObject({ well, verified: expect.stringContaining(verified) });
});

test('who is no administrator sees nothing of what was made, and undoes nothing', async () => {
  await keep(prod, source, route('prod-incidents'));
  rows = {};

  await expect(setUp({ action: 'undo' })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringContaining('admin does not hold the role admin'),
  });

  expect(await names()).toEqual(['acme', 'prod', 'web', 'prod-incidents']);
});
