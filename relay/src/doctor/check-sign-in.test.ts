import { expect, test } from 'vitest';
import type { Connection } from '../domain/configuration.ts';
import { Secret } from '../lib/secret.ts';
import { signInChecks } from './check-sign-in.ts';
import { noAnswer, sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';

const secret = new Secret('word');
const basic = { kind: 'basic', user: 'relay', password: secret } as const;
const client = {
  kind: 'client-credentials',
  clientId: 'id',
  clientSecret: secret,
  tokenUrl: undefined,
  scope: undefined,
} as const;
const refused = (message: string) => sampleAnswer(403, { error: { message } });
const scope = refused('Missing required API access scope');

test.each([
  ['table-api', basic, sampleAnswer(200, { result: [] }), 'pass', undefined],
  ['table-api', basic, refused('Failed API level ACL Validation'), 'fail', 'web-service-access'],
  [
    'table-api',
    basic,
    refused('Table is closed to web service requests'),
    'fail',
    'web-service-access',
  ],
  // Of one table, and the account may see others.
  ['table-api', basic, refused('Insufficient rights'), 'pass', undefined],
  ['table-api', basic, noAnswer, 'skip', undefined],
  ['token-scope', client, scope, 'fail', 'wrong-scope'],
  ['token-scope', client, sampleAnswer(200, { result: [] }), 'pass', undefined],
  ['token-scope', basic, scope, 'skip', undefined],
  ['sign-in', basic, noAnswer, 'fail', 'SERVICENOW_UNAVAILABLE'],
  ['sign-in', basic, sampleAnswer(200, { result: [] }), 'pass', undefined],
])('%s of %j', async (id, credentials, answer, verdict, code) => {
  const inspector = sampleInspector({}, { ask: async () => answer });
  const checks = signInChecks(sampleSubject({ credentials }, { inspector }));

  const found = await checks.find((check) => check.id === id)?.look();
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

test.each<[string, Connection['credentials'], boolean, string, string | undefined]>([
  ['was not tried', client, false, 'skip', undefined],
  ['is another kind', client, true, 'warn', 'standby-in-use'],
  [
    'is the same account',
    { ...basic, password: new Secret('old') },
    true,
    'warn',
    'wrong-password',
  ],
  ['is another account', { ...basic, user: 'other' }, true, 'warn', 'standby-in-use'],
])('of two sets, the other of which %s', async (_what, credentials, isRefused, verdict, code) => {
  const otherSet = { credentials, isRefused };
  const checks = signInChecks(sampleSubject({ credentials: basic }, { otherSet }));

  const found = await checks.find(({ id }) => id === 'standby')?.look();
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});
