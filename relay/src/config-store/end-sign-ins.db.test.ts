import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import {
  findRefreshToken,
  forgetEndedTokens,
  recordRefreshToken,
  takeEndedTokens,
} from '../store/refresh-tokens.ts';
import { insertApiToken } from '../store/api-tokens.ts';
import { findVersionObjects } from '../store/configuration.ts';
import { findRuleTokenHash, recordRuleToken } from '../store/rule-tokens.ts';
import { changeConfiguration } from './change.ts';
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
  const beside = { workspace: 'acme', connection: 'test' };
  await createObject(deps, place, 'connection', { ...entry, name: 'test' });
  await deps.commit((unit) => recordRefreshToken(unit, beside, { sealed: 'other', obtainedAt: 2 }));
  await deleteObject(deps, place, target, false);
  await createObject(deps, place, 'connection', { ...entry, url: 'https://other.example' });

  expect(await findRefreshToken(store.db, of)).toBeUndefined();
  expect(await findRefreshToken(store.db, beside)).toEqual({ sealed: 'other', obtainedAt: 2 });
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

test('the rule that was pasted for a connection speaks for it, and for no later one of its name', async () => {
  await deps.commit((unit) => recordRuleToken(unit, of, { hash: 'of the rule', createdAt: 1 }));
  await patchObject(deps, place, target, { url: 'https://renamed.example' });
  expect(await findRuleTokenHash(store.db, of)).toBe('of the rule');

  await deleteObject(deps, place, target, false);
  await createObject(deps, place, 'connection', entry);

  expect(await findRuleTokenHash(store.db, of)).toBeUndefined();
});

test('with a workspace go its tokens, before anything of its name can be made anew', async () => {
  const token = { scopes: [], createdAt: 1, expiresAt: undefined };
  for (const workspace of ['acme', 'other', undefined]) {
    const name = workspace ?? 'all';
    const named = { id: name, name, hash: name, workspace };
    await deps.commit((unit) => insertApiToken(unit, { ...token, ...named }));
  }

  const gone = { ...place, action: 'workspace.delete', subject: 'acme', edit: () => [] };
  await changeConfiguration(deps, gone);

  const left = await store.db.selectFrom('api_token').select('id').orderBy('id').execute();
  expect(left.map(({ id }) => id)).toEqual(['all', 'other']);
});

test.each([
  ['by the relay', true],
  ['by a command that has not read the file', false],
])(
  'a workspace of the file keeps tokens and versions when all that was added to it goes: %s',
  async (_who, isRead) => {
    const [ofFile] = [{ kind: 'workspace', name: 'plant', entry: { name: 'plant' } } as const];
    const provided = { file: 'relay.yml', workspaces: [[ofFile]] };
    const plant = { ...deps, provided };
    const there = { workspace: 'plant', actor: 'test' };
    const token = { id: 'a', name: 'a', hash: 'a', workspace: 'plant', scopes: [], createdAt: 1 };
    await deps.commit((unit) => insertApiToken(unit, { ...token, expiresAt: undefined }));
    const { revision } = await createObject(plant, there, 'connection', entry);

    await deleteObject(isRead ? plant : deps, there, target, false);

    expect(await store.db.selectFrom('api_token').select('id').execute()).toEqual([{ id: 'a' }]);
    expect(await findVersionObjects(store.db, 'plant', revision)).toMatchObject([{ name: 'prod' }]);
  },
);
