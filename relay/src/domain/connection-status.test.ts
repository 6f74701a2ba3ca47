import { expect, test } from 'vitest';
import { afterCall, openState } from './connection-hold.ts';
import { type Ended, judgeStatus, type Signals, worstOf } from './connection-status.ts';

const well: Ended = { at: 1, failure: undefined };
const failed = (code: NonNullable<Ended['failure']>['code']): Ended => ({
  at: 2,
  failure: { code, message: `it said ${code}` },
});
const heldBy = (code: NonNullable<Ended['failure']>['code']) => {
  let state = openState;
  for (let calls = 0; calls < 5; calls += 1) {
    state = afterCall(state, { code, retryAfterMs: undefined }, 1000);
  }
  return state;
};
const warning = { code: 'CREDENTIALS_EXPIRE', message: 'in 5 days' } as const;
const calm: Signals = {
  isEnabled: true,
  fault: undefined,
  hold: openState,
  ended: [well],
  warnings: [],
};

test.each<[string, Partial<Signals>, { status: string; because: string | undefined }]>([
  ['answered calls', {}, { status: 'ok', because: undefined }],
  [
    'a connection that is switched off, whatever else is',
    { isEnabled: false, hold: heldBy('SERVICENOW_UNAUTHORIZED') },
    { status: 'paused', because: 'SWITCHED_OFF' },
  ],
  [
    'one that cannot be used, although nobody switched it off',
    { isEnabled: false, fault: 'url: expected https://' },
    { status: 'paused', because: 'CONFIGURATION_INVALID' },
  ],
  [
    'a refused sign-in',
    {
      hold: heldBy('SERVICENOW_UNAUTHORIZED'),
      ended: [well, failed('SERVICENOW_UNAUTHORIZED')],
    },
    { status: 'paused', because: 'SERVICENOW_UNAUTHORIZED' },
  ],
  [
    'a sleeping instance',
    { hold: heldBy('SERVICENOW_HIBERNATING'), ended: [failed('SERVICENOW_HIBERNATING')] },
    { status: 'paused', because: 'SERVICENOW_HIBERNATING' },
  ],
  [
    'a probe that is under way',
    { hold: { ...heldBy('SERVICENOW_HIBERNATING'), kind: 'probing' } },
    { status: 'paused', because: 'SERVICENOW_HIBERNATING' },
  ],
  [
    'five calls in a row without an answer',
    { hold: heldBy('SERVICENOW_UNAVAILABLE'), ended: [failed('SERVICENOW_UNAVAILABLE')] },
    { status: 'failing', because: 'SERVICENOW_UNAVAILABLE' },
  ],
  [
    'one call without an answer',
    {
      hold: afterCall(openState, { code: 'SERVICENOW_BUSY', retryAfterMs: undefined }, 1),
      ended: [well, failed('SERVICENOW_BUSY')],
    },
    { status: 'degraded', because: 'SERVICENOW_BUSY' },
  ],
  [
    'a tenth of the recent calls, not in a row',
    {
      ended: [
        ...Array.from({ length: 27 }, () => well),
        ...Array.from({ length: 3 }, () => failed('SERVICENOW_BUSY')),
        well,
      ].slice(1),
    },
    { status: 'degraded', because: 'CALLS_FAIL' },
  ],
  [
    'less than a tenth of them',
    {
      ended: [
        ...Array.from({ length: 3 }, () => failed('SERVICENOW_BUSY')),
        ...Array.from({ length: 28 }, () => well),
      ],
    },
    { status: 'ok', because: undefined },
  ],
  [
    'records that are refused, which say nothing of the connection',
    { ended: Array.from({ length: 9 }, () => failed('SERVICENOW_REJECTED')) },
    { status: 'ok', because: undefined },
  ],
  ['a warning', { warnings: [warning] }, { status: 'degraded', because: 'CREDENTIALS_EXPIRE' }],
])('%s', (_name, change, expected) => {
  expect(judgeStatus({ ...calm, ...change })).toMatchObject(expected);
});

test('the reason is told in the words of the call that met it', () => {
  const hold = heldBy('SERVICENOW_UNAUTHORIZED');
  const ended = [failed('SERVICENOW_UNAUTHORIZED'), failed('SERVICENOW_BUSY')];

  expect(judgeStatus({ ...calm, hold, ended }).message).toBe('it said SERVICENOW_UNAUTHORIZED');
});

test('of several relays the worst counts, and of equals what holds for longest', () => {
  const ok = { status: 'ok', since: 1 } as const;
  const failing = { status: 'failing', since: 9 } as const;
  const longer = { status: 'failing', since: 5 } as const;

  expect(worstOf([ok, failing, longer])).toBe(longer);
  expect(worstOf([])).toBeUndefined();
});
