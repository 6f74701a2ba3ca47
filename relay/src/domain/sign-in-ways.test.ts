import { expect, test } from 'vitest';
import { signInWays } from './sign-in-ways.ts';

test('in the cloud what needs no password comes first, on premises user name and password', () => {
  expect(signInWays('cloud').map(({ kind }) => kind)).toEqual([
    'client-credentials',
    'jwt-bearer',
    'authorization-code',
    'password',
    'basic',
    'api-key',
    'certificate',
  ]);
  expect(
    signInWays('on-premises')
      .map(({ kind }) => kind)
      .slice(0, 3),
  ).toEqual(['basic', 'agent', 'client-credentials']);
});
