import { expect, test } from 'vitest';
import type { Credentials } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
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

const secret = new Secret('word');
const oauth = { clientId: 'id', clientSecret: secret, tokenUrl: undefined, scope: undefined };
const jwt = { ...oauth, subject: 'alert.relay', key: secret, keyId: undefined } as const;
const client = { client_id: 'id', name: 'ours', active: 'true', user: well.sys_id };
const granted = {
  name: 'glide.oauth.inbound.client.credential.grant_type.enabled',
  value: 'true',
};
const everything = { sys_user: [well], oauth_entity: [client], sys_properties: [granted] };

test.each<[Credentials, string]>([
  [{ kind: 'basic', user: 'alert.relay', password: secret }, 'wrong-password'],
  [{ kind: 'client-credentials', ...oauth }, 'wrong-secret'],
  [
    { kind: 'password', ...oauth, scope: 'x', user: 'alert.relay', password: secret },
    'wrong-secret-or-password',
  ],
  [
    { kind: 'authorization-code', ...oauth, authorizationUrl: undefined, issuer: undefined },
    'sign-in-again',
  ],
  [{ kind: 'jwt-bearer', ...jwt, algorithm: 'RS256' }, 'wrong-key-or-secret'],
  [{ kind: 'api-key', apiKey: secret, header: 'x-sn-apikey' }, 'wrong-api-key'],
  [{ kind: 'agent' }, 'wrong-password-at-agent'],
  [{ kind: 'certificate' }, 'certificate-not-mapped'],
])('where all that can be looked at is well, $kind leaves %s', async (credentials, code) => {
  const admin = sampleInspector(everything);
  const subject = sampleSubject({ credentials }, { admin, inspector: sampleInspector() });

  expect(await explainRefusal(subject, tokenRefused)).toMatchObject({ code });
});

const tokenRefused = {
  kind: 'silent' as const,
  error: new RelayError('SERVICENOW_UNAUTHORIZED', 'No token.', { details: { status: 401 } }),
  cause: undefined,
};

test.each<[object, string]>([
  [{ sys_properties: [] }, 'grant-disabled'],
  [{ sys_properties: [{ ...granted, value: 'false' }] }, 'grant-disabled'],
  [{ oauth_entity: [{ ...client, user: '' }] }, 'no-application-user'],
  [{ oauth_entity: [{ ...client, active: 'false' }] }, 'client-inactive'],
  [{ oauth_entity: [{ ...client, client_id: 'other' }] }, 'wrong-client-id'],
  [{ oauth_entity: undefined }, 'admin-sees-nothing'],
  [{ sys_user: undefined }, 'admin-sees-nothing'],
  [{ sys_user: [{ ...well, active: 'false' }] }, 'account-inactive'],
])('an administrator sees %j: %s', async (change, code) => {
  const admin = sampleInspector({ ...everything, ...change });
  const credentials = { kind: 'client-credentials', ...oauth } as const;
  const subject = sampleSubject({ credentials }, { admin, inspector: sampleInspector() });

  expect(await explainRefusal(subject, tokenRefused)).toMatchObject({ code });
});

test.each<[Credentials['kind'], string]>([
  ['client-credentials', 'token-refused'],
  ['basic', 'sign-in-refused'],
])('alone, %s is told with all that it can be, and who may see it', async (kind, code) => {
  const basic = { kind: 'basic', user: 'alert.relay', password: secret } as const;
  const credentials =
    kind === 'basic' ? basic : ({ kind: 'client-credentials', ...oauth } as const);
  const heard = kind === 'basic' ? refusal : tokenRefused;
  const subject = sampleSubject({ credentials }, { inspector: sampleInspector() });

  const found = await explainRefusal(subject, heard);
  expect(found).toMatchObject({ code, cause: expect.stringContaining('inactive') });
  expect(found.cure).toContain('--admin-user');
});
