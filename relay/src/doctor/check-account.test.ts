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

const flags = { active: 'true', identity_type: 'machine', web_service_access_only: 'true' };
const accountOf = (change: object, roles: readonly string[] | undefined = []) => ({
  sysId: '1'.repeat(32),
  userName: 'alert.relay',
  flags: { ...flags, ...change },
  roles,
});

test.each([
  ['a machine', accountOf({}), 'pass', undefined],
  ['a person who may use web services alone', accountOf({ identity_type: 'human' }), 'pass'],
  [
    'a person',
    accountOf({ identity_type: 'human', web_service_access_only: 'false' }),
    'warn',
    'not-a-machine',
  ],
  [
    'of an instance that knows no kinds of accounts',
    { ...accountOf({}), flags: { active: 'true', web_service_access_only: 'false' } },
    'pass',
  ],
  [
    'one that has to be reset',
    accountOf({ password_needs_reset: 'true' }),
    'warn',
    'reset-pending',
  ],
])('the account is %s', async (_what, account, verdict, code?: string) => {
  const checks = accountChecks(sampleSubject({}), async () => account);

  const found = await checks.find(({ id }) => id === 'account')?.look();
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

test.each([
  [['x_alrt_relay.api_user'], 'pass', 'pass'],
  [['admin'], 'pass', 'warn'],
  [['itil', 'user_admin'], 'fail', 'warn'],
  [[], 'fail', 'pass'],
])(
  'with the roles %j the one of the app is %s, and its rights are %s',
  async (roles, has, excess) => {
    const checks = accountChecks(sampleSubject({}), async () => accountOf({}, roles));
    const look = (name: string) => checks.find(({ id }) => id === name)?.look();

    expect(await look('role:x_alrt_relay.api_user')).toMatchObject({ verdict: has });
    expect(await look('excess-rights')).toMatchObject({ verdict: excess });
  },
);

test('what is seen of the account is told, without what tells nothing', async () => {
  const account = accountOf({ sys_id: '1'.repeat(32), user_name: 'alert.relay', locked_out: '' });
  const checks = accountChecks(sampleSubject({}), async () => account);

  expect((await checks.find(({ id }) => id === 'account')?.look())?.evidence).toBe(
    'alert.relay: active=true, identity_type=machine, web_service_access_only=true',
  );
});

test('in table mode no app is asked about a role that is not seen', async () => {
  const ask = () => Promise.reject(new TypeError('nobody is to be asked'));
  const subject = sampleSubject({ mode: 'table' }, { inspector: sampleInspector({}, { ask }) });

  const check = accountChecks(subject, async () => undefined).find(
    ({ id }) => id === 'role:sn_incident_write',
  );

  expect(await check?.look()).toMatchObject({ verdict: 'skip' });
});
