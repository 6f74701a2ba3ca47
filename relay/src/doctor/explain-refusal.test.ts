import { expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { explainRefusal } from './explain-refusal.ts';
import { sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';

const refusal = sampleAnswer(
  401,
  { error: { message: 'User is not authenticated' } },
  { 'x-is-logged-in': 'false' },
);
const well = {
  sys_id: '1'.repeat(32),
  user_name: 'Alert.Relay',
  active: 'true',
  locked_out: 'false',
  password_needs_reset: 'false',
};

test.each<[string, string, Partial<typeof well>, string]>([
  ['the name in small letters', 'alert.relay', {}, 'wrong-password'],
  ['such a name, and it is locked', 'alert.relay', { locked_out: 'true' }, 'account-locked'],
  ['a name with a sign of equality', 'a=b', { user_name: 'a=b' }, 'wrong-password'],
  ['another name', 'alert.delay', {}, 'wrong-user'],
])('an account is found by %s, as it signs in', async (_how, user, change, code) => {
  const eyes = sampleInspector(
    { sys_user: [{ ...well, ...change }] },
    { knock: async () => refusal },
  );
  const credentials = { kind: 'basic', user, password: new Secret('word') } as const;
  const subject = sampleSubject({ credentials }, { inspector: eyes, admin: eyes });

  expect(await explainRefusal(subject, refusal)).toMatchObject({ code });
});
