import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../lib/errors.ts';
import {
  afterCall,
  type ConnectionState,
  isAboutAll,
  mayCall,
  openState,
} from './connection-hold.ts';

function fail(state: ConnectionState, code: ErrorCode, now = 0, retryAfterMs?: number) {
  return afterCall(state, { code, retryAfterMs }, now);
}

/** Its time is over, a probe goes out and fails; the time of that is 0 again. */
function failProbe(state: ConnectionState, code: ErrorCode) {
  return fail(mayCall(state, state.until).next, code, 0);
}

test('calls that were under way when it was held do not hold it longer', () => {
  const held = fail(openState, 'SERVICENOW_UNAUTHORIZED', 1000);

  expect(fail(held, 'SERVICENOW_UNAUTHORIZED', 1001)).toEqual(held);
});

test.each(['SERVICENOW_HIBERNATING', 'SERVICENOW_UNAUTHORIZED', 'SERVICENOW_FORBIDDEN'] as const)(
  '%s holds the connection at once',
  (code) => {
    const state = fail(openState, code, 1000);

    expect(state).toMatchObject({ kind: 'held', because: code, since: 1000 });
    expect(mayCall(state, state.until - 1).allowed).toBe(false);
  },
);

test.each([
  ['SERVICENOW_HIBERNATING', true],
  ['SERVICENOW_UNAUTHORIZED', true],
  ['SERVICENOW_BUSY', false],
  ['SERVICENOW_REJECTED', false],
  [undefined, false],
] as const)('whether any other call would fail as well after %s: %s', (code, expected) => {
  expect(isAboutAll(code)).toBe(expected);
});

test('an instance that does not answer is held after five failures in a row', () => {
  let state = openState;
  const kinds = [1, 2, 3, 4, 5].map(() => {
    state = fail(state, 'SERVICENOW_UNAVAILABLE');
    return state.kind;
  });

  expect(kinds).toEqual(['open', 'open', 'open', 'open', 'held']);
});

test('an answer in between starts the count anew', () => {
  let state = openState;
  for (let time = 0; time < 4; time += 1) state = fail(state, 'SERVICENOW_UNAVAILABLE');
  state = afterCall(state, undefined, 0);

  expect(fail(state, 'SERVICENOW_UNAVAILABLE').kind).toBe('open');
});

test.each([
  'SERVICENOW_REJECTED',
  'SERVICENOW_RECORD_DELETED',
  'SERVICENOW_WRITE_REFUSED',
] as const)('%s is about the request: the connection is open', (code) => {
  expect(fail(fail(openState, 'SERVICENOW_HIBERNATING'), code)).toEqual(openState);
});

describe('a held connection', () => {
  const held = fail(openState, 'SERVICENOW_HIBERNATING', 0);

  test('lets exactly one probe through when its time is over', () => {
    const first = mayCall(held, held.until);
    const second = mayCall(first.next, held.until);

    expect([first.allowed, second.allowed]).toEqual([true, false]);
  });

  test('is open when the probe is answered, and held longer when it is not', () => {
    const probing = mayCall(held, held.until).next;
    const again = fail(probing, 'SERVICENOW_HIBERNATING', held.until);

    expect(afterCall(probing, undefined, held.until)).toEqual(openState);
    expect(again.until - held.until).toBeGreaterThan(held.until);
    expect(again.since).toBe(0);
  });

  test('waits as long as the instance asked', () => {
    expect(fail(held, 'SERVICENOW_RATE_LIMITED', 0, 3_000_000).until).toBe(3_000_000);
  });

  test('that held nothing up before, or whose probe was refused, waits as long too', () => {
    const probing = mayCall(held, held.until).next;

    expect(fail(openState, 'SERVICENOW_RATE_LIMITED', 0, 3_000_000).until).toBe(3_000_000);
    expect(fail(probing, 'SERVICENOW_RATE_LIMITED', 0, 3_000_000).until).toBe(3_000_000);
  });

  test('is probed every five seconds where it was forbidden something: another alert may be allowed', () => {
    let forbidden = fail(openState, 'SERVICENOW_FORBIDDEN');
    const waits = [1, 2, 3, 4, 5].map(() => {
      const waitMs = forbidden.until;
      forbidden = failProbe(forbidden, 'SERVICENOW_FORBIDDEN');
      return waitMs;
    });

    expect(waits).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  test('is probed at most a minute apart, after refused sign-ins at least', () => {
    let asleep = held;
    for (let time = 0; time < 30; time += 1) asleep = failProbe(asleep, 'SERVICENOW_HIBERNATING');

    expect(asleep.until).toBe(60_000);
    expect(fail(openState, 'SERVICENOW_HIBERNATING', 0).until).toBe(1000);
    const refused = fail(openState, 'SERVICENOW_UNAUTHORIZED', 0);
    expect(refused.until).toBe(5000);
    expect(failProbe(refused, 'SERVICENOW_UNAUTHORIZED').until).toBe(60_000);
  });
});
