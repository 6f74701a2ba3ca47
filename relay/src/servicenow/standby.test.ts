import { expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import type { Authentication, Proof } from './authentication.ts';
import { withStandby } from './standby.ts';

const refused = new RelayError('SERVICENOW_UNAUTHORIZED', 'refused');
const away = new RelayError('SERVICENOW_UNAVAILABLE', 'away');

/** A set that gives out numbered proofs; `fixed` as Basic, which has one for ever. */
function createSet(name: string, isFixed: boolean) {
  let count = 1;
  let failure: RelayError | undefined;
  let proof: Proof = { headers: {}, secret: `${name} 1` };
  const set: Authentication & { fail: (error: RelayError | undefined) => void } = {
    authorize: () => (failure === undefined ? Promise.resolve(proof) : Promise.reject(failure)),
    renew(given) {
      if (isFixed) return false;
      if (given === proof) {
        count += 1;
        proof = { headers: {}, secret: `${name} ${count}` };
      }
      return true;
    },
    tokens: () => [proof.secret],
    fail: (error) => (failure = error),
  };
  return set;
}

function start({ isFixed }: { readonly isFixed: boolean }) {
  const first = createSet('first', isFixed);
  const standby = createSet('standby', isFixed);
  const turns: string[] = [];
  const both = withStandby(first, standby, (set) => turns.push(set));
  return { first, standby, turns, both, ask: async () => (await both.authorize()).secret };
}

test('a refused password gives way to the other at once, and back again', async () => {
  const { both, turns, ask } = start({ isFixed: true });

  const old = await both.authorize();
  expect(both.renew(old)).toBe(true);
  const other = await both.authorize();
  expect(other.secret).toBe('standby 1');
  expect(both.renew(other)).toBe(true);

  expect(await ask()).toBe('first 1');
  expect(turns).toEqual(['standby', 'first']);
});

test('calls that were under way with the refused one do not turn it back', async () => {
  const { both, turns, ask } = start({ isFixed: true });
  const old = await both.authorize();

  for (let calls = 0; calls < 5; calls += 1) both.renew(old);

  expect(await ask()).toBe('standby 1');
  expect(turns).toEqual(['standby']);
});

test('a token that is over is renewed first; refused again, its set is over', async () => {
  const { both, turns } = start({ isFixed: false });
  const old = await both.authorize();
  // Other calls sign in with it too.
  expect(await both.authorize()).toBe(old);

  both.renew(old);
  const fresh = await both.authorize();
  expect(fresh.secret).toBe('first 2');
  expect(turns).toEqual([]);
  both.renew(fresh);

  expect((await both.authorize()).secret).toBe('standby 1');
  expect(turns).toEqual(['standby']);
});

test('a client that gets no token any more gives way to the other', async () => {
  const { first, turns, ask } = start({ isFixed: false });

  first.fail(refused);

  expect(await ask()).toBe('standby 1');
  expect(turns).toEqual(['standby']);
});

test('an instance that is away refuses nobody', async () => {
  const { first, turns, both } = start({ isFixed: false });

  first.fail(away);

  await expect(both.authorize()).rejects.toBe(away);
  expect(turns).toEqual([]);
});

test('when both are refused, it is the refusal of the one in use that is told', async () => {
  const { first, standby, both } = start({ isFixed: false });

  first.fail(refused);
  standby.fail(away);

  await expect(both.authorize()).rejects.toBe(refused);
});
