import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { RelayError } from '../lib/errors.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import { findRevision } from '../store/configuration.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { followConfiguration } from './live.ts';
import { createObject, createWorkspace, deleteObject, patchObject } from './manage.ts';
import { compareWithVersion, rollBack } from './transfer.ts';

const place = { workspace: 'acme', actor: 'test' };
let store: SampleStore;
let deps: ConfigStoreDeps;
/** What lies in the vault. */
let kept: string | undefined;

const connection = (name: string) => ({
  name,
  url: `https://${name}.service-now.com`,
  credentials: {
    kind: 'password',
    clientId: 'c',
    clientSecret: 's',
    user: 'relay',
    password: 'p',
    tokenUrl: 'http://sso.example/token',
  },
  changes: 'off',
});

/** Two connections that were right as long as `sso.example` was among outgoing.allow, and one that is. */
beforeEach(async () => {
  store = await openSampleStore();
  kept = 'x'.repeat(32);
  deps = {
    ...(await createSampleConfigStore(store)),
    allowedHosts: ['sso.example'],
    references: {
      readFor: () =>
        kept === undefined
          ? Promise.reject(new RelayError('SECRET_NOT_THERE', 'There is none.'))
          : Promise.resolve(kept),
    },
  };
  await createWorkspace(deps, 'test', { name: 'acme' });
  await createObject(deps, place, 'connection', connection('prod'));
  await createObject(deps, place, 'connection', connection('test'));
  await createObject(deps, place, 'source', {
    name: 'web',
    connector: 'alertmanager',
    settings: { token: 'vault:kv/acme#web' },
  });
  deps = { ...deps, allowedHosts: [] };
});

afterEach(() => store.close());

async function follow(change: Partial<ConfigStoreDeps> = {}) {
  const said: string[] = [];
  const say = (fields: { readonly object?: string }, message: string) =>
    void said.push(`${fields.object ?? 'all'}: ${message}`);
  const live = await followConfiguration({ ...deps, ...change, log: { info: say, error: say } });
  const unused = () => live.current().unused.map((one) => `${one.kind} ${one.name}`);
  return { live, said, unused };
}

const told = 'not used, as it is stored: what needs it waits, and the rest goes on';

test('D10 an object of a kind that only a newer release knows is refused with the cure', async () => {
  await store.db
    .updateTable('configuration')
    .set({ kind: 'newer' })
    .where('name', '=', 'web')
    .execute();

  await expect(follow()).rejects.toMatchObject({
    code: 'STORE_UNSUITABLE',
    message: expect.stringMatching(/acme.*newer "web".*Start that version/),
  });
});

test('D10 a version that holds an object of such a kind is neither shown nor rolled back to, and the cure is told', async () => {
  const revision = await findRevision(store.db);
  await store.db
    .updateTable('configuration_version')
    .set({ objects: sql`replace(objects, '"source"', '"newer"')` })
    .where('revision', '=', revision)
    .execute();
  const refused = {
    code: 'STORE_UNSUITABLE',
    message: expect.stringMatching(
      /Version \d+ of the workspace acme.*newer "web".*Start that relay/,
    ),
  };

  await expect(compareWithVersion(deps, 'acme', revision)).rejects.toMatchObject(refused);
  await expect(rollBack(deps, place, revision)).rejects.toMatchObject(refused);

  await compareWithVersion(deps, 'acme', revision - 1);
});

test('what is stored and is not right any more is set aside, and told', async () => {
  const { live, said, unused } = await follow();

  expect(unused()).toEqual(['connection prod', 'connection test']);
  expect(said).toEqual([`the connection prod: ${told}`, `the connection test: ${told}`]);
  expect(live.configured.findSource('acme', 'web')).toMatchObject({ enabled: true });
  expect(() => live.configured.findConnection('acme', 'prod')).toThrow(
    expect.objectContaining({ code: 'CONNECTION_HELD', details: { hold: 'acme/prod' } }),
  );
  // Or all that it has would be taken for what a deleted one left behind, and pruned.
  expect(live.hasWorkspace('acme')).toBe(true);
});

