import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { RelayError } from '../lib/errors.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { followConfiguration } from './live.ts';
import { createObject, createWorkspace, deleteWorkspace } from './manage.ts';

const REFERENCE = 'vault:kv/acme/sn#password';
let store: SampleStore;
let deps: ConfigStoreDeps;
/** What lies in the vault; `undefined` while it is away. */
let kept: string | undefined;
/** What the vault says to who looks there, and how often somebody did. */
let answer: () => Promise<string>;
let asked: number;

beforeEach(async () => {
  store = await openSampleStore();
  kept = 'before';
  asked = 0;
  answer = () =>
    kept === undefined
      ? Promise.reject(new RelayError('SECRET_UNAVAILABLE', 'away'))
      : Promise.resolve(kept);
  deps = {
    ...(await createSampleConfigStore(store)),
    references: {
      readFor() {
        asked += 1;
        return answer();
      },
    },
  };
  await createWorkspace(deps, 'test', { name: 'acme' });
  await createObject(deps, { workspace: 'acme', actor: 'test' }, 'connection', {
    name: 'prod',
    url: 'https://acme.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: REFERENCE },
    changes: 'off',
  });
});

afterEach(() => store.close());

async function follow(readProvidedAgain?: () => Promise<readonly string[]>) {
  const said: string[] = [];
  const say = (_fields: object, message: string) => void said.push(message);
  const log = { info: say, error: say };
  const live = await followConfiguration({ ...deps, log, readProvidedAgain });
  let changes = 0;
  live.onChange(() => (changes += 1));
  const password = () => {
    const credentials = live.configured.findConnection('acme', 'prod')?.credentials;
    return credentials?.kind === 'basic' ? credentials.password.reveal() : undefined;
  };
  return { live, password, changes: () => changes, said };
}

test('a secret that was changed in its vault is used without a restart', async () => {
  const { live, password, changes } = await follow();
  expect(password()).toBe('before');
  kept = 'after';

  await live.refresh();
  expect(password()).toBe('before');
  await live.readAgain();

  expect(password()).toBe('after');
  expect(changes()).toBe(1);
});

test('an unchanged one is no change, and a vault that is away takes nothing from anybody', async () => {
  const { live, password, changes } = await follow();

  await live.readAgain();
  kept = undefined;
  await live.readAgain();

  expect(password()).toBe('before');
  expect(changes()).toBe(0);
});

test('a vault that keeps silent holds up no change', async () => {
  const { live } = await follow();
  const silence = Promise.withResolvers<string>();
  answer = () => silence.promise;
  const reading = live.readAgain();
  await createWorkspace(deps, 'test', { name: 'other' });

  await live.refresh();

  expect(live.current().workspaces).toContain('other');
  silence.resolve('before');
  await reading;
});

test('a change whose vault is away is told once, and once more when it is used', async () => {
  const { live, password, changes, said } = await follow();
  await createObject(deps, { workspace: 'acme', actor: 'test' }, 'source', {
    name: 'prometheus',
    connector: 'alertmanager',
    settings: { token: 'a'.repeat(32) },
  });
  kept = undefined;

  for (let look = 0; look < 3; look += 1) await live.refresh();

  expect(said).toEqual(['a change of the configuration is not used yet']);
  expect(password()).toBe('before');
  expect(changes()).toBe(0);
  kept = 'after';
  for (let look = 0; look < 3; look += 1) await live.refresh();

  expect(said.slice(1)).toEqual([
    'a change of the configuration is used now',
    'configuration changed',
  ]);
  expect(password()).toBe('after');
  expect(changes()).toBe(1);
});

test('what a deleted workspace referred to is asked for no more', async () => {
  const { live } = await follow();
  await deleteWorkspace(deps, { workspace: 'acme', actor: 'test' }, { isCascade: true });
  await live.refresh();
  asked = 0;

  await live.readAgain();

  expect(asked).toBe(0);
});

test('what a reference of the file leads to is followed too', async () => {
  const entry = (password: string) => ({
    name: 'plant',
    url: 'https://plant.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password },
    changes: 'off',
  });
  const file = (password: string) => [
    [
      { kind: 'workspace', name: 'of-file', entry: { name: 'of-file' } },
      { kind: 'connection', name: 'plant', entry: entry(password) },
    ] as const,
  ];
  const provided = { file: 'relay.yml', workspaces: file('before') };
  deps = { ...deps, provided };
  const { live } = await follow(async () => {
    provided.workspaces = file('after');
    return ['of-file'];
  });

  await live.readAgain();

  const credentials = live.configured.findConnection('of-file', 'plant')?.credentials;
  expect(credentials?.kind === 'basic' && credentials.password.reveal()).toBe('after');
});
