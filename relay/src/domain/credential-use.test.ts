import { expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import type { Credentials } from './configuration.ts';
import { siblingsOf } from './credential-use.ts';
import { sampleConnection } from './samples.ts';

const client = (clientId: string, clientSecret = 'one'): Credentials => ({
  kind: 'client-credentials',
  clientId,
  clientSecret: new Secret(clientSecret),
  tokenUrl: undefined,
  scope: undefined,
});
const of = (name: string, credentials: Credentials, url = 'https://acme.service-now.com') =>
  sampleConnection({ name, credentials, url });

test('one client at one instance is one credential, whatever secret is written here', () => {
  const prod = of('prod', client('a'));
  const same = of('same', client('a', 'another'));
  const other = of('other', client('b'));
  const elsewhere = of('elsewhere', client('a'), 'https://other.service-now.com');
  const foreign = { ...of('prod', client('a')), workspace: 'another' };

  expect(siblingsOf(prod, [prod, same, other, elsewhere, foreign])).toEqual([same, foreign]);
});

test('what stands by is used too', () => {
  const prod = { ...of('prod', client('new')), standby: client('old') };
  const late = of('late', client('old'));

  expect(siblingsOf(prod, [prod, late])).toEqual([late]);
  expect(siblingsOf(late, [prod, late])).toEqual([prod]);
});