test('several faults are corrected one by one, and what is right by then is used', async () => {
  const { live, said, unused } = await follow();
  const correct = (name: string) =>
    patchObject(
      deps,
      place,
      { kind: 'connection', name },
      // To another address a secret that nobody can see does not go along.
      { credentials: { tokenUrl: null, clientSecret: 's', password: 'p' } },
    );

  await correct('prod');
  await live.refresh();

  expect(unused()).toEqual(['connection test']);
  expect(said.slice(2)).toEqual(['the connection prod: used again', 'all: configuration changed']);
  expect(live.configured.findConnection('acme', 'prod')).toMatchObject({ enabled: true });
  await correct('test');
  await live.refresh();
  expect(unused()).toEqual([]);
});

test('a change of what is wrong that leaves it wrong is refused, and so is a fault of another', async () => {
  const describe = (kind: 'connection' | 'source', patch: object) =>
    patchObject(deps, place, { kind, name: kind === 'source' ? 'web' : 'prod' }, { ...patch });

  await expect(describe('connection', { description: 'ours' })).rejects.toMatchObject({
    code: 'CONFIGURATION_REFUSED',
    message: expect.stringMatching(/^the connection prod: credentials.tokenUrl: expected https/),
  });
  await expect(describe('source', { destination: 'nowhere' })).rejects.toMatchObject({
    code: 'CONFIGURATION_REFUSED',
    message: expect.stringMatching(/^the source web: destination: .*not nowhere$/),
  });
  await describe('source', { enabled: false });
  await deleteObject(deps, place, { kind: 'connection', name: 'test' }, false);
});

test('a fault that comes while the relay runs leaves the workspace as it was', async () => {
  const { live, said, unused } = await follow({ allowedHosts: ['sso.example'] });
  await createObject(
    { ...deps, allowedHosts: ['sso.example', 'login.example'] },
    place,
    'connection',
    {
      ...connection('plant'),
      credentials: { ...connection('plant').credentials, tokenUrl: 'http://login.example/token' },
    },
  );

  await live.refresh();

  expect(unused()).toEqual([]);
  expect(live.configured.connectionsOf('acme').map(({ name }) => name)).toEqual(['prod', 'test']);
  expect(said).toEqual(['all: a change of the configuration is not used']);
});

test('a secret that is not where its reference leads is used once it is', async () => {
  kept = undefined;
  const { live, said, unused } = await follow({ allowedHosts: ['sso.example'] });
  let changes = 0;
  live.onChange(() => (changes += 1));

  await live.readAgain();
  expect([unused(), changes]).toEqual([['source web'], 0]);
  expect(() => live.configured.findSource('acme', 'web')).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
  );
  kept = 'y'.repeat(32);
  await live.readAgain();

  expect([unused(), changes]).toEqual([[], 1]);
  expect(said).toEqual([
    `the source web: ${told}`,
    'the source web: used again',
    'all: configuration changed',
  ]);
});

test('a secret that opens no more stops what it is the secret of, until it is entered again', async () => {
  const rows = store.db.selectFrom('configuration').select('entry').where('name', '=', 'test');
  const { entry } = await rows.executeTakeFirstOrThrow();
  await store.db
    .updateTable('configuration')
    .set({ entry: entry.replace(/("password":"[^"]{40})[^"]*/, '$1') })
    .where('name', '=', 'test')
    .execute();
  const { live, unused } = await follow({ allowedHosts: ['sso.example'] });

  expect(unused()).toEqual(['connection test']);
  expect(live.current().unused[0]?.because).toMatch(/^A secret of the store cannot be opened: /);
  const patch = { credentials: { password: 'p' } };
  deps = { ...deps, allowedHosts: ['sso.example'] };
  await patchObject(deps, place, { kind: 'connection', name: 'test' }, patch);
  await live.refresh();

  expect(unused()).toEqual([]);
});

test('what is wrong with the file refuses the start', async () => {
  const entry = { name: 'ops', sources: ['web'], connection: 'gone' };
  const provided = {
    file: 'relay.yml',
    workspaces: [
      [
        { kind: 'workspace', name: 'acme', entry: { name: 'acme' } },
        { kind: 'route', name: 'ops', entry },
      ] as const,
    ],
  };

  await expect(follow({ provided })).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('acme: the route ops: connection: expected the name of'),
  });
});
