import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NamedEntry } from '../config/kinds.ts';
import { findLeaks } from '../lib/leaks-no-secret.ts';
import { followConfiguration } from './live.ts';
import { changeConfiguration } from './change.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import { loadObjects } from './load-workspace.ts';
import { toShown } from './show.ts';

const PASSWORD = 'CANARY-of-the-password';
const TOKEN = 'CANARY-of-the-token-of-prometheus';
const log = { info: () => undefined, error: () => undefined };

let store: SampleStore;
let deps: ConfigStoreDeps;

beforeEach(async () => {
  store = await openSampleStore();
  deps = await createSampleConfigStore(store);
});

afterEach(async () => {
  await store.close();
});

const connection: NamedEntry = {
  kind: 'connection',
  name: 'prod',
  entry: {
    name: 'prod',
    url: 'https://acme.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: PASSWORD },
    changes: 'off',
  },
};
const source: NamedEntry = {
  kind: 'source',
  name: 'prometheus',
  entry: { name: 'prometheus', connector: 'alertmanager', settings: { token: TOKEN } },
};
const route: NamedEntry = {
  kind: 'route',
  name: 'ops',
  entry: { name: 'ops', sources: ['prometheus'], connection: 'prod' },
};
const workspace: NamedEntry = { kind: 'workspace', name: 'acme', entry: { name: 'acme' } };

/** Puts these in the place of everything that the workspace holds. */
function put(...entries: readonly NamedEntry[]) {
  return changeConfiguration(deps, {
    workspace: 'acme',
    actor: 'test',
    action: 'configuration.put',
    subject: 'acme',
    edit: () => entries,
  });
}

test('what is stored is what the relay works by, with its secrets', async () => {
  await put(workspace, connection, source, route);

  const live = await followConfiguration({ ...deps, log });

  const found = live.configured.findConnection('acme', 'prod');
  expect(found?.credentials.kind === 'basic' && found.credentials.password.reveal()).toBe(PASSWORD);
  expect(live.configured.routesOf('acme')).toMatchObject([{ name: 'ops', connection: 'prod' }]);
  expect(live.hasWorkspace('acme')).toBe(true);
  expect(live.hasWorkspace('other')).toBe(false);
});

test('a secret is nowhere in the store as it is', async () => {
  await put(workspace, connection, source);

  for (const table of ['configuration', 'configuration_version', 'audit'] as const) {
    const rows = await deps.db.selectFrom(table).selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(findLeaks(JSON.stringify(rows), [PASSWORD, TOKEN])).toEqual([]);
  }
});

test('a secret is shown as set, and sent back so it stays', async () => {
  await put(workspace, connection);
  const [, stored] = await loadObjects(deps, 'acme');
  const shown = toShown(deps, stored ?? connection);

  await put(workspace, { ...connection, entry: { ...shown, description: 'the real one' } });
  const { configured } = await followConfiguration({ ...deps, log });

  expect(shown['credentials']).toEqual({ kind: 'basic', user: 'relay', password: { set: true } });
  const found = configured.findConnection('acme', 'prod');
  expect(found?.description).toBe('the real one');
  expect(found?.credentials.kind === 'basic' && found.credentials.password.reveal()).toBe(PASSWORD);
});

test('of a reference it is shown where it leads to, which is no secret', () => {
  const reference = 'vault:kv/acme/sn#password';
  const credentials = { kind: 'basic', user: 'relay', password: reference };
  const entry = { ...connection.entry, credentials, secret: PASSWORD };

  const shown = toShown(deps, { kind: 'connection', entry });

  expect(shown['credentials']).toEqual(credentials);
  expect(shown['secret']).toEqual({ set: true });
});

test('a change that another relay made by another file is told, and what was goes on', async () => {
  await put(workspace, connection, source, route);
  const told: unknown[] = [];
  const error = (fields: object, message: string) => void told.push({ ...fields, message });
  const live = await followConfiguration({ ...deps, log: { ...log, error } });
  const theirs: NamedEntry = {
    ...source,
    name: 'zabbix',
    entry: { ...source.entry, name: 'zabbix' },
  };
  const provided = { file: 'other.yml', workspaces: [[workspace, theirs]] };
  const night = { ...route.entry, name: 'night', sources: ['zabbix'] };

  await changeConfiguration(
    { ...deps, provided },
    {
      workspace: 'acme',
      actor: 'test',
      action: 'configuration.put',
      subject: 'acme',
      edit: () => [connection, source, route, { kind: 'route', name: 'night', entry: night }],
    },
  );
  await live.refresh();

  const wrong = [expect.stringContaining('acme: the route night: sources[0]: expected the name')];
  const message = 'a change of the configuration is not used';
  expect(told).toEqual([{ workspace: 'acme', wrong, message }]);
  expect(live.configured.routesOf('acme')).toMatchObject([{ name: 'ops' }]);
});

