import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Commit } from '../database/group-commit.ts';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { sampleConnection } from '../domain/samples.ts';
import type { Sealing } from '../domain/sealing.ts';
import { Secret } from '../lib/secret.ts';
import type { SignInMemory } from '../servicenow/request-token.ts';
import { findRefreshToken } from '../store/refresh-tokens.ts';
import { createSignInMemory } from './sign-in-memory.ts';

const connection = sampleConnection();
const names = { workspace: connection.workspace, connection: connection.name };
/** What is sealed is somebody else's subject. */
const sealing: Sealing = {
  seal: async (_place, secret) => secret.reveal(),
  open: async (_place, sealed) => new Secret(sealed),
};

let store: SampleStore;
let now: number;
/** Transactions of all who use it. */
let commits: number;

beforeEach(async () => {
  store = await openSampleStore();
  now = 1_000_000;
  commits = 0;
});

afterEach(async () => {
  await store.close();
});

/** As another process on the same store has it. */
function memory(): SignInMemory {
  const commit: Commit = (...given) => {
    commits += 1;
    return store.commit(...given);
  };
  return createSignInMemory({
    db: store.db,
    commit,
    sealing,
    clock: { now: () => now },
    holder: 'relay',
  });
}

const kept = async (): Promise<string | undefined> =>
  (await findRefreshToken(store.db, names))?.sealed;

const replacedBy = (token: string) => async (newest: Secret | undefined) => ({
  result: newest?.reveal(),
  next: new Secret(token),
});

/** Has shown the token and stands still before the answer comes. */
function stand(signIns: SignInMemory) {
  const shown = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<{ result: undefined; next: Secret }>();
  const renewed = signIns.renew(connection, () => {
    shown.resolve(undefined);
    return answer.promise;
  });
  return {
    isShown: shown.promise,
    goOn() {
      answer.resolve({ result: undefined, next: new Secret('of the past') });
      return renewed;
    },
  };
}

test('two who renew at once do it one after the other, each with what the one before was given', async () => {
  const [one, other] = [memory(), memory()];
  await one.record(connection, new Secret('0'));
  let underWay = 0;
  const shown: string[] = [];
  const show = async (newest: Secret | undefined) => {
    underWay += 1;
    expect(underWay).toBe(1);
    shown.push(newest?.reveal() ?? '');
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return { result: undefined, next: new Secret(String(shown.length)) };
  };

  await Promise.all([one, other, one, other].map((each) => each.renew(connection, show)));

  expect(shown).toEqual(['0', '1', '2', '3']);
  expect(await kept()).toBe('4');
});

test('who fails lets go, and the token stays', async () => {
  const one = memory();
  await one.record(connection, new Secret('0'));

  const failing = one.renew(connection, () => Promise.reject(new Error('no answer')));

  await expect(failing).rejects.toThrow('no answer');
  expect(await memory().renew(connection, replacedBy('1'))).toBe('0');
});

test('who died with a renewal under way holds the others up until no answer can come any more', async () => {
  const one = memory();
  await one.record(connection, new Secret('0'));
  const standing = stand(one);
  await standing.isShown;

  const other = memory().renew(connection, replacedBy('1'));
  now += 89_000;
  const tried = commits;
  await expect.poll(() => commits).toBeGreaterThan(tried + 2);
  expect(await kept()).toBe('0');
  now += 2_000;

  expect(await other).toBe('0');
  // It only stood still, and comes back: what it was given is of the past.
  await standing.goOn();
  expect(await kept()).toBe('1');
});

test('a person who signs in anew goes before what a renewal brings', async () => {
  const one = memory();
  await one.record(connection, new Secret('0'));
  const standing = stand(one);
  await standing.isShown;

  await memory().record(connection, new Secret('of the person'));
  await standing.goOn();

  expect(await kept()).toBe('of the person');
});

test('where nobody has signed in there is nothing to wait for', async () => {
  expect(await memory().renew(connection, replacedBy('1'))).toBeUndefined();
  expect(await kept()).toBeUndefined();
});
