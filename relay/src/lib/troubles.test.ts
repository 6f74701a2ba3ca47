import { expect, test } from 'vitest';
import { RelayError } from './errors.ts';
import { createTroubles } from './troubles.ts';

const busy = new RelayError('SERVICENOW_BUSY', 'too much');
const forbidden = new RelayError('SERVICENOW_FORBIDDEN', 'no');

test('what fails again and again alike is news once, and so is its end', () => {
  const troubles = createTroubles();

  expect([busy, busy, busy].map((error) => troubles.begins('incident', error))).toEqual([
    true,
    false,
    false,
  ]);
  expect(troubles.begins('problem', busy)).toBe(true);
  expect(troubles.begins('incident', forbidden)).toBe(true);
  expect([1, 2].map(() => troubles.ends('incident'))).toEqual([true, false]);
  expect(troubles.begins('incident', forbidden)).toBe(true);
});

test('of what is attempted again and again only the turns are told, a bug among them', async () => {
  const troubles = createTroubles();
  const told: string[] = [];
  const fates = [busy, busy, forbidden, new TypeError('a bug'), undefined, undefined];

  for (const fate of fates) {
    await troubles.attempt('incident', () => (fate ? Promise.reject(fate) : Promise.resolve()), {
      begins: ({ code }) => told.push(code),
      ends: () => told.push('well'),
    });
  }

  expect(told).toEqual(['SERVICENOW_BUSY', 'SERVICENOW_FORBIDDEN', 'BUG', 'well']);
});

test.each([
  new RelayError('CONNECTION_HELD', 'held'),
  new RelayError('SERVICENOW_RATE_LIMITED', 'nearly used up', { details: { rationed: true } }),
])('what was not even tried is no trouble of its own, and ends none', (error) => {
  const troubles = createTroubles();

  expect(troubles.begins('incident', error)).toBe(false);
  expect(troubles.ends('incident')).toBe(false);

  expect([busy, error, busy].map((one) => troubles.begins('incident', one))).toEqual([
    true,
    false,
    false,
  ]);
  expect(troubles.ends('incident')).toBe(true);
});
