import { expect, test } from 'vitest';
import { daysLeft, endsOf, warnOfEnds } from './credential-expiry.ts';
import { sampleConnection } from './samples.ts';

const DAY = 86_400_000;
const SIGNED_IN = Date.UTC(2026, 0, 1);
const person = sampleConnection({
  credentials: {
    kind: 'authorization-code',
    clientId: 'client',
    clientSecret: undefined,
    authorizationUrl: undefined,
    issuer: undefined,
    scope: undefined,
    tokenUrl: undefined,
  },
});

test.each([
  ['the day before', 70 * DAY - 1, []],
  ['day 70', 70 * DAY, ['REFRESH_TOKEN_AGES']],
  ['day 99', 99 * DAY, ['REFRESH_TOKEN_AGES']],
  ['after its end', 101 * DAY, ['REFRESH_TOKEN_AGES']],
])('the sign-in of a person warns from day 70: %s', (_name, age, codes) => {
  const ends = endsOf(person, SIGNED_IN);

  expect(warnOfEnds(person, ends, SIGNED_IN + age).map(({ code }) => code)).toEqual(codes);
});

test('the countdown is in whole days, and goes below nothing', () => {
  const [end] = endsOf(sampleConnection({ credentialsExpireOn: '2026-03-01' }), undefined);

  expect(end).toEqual({ what: 'credentials', at: Date.UTC(2026, 2, 1) });
  expect(end && daysLeft(end, Date.UTC(2026, 1, 26, 12))).toBe(2);
  expect(end && daysLeft(end, Date.UTC(2026, 2, 3))).toBe(-2);
});

test('30 days before their end credentials warn, and the sentence says what to do', () => {
  const dated = sampleConnection({ credentialsExpireOn: '2026-03-01' });
  const ends = endsOf(dated, undefined);

  expect(warnOfEnds(dated, ends, Date.UTC(2026, 0, 30) - 1)).toEqual([]);
  expect(warnOfEnds(dated, ends, Date.UTC(2026, 0, 30))).toHaveLength(1);
  expect(warnOfEnds(dated, ends, Date.UTC(2026, 1, 24))).toEqual([
    {
      code: 'CREDENTIALS_EXPIRE',
      message:
        'The set of credentials of prod ends on 2026-03-01, in 5 day(s): make new ones on the instance, then "alert-relay credentials switch prod".',
    },
  ]);
});

test.each([
  ['to the moment', Date.UTC(2026, 2, 1), 'ends on 2026-03-01, in 0 day(s)'],
  ['and after it', Date.UTC(2026, 2, 1) + 1, 'ended on 2026-03-01'],
])('it counts %s', (_name, now, when) => {
  const dated = sampleConnection({ credentialsExpireOn: '2026-03-01' });

  expect(warnOfEnds(dated, endsOf(dated, undefined), now)).toEqual([
    expect.objectContaining({ message: expect.stringContaining(` ${when}: `) }),
  ]);
});

test('of several ends the nearest is told first', () => {
  const both = { ...person, credentialsExpireOn: '2026-03-01' };

  expect(endsOf(both, SIGNED_IN).map(({ what }) => what)).toEqual(['credentials', 'sign-in']);
  expect(endsOf(both, SIGNED_IN - 90 * DAY).map(({ what }) => what)).toEqual([
    'sign-in',
    'credentials',
  ]);
});

test('who signs in by himself, and has no date, ends never', () => {
  expect(endsOf(sampleConnection(), SIGNED_IN)).toEqual([]);
});

test('a certificate that cannot be read says nothing; the handshake will', () => {
  const transport = {
    ca: undefined,
    certificate: 'no certificate',
    key: undefined,
    passphrase: undefined,
    proxy: undefined,
  };

  expect(endsOf(sampleConnection({ transport }), undefined)).toEqual([]);
});
