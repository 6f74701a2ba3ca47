import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import {
  findRefreshToken,
  forgetEndedTokens,
  recordRefreshToken,
  takeEndedTokens,
} from '../store/refresh-tokens.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { createObject, createWorkspace, deleteObject, patchObject } from './manage.ts';

const place = { workspace: 'acme', actor: 'test' };
const of = { workspace: 'acme', connection: 'prod' };
const target = { kind: 'connection', name: 'prod' } as const;
const entry = {
  name: 'prod',
  url: 'https://acme.service-now.com',
  credentials: { kind: 'authorization-code', clientId: 'public-client' },
  changes: 'off',
};
let store: SampleStore;
let deps: ConfigStoreDeps;

beforeEach(async () => {
  store = await openSampleStore();
  deps = await createSampleConfigStore(store);
  await createWorkspace(deps, 'test', { name: 'acme' });
  await createObject(deps, place, 'connection', entry);
  const kept = { sealed: 'sealed token', obtainedAt: 1 };
  await deps.commit((unit) => recordRefreshToken(unit, of, kept));
});

afterEach(() => store.close());

test('a new connection of the same name does not find what a person allowed the old one', async () => {
  await deleteObject(deps, place, target, false);
  await createObject(deps, place, 'connection', { ...entry, url: 'https://other.example' });

  expect(await findRefreshToken(store.db, of)).toBeUndefined();
  expect(await deps.commit((unit) => takeEndedTokens(unit, of))).toEqual(['sealed token']);
  expect(await deps.commit((unit) => takeEndedTokens(unit, of))).toEqual([]);
});

test('a connection that leads to another server loses it, without a word to that server', async () => {
  await patchObject(deps, place, target, { url: 'https://other.example' });

  expect(await findRefreshToken(store.db, of)).toBeUndefined();
  expect(await deps.commit((unit) => takeEndedTokens(unit, of))).toEqual([]);
});

test('any other change leaves it', async () => {
  await patchObject(deps, place, target, { description: 'of the plant', enabled: false });

  expect(await findRefreshToken(store.db, of)).toEqual({ sealed: 'sealed token', obtainedAt: 1 });
});

test('what nobody ended is forgotten at the next start', async () => {
  await deleteObject(deps, place, target, false);

  await deps.commit((unit) => forgetEndedTokens(unit));

  expect(await store.db.selectFrom('refresh_token').selectAll().execute()).toEqual([]);
});
