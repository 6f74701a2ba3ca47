import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite } from '../database/sqlite.ts';
import type { Store } from '../database/store.ts';
import { Secret } from '../lib/secret.ts';
import { createKeyFile } from './key-file.ts';
import { toKeyPlace } from './key-place.ts';
import { loadMasterKeys } from './master-keys.ts';
import { openSecrets } from './open-secrets.ts';
import { forgetFormerKeys, rotateMasterKey } from './rotate-master-key.ts';

/** As it ships; a run of tests builds it first. */
const relay = path.join(import.meta.dirname, '../../alert-relay');
const place = { workspace: 'acme', table: 'configuration', row: 'prod', column: 'password' };

let folder = '';
let store: Store;
let sealed = '';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-rotate-'));
  store = await openSqlite(path.join(folder, 'data'));
  createKeyFile(path.join(folder, 'relay.key'));
  writeFileSync(path.join(folder, 'relay.yml'), '');
  sealed = await (await open()).seal(place, new Secret('hunter2'));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const keyPlace = () => toKeyPlace({}, path.join(folder, 'relay.yml'));
const deps = () => ({
  db: store.db,
  commit: createGroupCommit(store, () => undefined),
  keyPlace: keyPlace(),
});

async function open() {
  return (await openSecrets({ ...deps(), newId: () => 'id', now: () => 1 })).sealing;
}

/** Another process, to its end. */
function runRotateKey(...options: readonly string[]): string {
  const config = path.join(folder, 'relay.yml');
  const args = ['rotate-key', '--config', config, '--data', path.join(folder, 'data')];
  try {
    return execFileSync(relay, [...args, ...options], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

test('two rotations that begin together make one new key', async () => {
  const rotations = await Promise.all([rotateMasterKey(deps()), rotateMasterKey(deps())]);

  expect(rotations.map(({ isNew }) => isNew)).toEqual([true, false]);
  expect(loadMasterKeys(keyPlace())).toHaveLength(2);
  expect((await (await open()).open(place, sealed)).reveal()).toBe('hunter2');
});

test('a key file that nobody may write, as a mounted one, is told as that', async () => {
  mkdirSync(path.join(folder, 'relay.key.lock'));

  await expect(rotateMasterKey(deps())).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringMatching(/relay\.key cannot be changed: .*change it there/),
  });
});

test('a key file behind a link is written where it lies', async () => {
  const kept = path.join(folder, 'kept');
  renameSync(path.join(folder, 'relay.key'), kept);
  symlinkSync(kept, path.join(folder, 'relay.key'));

  const { active } = await rotateMasterKey(deps());
  await forgetFormerKeys(deps());

  expect(loadMasterKeys(toKeyPlace({ RELAY_KEY_FILE: kept }, ''))).toMatchObject([{ id: active }]);
  expect((await (await open()).open(place, sealed)).reveal()).toBe('hunter2');
});

test.each([[[]], [['--forget']]])(
  'rotate-key %o while another one writes the file waits, and no key is lost',
  async (options) => {
    // So that there is something to forget.
    await rotateMasterKey(deps());
    const said: string[] = [];

    await rotateMasterKey({
      ...deps(),
      crashPoint: (name) => {
        if (name === 'key file beside') said.push(runRotateKey(...options));
      },
    });

    expect(said).toEqual([expect.stringContaining('Somebody else changes')]);
    expect(loadMasterKeys(keyPlace())).toHaveLength(3);
    expect((await (await open()).open(place, sealed)).reveal()).toBe('hunter2');
  },
  30_000,
);

test('nor while another one forgets', async () => {
  await rotateMasterKey(deps());
  const said: string[] = [];

  await forgetFormerKeys({
    ...deps(),
    crashPoint: (name) => {
      if (name === 'key file beside') said.push(runRotateKey());
    },
  });

  expect(said).toEqual([expect.stringContaining('Somebody else changes')]);
  expect((await (await open()).open(place, sealed)).reveal()).toBe('hunter2');
}, 30_000);
