import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { findLeaks } from '../lib/leaks-no-secret.ts';
import { Secret } from '../lib/secret.ts';
import { createKeyFile, newMasterKey, replaceKeyFile } from './key-file.ts';
import { type KeyPlace, toKeyPlace } from './key-place.ts';
import { openSecrets } from './open-secrets.ts';
import { rotateMasterKey } from './rotate-master-key.ts';

const CANARY = 'CANARY-of-the-sealed-value';
const place = { workspace: 'acme', table: 'configuration', row: 'prod', column: 'password' };

let folder = '';
let store: SampleStore;
let ids = 0;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-secrets-'));
  store = await openSampleStore();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const keyFile = (): string => path.join(folder, 'relay.key');
const besideConfig = (): KeyPlace => toKeyPlace({}, path.join(folder, 'relay.yml'));

/** A process with the store, such as the relay or a command beside it. */
function open(keyPlace: KeyPlace) {
  const { db } = store;
  return openSecrets({
    db,
    commit: store.commit,
    keyPlace,
    newId: () => `id-${(ids += 1)}`,
    now: () => 1,
  });
}

async function sealedBy(keyPlace: KeyPlace): Promise<string> {
  const { sealing } = await open(keyPlace);
  return sealing.seal(place, new Secret(CANARY));
}

test('what one process sealed another opens, in its place only', async () => {
  createKeyFile(keyFile());
  const sealed = await sealedBy(besideConfig());
  const { sealing } = await open(besideConfig());

  expect(sealed).not.toContain(CANARY);
  expect((await sealing.open(place, sealed)).reveal()).toBe(CANARY);
  for (const other of [
    { ...place, workspace: 'other' },
    { ...place, row: 'test' },
    { ...place, column: 'secret' },
    { ...place, table: 'token' },
  ]) {
    await expect(sealing.open(other, sealed)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  }
});

test('many who seal the first secret of a workspace at once share one data key', async () => {
  createKeyFile(keyFile());
  const [relay, command] = await Promise.all([open(besideConfig()), open(besideConfig())]);
  const texts = Array.from({ length: 40 }, (_, nth) => `${CANARY}-${nth}`);

  const sealed = await Promise.all(
    texts.map((text, nth) =>
      (nth % 2 === 0 ? relay : command).sealing.seal(place, new Secret(text)),
    ),
  );

  const rows = await store.db.selectFrom('data_key').selectAll().execute();
  expect(rows).toHaveLength(1);
  const opened = await Promise.all(sealed.map((text) => relay.sealing.open(place, text)));
  expect(opened.map((secret) => secret.reveal())).toEqual(texts);
});

test('a plain text, a cut one and one of another workspace are refused and shown nowhere', async () => {
  createKeyFile(keyFile());
  const sealed = await sealedBy(besideConfig());
  const { sealing } = await open(besideConfig());

  for (const text of [CANARY, sealed.slice(0, -4), '', 'sealed:', 'sealed:v1|A256GCM|x|a|b|c']) {
    const error: unknown = await sealing.open(place, text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(findLeaks(error, [CANARY])).toEqual([]);
  }
});

test('without a master key nothing is sealed, and none is made up', async () => {
  const { sealing, hasKey } = await open(besideConfig());

  expect(hasKey).toBe(false);
  await expect(sealing.seal(place, new Secret(CANARY))).rejects.toMatchObject({
    code: 'SECRETS_KEY_MISSING',
  });
  expect(statSync(keyFile(), { throwIfNoEntry: false })).toBeUndefined();
  expect(await store.db.selectFrom('data_key').selectAll().execute()).toEqual([]);
});

test('a key that comes later is found without a restart', async () => {
  const { sealing } = await open(besideConfig());
  createKeyFile(keyFile());

  const sealed = await sealing.seal(place, new Secret(CANARY));

  expect((await sealing.open(place, sealed)).reveal()).toBe(CANARY);
});

test('a store with sealed values does not open without their key, nor with another one', async () => {
  createKeyFile(keyFile());
  await sealedBy(besideConfig());
  rmSync(keyFile());

  const { db, commit } = store;
  const rotate = () => rotateMasterKey({ db, commit, keyPlace: besideConfig() });
  for (const refused of [() => open(besideConfig()), rotate]) {
    // Not "init makes one": a new key opens nothing of what is there.
    await expect(refused()).rejects.toMatchObject({
      code: 'SECRETS_KEY_MISSING',
      message: expect.stringMatching(/^(?!.*init).*Put that key back from its copy/),
    });
  }
  createKeyFile(keyFile());
  await expect(open(besideConfig())).rejects.toMatchObject({ code: 'SECRETS_KEY_UNKNOWN' });
});

test('a former key as second line keeps opening what it wrapped', async () => {
  const [former, next] = [newMasterKey(), newMasterKey()];
  replaceKeyFile(keyFile(), [former]);
  const sealed = await sealedBy(besideConfig());

  replaceKeyFile(keyFile(), [next, former]);
  const { sealing } = await open(besideConfig());

  expect((await sealing.open(place, sealed)).reveal()).toBe(CANARY);
});

test('RELAY_KEY goes before RELAY_KEY_FILE, which goes before the file beside the configuration', async () => {
  const [first, second] = [newMasterKey(), newMasterKey()];
  writeFileSync(path.join(folder, 'mounted'), `${second}\n`, { mode: 0o444 });
  const configFile = path.join(folder, 'relay.yml');
  const mounted = { RELAY_KEY_FILE: path.join(folder, 'mounted') };

  const both = toKeyPlace({ RELAY_KEY: first, ...mounted }, configFile);
  const sealed = await sealedBy(both);

  await expect(open(toKeyPlace(mounted, configFile))).rejects.toMatchObject({
    code: 'SECRETS_KEY_UNKNOWN',
  });
  const { sealing } = await open(toKeyPlace({ RELAY_KEY: `${second},${first}` }, configFile));
  expect((await sealing.open(place, sealed)).reveal()).toBe(CANARY);
  expect(JSON.stringify(both)).not.toContain(first);
});

test.each([
  ['too short', Buffer.alloc(31, 7).toString('base64')],
  ['too long', Buffer.alloc(33, 7).toString('base64')],
  ['no Base64', '!'.repeat(44)],
  ['empty', '# nothing but a comment'],
])('a key that is %s is refused, and not shown', async (_what, text) => {
  writeFileSync(keyFile(), text, { mode: 0o600 });

  const error: unknown = await open(besideConfig()).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: 'MASTER_KEY_INVALID' });
  expect(findLeaks(error, [text])).toEqual([]);
});

