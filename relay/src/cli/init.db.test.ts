import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from './sample-command.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-init-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function init(env: Readonly<Record<string, string>> = {}) {
  const { printed, faults, exits } = await runCommand(folder, ['init', '--json'], env);
  const made: unknown = printed.length === 0 ? undefined : JSON.parse(printed.join(''));
  return { made, faults, exits };
}

test('init writes the settings, a key for its owner only, and shows the first token once', async () => {
  const { made, exits } = await init();

  expect(made).toMatchObject({
    config: { isNew: true },
    key: { isNew: true, place: path.join(folder, 'relay.key') },
    token: expect.stringMatching(/^art_[\w-]{43}$/),
  });
  expect(statSync(path.join(folder, 'relay.key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(path.join(folder, 'relay.yml'), 'utf8')).toContain('listen:');
  expect(exits).toEqual([]);
});

test('a second init changes nothing and makes no second token', async () => {
  await init();
  const key = readFileSync(path.join(folder, 'relay.key'), 'utf8');

  const { made } = await init();

  expect(made).toEqual({
    config: { file: path.join(folder, 'relay.yml'), isNew: false },
    key: { place: path.join(folder, 'relay.key'), isNew: false },
  });
  expect(readFileSync(path.join(folder, 'relay.key'), 'utf8')).toBe(key);
});

test('where the environment has the key no file is written', async () => {
  const { made } = await init({ RELAY_KEY: Buffer.alloc(32, 5).toString('base64') });

  expect(made).toMatchObject({ key: { isNew: false } });
  expect(statSync(path.join(folder, 'relay.key'), { throwIfNoEntry: false })).toBeUndefined();
});

test('a key that cannot be used is said, and nothing is made in its place', async () => {
  const { made, faults, exits } = await init({ RELAY_KEY: 'short' });

  expect(made).toBeUndefined();
  expect(faults.join('')).toContain('MASTER_KEY_INVALID');
  expect(exits).toEqual([1]);
});

test('a file that cannot be written is named, and is no bug', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');

  const config = await runCommand(file, ['init']);
  const key = await init({ RELAY_KEY_FILE: path.join(file, 'own.key') });

  for (const [ran, named] of [
    [config, 'relay.yml'],
    [key, 'own.key'],
  ] as const) {
    expect(ran.faults.join('')).toMatch(/^REQUEST_INVALID: /);
    expect(ran.faults.join('')).toContain(`${path.join(file, named)} cannot be written: E`);
    expect(ran.exits).toEqual([64]);
  }
});

/** Files of this shell take no byte. */
function runOnFullDisk(...args: readonly string[]) {
  // As it ships; a run of tests builds it first.
  const relay = path.join(import.meta.dirname, '../../alert-relay');
  const full = `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`;
  return spawnSync('sh', ['-c', full, relay, ...args], { encoding: 'utf8' });
}

test('a key that the disk did not take whole is not left behind: the next init makes one', async () => {
  const file = path.join(folder, 'relay.yml');
  writeFileSync(file, '');

  const { stderr, status } = runOnFullDisk('init', '--config', file);

  expect(stderr).toContain('relay.key cannot be written: E');
  expect(status).toBe(64);
  expect(existsSync(path.join(folder, 'relay.key'))).toBe(false);
}, 30_000);
