import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import type { Connection } from '../domain/configuration.ts';
import { createSampleConfigStore } from '../sample-config-store.ts';
import { listVersions, loadStoredObjects } from '../store/configuration.ts';
import { followConfiguration } from './live.ts';
import { createObject, createWorkspace, getObject } from './manage.ts';
import { retireStandby, type SwitchDeps, switchCredentials } from './switch-credentials.ts';

const place = { workspace: 'acme', actor: 'test' };
const OLD = 'the old password';
const NEW = 'the new password';
let store: SampleStore;
let deps: SwitchDeps;
/** Passwords that the instance takes. */
let accepted: Set<string>;
let tried: string[];

function passwordOf({ credentials }: Connection): string {
  return credentials.kind === 'basic' ? credentials.password.reveal() : '';
}

async function current(): Promise<Connection | undefined> {
  const log = { info: () => undefined, error: () => undefined };
  const live = await followConfiguration({ ...deps, log });
  return live.configured.findConnection('acme', 'prod');
}

async function passwords() {
  const found = await current();
  const standby = found?.standby;
  return [
    found && passwordOf(found),
    standby?.kind === 'basic' ? standby.password.reveal() : undefined,
  ];
}

beforeEach(async () => {
  store = await openSampleStore();
  accepted = new Set([OLD, NEW]);
  tried = [];
  deps = {
    ...(await createSampleConfigStore(store)),
    trySignIn: async (connection) => {
      tried.push(passwordOf(connection) + (connection.standby === undefined ? '' : ' and another'));
      return accepted.has(passwordOf(connection))
        ? { verdict: 'pass', evidence: 'accepted' }
        : { verdict: 'fail', evidence: '401', cause: 'Wrong password.' };
    },
  };
  await createWorkspace(deps, 'test', { name: 'acme' });
  await createObject(deps, place, 'connection', {
    name: 'prod',
    url: 'https://acme.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: OLD },
    credentialsExpireOn: '2026-12-01',
    changes: 'off',
  });
});

afterEach(() => store.close());

const newSet = { kind: 'basic', user: 'relay', password: NEW };

test('the new set is tried, then both change places, and both stay sealed', async () => {
  const { evidence } = await switchCredentials(deps, place, 'prod', {
    credentials: newSet,
    expireOn: '2027-12-01',
  });

  expect(evidence).toBe('accepted');
  expect(tried).toEqual([NEW]);
  expect(await passwords()).toEqual([NEW, OLD]);
  expect(await current()).toMatchObject({ credentialsExpireOn: '2027-12-01' });
  const kept = JSON.stringify(await loadStoredObjects(store.db, 'acme'));
  expect(kept).not.toContain(NEW);
  expect(kept).not.toContain(OLD);
  const shown = await getObject(deps, 'acme', { kind: 'connection', name: 'prod' });
  expect(shown.entry).toMatchObject({
    credentials: { password: { set: true } },
    standby: { password: { set: true } },
  });
});

test('a set that the instance refuses changes nothing, and the refusal says why', async () => {
  accepted.delete(NEW);

  await expect(
    switchCredentials(deps, place, 'prod', { credentials: newSet }),
  ).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
    message: expect.stringContaining('Wrong password.'),
  });

  expect(await passwords()).toEqual([OLD, undefined]);
});

test('the way back is the same step without new credentials, tried as well', async () => {
  await switchCredentials(deps, place, 'prod', { credentials: newSet });

  await switchCredentials(deps, place, 'prod', {});

  expect(tried).toEqual([NEW, OLD]);
  expect(await passwords()).toEqual([OLD, NEW]);
});

test.each([
  { kind: 'agent' },
  { kind: 'certificate' },
  { kind: 'authorization-code', clientId: 'id', clientSecret: 'word' },
])('%j needs a person or another way in: it goes, and does not stand by', async (credentials) => {
  const url = 'https://acme.service-now.com';
  await createObject(deps, place, 'connection', {
    name: 'other',
    url,
    credentials,
    changes: 'off',
  });

  await switchCredentials(deps, place, 'other', { credentials: newSet });

  const shown = await getObject(deps, 'acme', { kind: 'connection', name: 'other' });
  expect(shown.entry).toMatchObject({ credentials: { kind: 'basic' } });
  expect(shown.entry).not.toHaveProperty('standby');
});

test('retiring takes the second set away, but not while the first is refused', async () => {
  await switchCredentials(deps, place, 'prod', { credentials: newSet });
  accepted.delete(NEW);

  await expect(retireStandby(deps, place, 'prod')).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
  });
  expect(await passwords()).toEqual([NEW, OLD]);
  accepted.add(NEW);
  await retireStandby(deps, place, 'prod');

  expect(await passwords()).toEqual([NEW, undefined]);
  const versions = await listVersions(store.db, { workspace: 'acme', limit: 2 });
  expect(versions.map(({ action, actor, subject }) => [action, actor, subject])).toEqual([
    ['connection.retire-credentials', 'test', 'prod'],
    ['connection.switch-credentials', 'test', 'prod'],
  ]);
});

test.each([
  ['nothing that stands by', {}, 'REQUEST_INVALID'],
  [
    'an entry with a fault',
    { credentials: { kind: 'basic', user: 'relay' } },
    'CONFIGURATION_REFUSED',
  ],
])('%s is refused before anything is tried', async (_name, wanted, code) => {
  await expect(switchCredentials(deps, place, 'prod', wanted)).rejects.toMatchObject({ code });

  expect(tried).toEqual([]);
  expect(await passwords()).toEqual([OLD, undefined]);
});

test('a change that came between is not overwritten', async () => {
  const original = deps.trySignIn;
  deps = {
    ...deps,
    async trySignIn(connection) {
      const { trySignIn: _, ...others } = deps;
      await switchCredentials({ ...others, trySignIn: original }, place, 'prod', {
        credentials: { ...newSet, password: NEW },
      });
      return { verdict: 'pass', evidence: connection.name };
    },
  };

  await expect(
    switchCredentials(deps, place, 'prod', { credentials: newSet }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