test('a key file that others may read is refused, and one that is made is for its owner only', async () => {
  createKeyFile(keyFile());
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  chmodSync(keyFile(), 0o644);

  await expect(open(besideConfig())).rejects.toMatchObject({
    code: 'MASTER_KEY_INVALID',
    message: expect.stringContaining(`chmod 600 ${keyFile()}`),
  });
});

test.each([
  ['Docker', 0o444],
  ['Kubernetes with an fsGroup', 0o440],
])('a key that %s mounts is taken, but not one that lies about like that', async (_by, mode) => {
  createKeyFile(keyFile());
  chmodSync(keyFile(), mode);

  const mounted = toKeyPlace({ RELAY_KEY_FILE: keyFile() }, 'relay.yml');
  expect((await open(mounted)).hasKey).toBe(true);
  await expect(open(besideConfig())).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
});

test('a key that Kubernetes mounts as it does by itself is refused, with the setting that mends it', async () => {
  createKeyFile(keyFile());
  chmodSync(keyFile(), 0o644);

  await expect(open(toKeyPlace({ RELAY_KEY_FILE: keyFile() }, 'relay.yml'))).rejects.toMatchObject({
    message: expect.stringContaining('defaultMode: 0440'),
  });
});

test.runIf(process.getuid?.() === 0)(
  'a file that root writes anew stays with the user of the relay',
  () => {
    createKeyFile(keyFile());
    chownSync(keyFile(), 1234, 4321);

    replaceKeyFile(keyFile(), [newMasterKey()]);

    expect(statSync(keyFile())).toMatchObject({ uid: 1234, gid: 4321 });
  },
);

test('a file named by RELAY_KEY_FILE that is not there is an error, not a relay without a key', async () => {
  const missing = toKeyPlace({ RELAY_KEY_FILE: path.join(folder, 'no') }, 'relay.yml');

  await expect(open(missing)).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
});

test('keys that cannot be put in place are not left beside it', () => {
  mkdirSync(keyFile());

  expect(() => replaceKeyFile(keyFile(), [newMasterKey()])).toThrow('relay.key');
  expect(readdirSync(folder)).toEqual(['relay.key']);
});

test('a key file is never written over', () => {
  createKeyFile(keyFile());
  const before = readFileSync(keyFile(), 'utf8');

  expect(createKeyFile(keyFile())).toBe(false);
  expect(readFileSync(keyFile(), 'utf8')).toBe(before);
});
