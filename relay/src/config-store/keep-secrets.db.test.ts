import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import { loadStoredObjects } from '../store/configuration.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { createObject, createWorkspace, getObject, patchObject, replaceObject } from './manage.ts';
import { exportWorkspace, importWorkspaces } from './transfer.ts';

const place = { workspace: 'acme', actor: 'test' };
const target = { kind: 'webhook', name: 'status-page' } as const;
let store: SampleStore;
let deps: ConfigStoreDeps;

beforeEach(async () => {
  store = await openSampleStore();
  deps = await createSampleConfigStore(store);
  await createWorkspace(deps, 'test', { name: 'acme' });
  // Its address is a secret beside secrets that are sent to it.
  await createObject(deps, place, 'webhook', {
    name: 'status-page',
    url: 'https://hooks.example.com/CANARY-address',
    headers: { 'X-Token': 'CANARY-header' },
    credentials: { kind: 'basic', user: 'relay', password: 'CANARY-password' },
  });
});

afterEach(() => store.close());

async function sealedEntry() {
  const stored = await loadStoredObjects(store.db, 'acme');
  return stored.find(({ kind }) => kind === 'webhook')?.entry;
}

test('address, headers and credentials of a webhook are nowhere to be read', async () => {
  const shown = await getObject(deps, 'acme', target);
  const exported = await exportWorkspace(deps, 'acme');
  const audit = await store.db.selectFrom('audit').selectAll().execute();

  expect(shown.entry).toMatchObject({ url: { set: true }, headers: { 'X-Token': { set: true } } });
  expect(JSON.stringify([shown, exported, await sealedEntry(), audit])).not.toContain('CANARY');
});

test('what was exported is imported again, and all its secrets stay', async () => {
  const before = await sealedEntry();

  expect(await importWorkspaces(deps, 'test', [await exportWorkspace(deps, 'acme')])).toEqual([]);

  expect(await sealedEntry()).toEqual(before);
});

test('what was shown is given back with a change of something else, and all its secrets stay', async () => {
  const before = await sealedEntry();
  const { entry } = await getObject(deps, 'acme', target);

  await replaceObject(deps, place, target, { ...entry, enabled: false });

  expect(await sealedEntry()).toEqual({ ...before, enabled: false });
});

test.each(['replaced', 'patched'])('with another address, %s, nothing stays', async (how) => {
  const { entry } = await getObject(deps, 'acme', target);
  const url = 'https://elsewhere.example.com';

  await expect(
    how === 'replaced'
      ? replaceObject(deps, place, target, { ...entry, url })
      : patchObject(deps, place, target, { url }),
  ).rejects.toMatchObject({
    code: 'CONFIGURATION_REFUSED',
    message: expect.stringContaining('expected the secret anew'),
  });
});