describe('a secret that one cannot see', () => {
  test('is not sent to another address', async () => {
    await put(workspace, connection);
    const [, stored] = await loadObjects(deps, 'acme');
    const shown = toShown(deps, stored ?? connection);

    const moved = { ...connection, entry: { ...shown, url: 'https://thief.example' } };

    await expect(put(workspace, moved)).rejects.toMatchObject({
      code: 'CONFIGURATION_REFUSED',
      message:
        'the connection prod: credentials.password: expected the secret anew, since an address beside it changes',
    });
  });

  test('cannot stay where there is none', async () => {
    const entry = {
      ...connection.entry,
      credentials: { kind: 'basic', user: 'relay', password: { set: true } },
    };

    await expect(put(workspace, { ...connection, entry })).rejects.toThrow('none is kept here');
  });

  test('cannot be copied in its sealed form', async () => {
    await put(workspace, connection);
    const [, stored] = await loadObjects(deps, 'acme');
    const copy = { ...stored?.entry, name: 'copy' };

    await expect(put(workspace, { kind: 'connection', name: 'copy', entry: copy })).rejects.toThrow(
      'the connection copy: credentials.password: expected the secret itself',
    );
  });
});

test('a change that does not fit is refused as a whole, with every fault', async () => {
  await put(workspace, connection, source, route);

  const wrong = put(workspace, source, {
    ...route,
    entry: { ...route.entry, table: 'Incident!' },
  });

  await expect(wrong).rejects.toMatchObject({ code: 'CONFIGURATION_REFUSED' });
  await expect(wrong).rejects.toThrow(
    'the route ops: table: expected the name of a table, such as incident; the route ops: connection: expected the name of a connection of this workspace (none), not prod',
  );
  expect(await loadObjects(deps, 'acme')).toHaveLength(4);
});

test('a running relay sees what another process wrote, and tells those who listen', async () => {
  await put(workspace, connection);
  const live = await followConfiguration({ ...deps, log });
  let told = 0;
  live.onChange(() => (told += 1));

  await put(workspace, connection, source, route);
  await live.refresh();
  await live.refresh();

  expect(live.configured.findSource('acme', 'prometheus')?.enabled).toBe(true);
  expect(told).toBe(1);
});

test('two who change at once both succeed, one after the other', async () => {
  await put(workspace);
  const add = (one: NamedEntry) =>
    changeConfiguration(deps, {
      workspace: 'acme',
      actor: 'test',
      action: `${one.kind}.create`,
      subject: one.name,
      edit: (objects) => [...objects, one],
    });

  const made = await Promise.all([add(connection), add(source)]);

  expect(new Set(made.map(({ revision }) => revision))).toEqual(new Set([2, 3]));
  expect((await loadObjects(deps, 'acme')).map(({ kind }) => kind).toSorted()).toEqual([
    'connection',
    'source',
    'workspace',
  ]);
});

test('an object keeps the revision of its last change', async () => {
  await put(workspace, connection);
  await put(workspace, connection, source);

  const objects = await loadObjects(deps, 'acme');

  expect(objects.map(({ name, revision }) => [name, revision])).toEqual([
    ['acme', 1],
    ['prod', 2],
    ['prometheus', 2],
  ]);
});

test('what is switched off takes nothing and tells nobody', async () => {
  const destination: NamedEntry = {
    kind: 'destination',
    name: 'hook',
    entry: {
      name: 'hook',
      kind: 'webhook',
      url: 'https://hook.example',
      secret: `whsec_${'A'.repeat(43)}=`,
      enabled: false,
    },
  };
  await put(
    { ...workspace, entry: { name: 'acme', enabled: false } },
    connection,
    source,
    destination,
    { ...route, entry: { ...route.entry, destination: 'hook' } },
  );

  const { configured } = await followConfiguration({ ...deps, log });

  expect(configured.findSource('acme', 'prometheus')?.enabled).toBe(false);
  expect(configured.findConnection('acme', 'prod')?.enabled).toBe(false);
  expect(configured.findRoute('acme', 'ops')?.destination).toBeUndefined();
});
