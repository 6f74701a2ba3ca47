import { expect, test } from 'vitest';
import { accountChecks } from './check-account.ts';
import { noAnswer, sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';

const error = (message: string) => ({ error: { message, detail: null }, status: 'failure' });
const problem = { result: { problem: { code: 'not_found', message: 'No such connection' } } };

test.each([
  ['lets it in', sampleAnswer(200, { result: { changes: [] } }), 'pass'],
  ['lets it in, and knows no such connection', sampleAnswer(404, problem), 'pass'],
  ['refuses it', sampleAnswer(403, error('User Not Authorized')), 'fail'],
  [
    'is not there',
    sampleAnswer(400, error('Requested URI does not represent any resource')),
    'skip',
  ],
  ['is silent', noAnswer, 'skip'],
])('of an account that does not see its roles, where the app %s', async (_how, answer, verdict) => {
  const inspector = sampleInspector({}, { ask: async () => answer });
  const checks = accountChecks(sampleSubject({}, { inspector }), async () => undefined);

  const check = checks.find(({ id }) => id === 'role:x_alrt_relay.api_user');
  expect(await check?.look()).toMatchObject({ verdict });
});
