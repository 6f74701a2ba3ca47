import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import { createProgram } from './program.ts';
import type { ComposedRelay, ComposePlaces } from './serve.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A process that only remembers what was said and done to it. */
function createProcess(relay: Partial<ComposedRelay> = {}) {
  const printed: string[] = [];
  const logged: object[] = [];
  const exits: number[] = [];
  const listeners: (() => void)[] = [];
  const given: ComposePlaces[] = [];
  const print = (text: string) => printed.push(text);
  const record = (fields: object, message: string) => logged.push({ ...fields, message });
  const program = createProgram({
    version: '1.2.3',
    env: {},
    print,
    printError: print,
    createLog: () => ({ info: record, warn: record, fatal: record }),
    compose: (_config, places) => {
      given.push(places);
      return Promise.resolve({
        start: () => Promise.resolve({ url: 'http://127.0.0.1:8080' }),
        stop: () => Promise.resolve(),
        ...relay,
      });
    },
    onStopRequest: (listener) => listeners.push(listener),
    exit: (code) => exits.push(code),
  });
  const serve = (text: string) => {
    const file = path.join(folder, 'relay.yml');
    writeFileSync(file, text);
    return program.parseAsync(['serve', '--config', file], { from: 'user' });
  };
  const askToStop = () => listeners.forEach((listener) => listener());
  return { printed, logged, exits, given, serve, askToStop };
}

test('a relay that is up logs its address', async () => {
  const { logged, serve, exits } = createProcess();

  await serve('listen: { port: 8080 }');

  expect(logged).toContainEqual({ url: 'http://127.0.0.1:8080', message: 'ready' });
  expect(exits).toEqual([]);
});

test('every fault of the configuration is printed with its place, and the exit code is 78', async () => {
  const { printed, serve, exits } = createProcess();

  await serve('listen: { port: no }\ncolour: blue\n');

  const file = path.join(folder, 'relay.yml');
  expect(printed.join('')).toBe(
    'The configuration has 2 faults:\n' +
      `${file}:1: listen.port: expected number, received string\n` +
      `${file}:2: colour: no such field here: remove it or correct its spelling\n`,
  );
  expect(exits).toEqual([78]);
});

test.each([
  ['DATA_FOLDER_LOCKED', 1],
  ['CONFIGURATION_INVALID', 78],
  ['MASTER_KEY_INVALID', 78],
  ['SECRETS_KEY_MISSING', 78],
  ['SECRETS_KEY_UNKNOWN', 78],
  ['STORE_UNAVAILABLE', 1],
] as const)('a start that fails with %s ends with %i', async (code, exit) => {
  const { logged, serve, exits } = createProcess({
    start: () => Promise.reject(new RelayError(code, 'No')),
  });

  await serve('');

  expect(logged).toContainEqual(expect.objectContaining({ code, message: 'could not start' }));
  expect(exits).toEqual([exit]);
});

test.each([
  // A relay before it that is still ending, an address that the machine gets later: time mends it.
  ['EADDRINUSE', 1],
  ['EADDRNOTAVAIL', 1],
  ['EAI_AGAIN', 1],
  ['EACCES', 78],
  ['ENOTFOUND', 78],
])('a relay that cannot listen because of %s ends with %i', async (code, exit) => {
  const cause = Object.assign(new Error(`listen ${code}`), { code });
  const { serve, exits } = createProcess({
    start: () => Promise.reject(new RelayError('CONFIGURATION_INVALID', 'No', { cause })),
  });

  await serve('');

  expect(exits).toEqual([exit]);
});

test('a request to stop that comes before the relay is ready ends it at once, and well', async () => {
  const starting = Promise.withResolvers<void>();
  const { serve, exits, askToStop } = createProcess({
    start() {
      starting.resolve();
      return new Promise(() => undefined);
    },
  });
  void serve('');

  // While the configuration is read, which may ask a vault, and while the store is opened.
  askToStop();
  await starting.promise;
  askToStop();

  expect(exits).toEqual([0, 0]);
});

test('D9 the first request to stop drains, and then the process ends well', async () => {
  const drained = Promise.withResolvers<void>();
  const { serve, exits, askToStop } = createProcess({ stop: () => drained.promise });
  await serve('');

  askToStop();
  expect(exits).toEqual([]);
  drained.resolve();

  await expect.poll(() => exits).toEqual([0]);
});

test('the second request to stop does not wait', async () => {
  const { serve, exits, askToStop } = createProcess({ stop: () => new Promise(() => undefined) });
  await serve('');

  askToStop();
  askToStop();

  expect(exits).toEqual([1]);
});

test('a secret that the file refers to is read again, and what was read last stays where it leads nowhere', async () => {
  const secret = path.join(folder, 'secret');
  const { given, serve } = createProcess();
  const read = async () => JSON.stringify(await given[0]?.readProvided());
  writeFileSync(secret, 'of-the-start');
  await serve(`provision:
  workspaces:
    - name: main
      connections:
        - name: prod
          url: https://acme.service-now.com
          credentials: { kind: basic, user: relay, password: { file: secret } }
          changes: 'off'
`);
  // Who edits the file restarts the relay.
  writeFileSync(path.join(folder, 'relay.yml'), 'provision: { workspaces: [{ name: other }] }');

  const before = await read();
  writeFileSync(secret, 'of-today');
  const changed = await read();
  rmSync(secret);
  const gone = await read();

  expect(before).toContain('"of-the-start"');
  expect(changed).toContain('"of-today"');
  expect(gone).toBe(changed);
});
