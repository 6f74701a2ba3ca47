import { expect, test } from 'vitest';
import type { Connection } from '../domain/configuration.ts';
import { type ErrorCode, RelayError } from '../lib/errors.ts';
import type { Inspector } from '../servicenow/inspect-instance.ts';
import { networkChecks } from './check-network.ts';
import { sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';

test.each<[string, Partial<Connection>, Partial<Inspector>, string]>([
  ['plainly', {}, {}, 'fail'],
  ['by a proxy', {}, { goesByProxy: () => true }, 'skip'],
  ['by an agent', { credentials: { kind: 'agent' } }, {}, 'skip'],
])('a name that this machine does not know, called %s', async (_how, change, way, verdict) => {
  const subject = sampleSubject(change, { inspector: sampleInspector({}, way) });
  const check = networkChecks(subject).find(({ id }) => id === 'dns');

  expect(await check?.look()).toMatchObject({ verdict });
});

/** No answer came, and the system says why. */
const silentFor = (cause: string | undefined, code: ErrorCode = 'SERVICENOW_UNAVAILABLE') => ({
  kind: 'silent' as const,
  error: new RelayError(code, 'No answer came.'),
  cause,
});

test.each([
  [silentFor('ECONNREFUSED'), 'refused'],
  [silentFor('DEPTH_ZERO_SELF_SIGNED_CERT'), 'self-signed'],
  [silentFor('SELF_SIGNED_CERT_IN_CHAIN'), 'self-signed'],
  [silentFor('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'untrusted-certificate'],
  [silentFor('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'untrusted-certificate'],
  [silentFor('CERT_HAS_EXPIRED'), 'expired-certificate'],
  [silentFor('CERT_NOT_YET_VALID'), 'early-certificate'],
  [silentFor('ERR_TLS_CERT_ALTNAME_INVALID'), 'wrong-certificate'],
  [silentFor('ETIMEDOUT'), 'unreachable'],
  [silentFor(undefined), 'unreachable'],
  [silentFor('ECONNREFUSED', 'SERVICENOW_ADDRESS_REFUSED'), 'address-refused'],
])('$cause $error.code is told as %s', async (heard, code) => {
  const inspector = sampleInspector({}, { knock: async () => heard });
  const checks = networkChecks(sampleSubject({}, { inspector }));

  const found = await checks.find(({ id }) => id === 'reach')?.look();
  expect(found).toMatchObject({ verdict: 'fail', code, evidence: 'No answer came.' });
});

test.each([
  ['ECONNREFUSED', 'proxy'],
  ['UND_ERR_ABORTED', 'proxy'],
  [undefined, 'proxy'],
  ['CERT_HAS_EXPIRED', 'expired-certificate'],
])('by a proxy, %s is told as %s', async (cause, code) => {
  const knock = async () => silentFor(cause);
  const inspector = sampleInspector({}, { knock, goesByProxy: () => true });
  const checks = networkChecks(sampleSubject({}, { inspector }));

  const found = await checks.find(({ id }) => id === 'reach')?.look();
  expect(found).toMatchObject({ verdict: 'fail', code });
});

const DAY_MS = 86_400_000;

test.each([
  ['https://acme.example', 30 * DAY_MS, 'pass'],
  ['https://acme.example', 30 * DAY_MS - 1, 'warn'],
  ['https://acme.example', undefined, 'skip'],
  ['http://127.0.0.1', 30 * DAY_MS, 'skip'],
])('%s with a certificate until %s: %s', async (url, endsAt, verdict) => {
  const inspector = sampleInspector({}, { certificateEnd: () => endsAt });
  const checks = networkChecks(sampleSubject({ url }, { inspector }));

  const found = await checks.find(({ id }) => id === 'certificate')?.look();
  expect(found).toMatchObject({ verdict });
});

test.each([
  [0, 'pass'],
  [59, 'pass'],
  [60, 'warn'],
  [-299, 'warn'],
  [300, 'fail'],
  [-300, 'fail'],
])('clocks that are %i s apart: %s', async (seconds, verdict) => {
  const date = new Date(seconds * 1000).toUTCString();
  const heard = sampleAnswer(401, {}, { date });
  const inspector = sampleInspector({}, { knock: async () => heard });

  const checks = networkChecks(sampleSubject({}, { inspector }));

  expect(await checks.find(({ id }) => id === 'clock')?.look()).toMatchObject({ verdict });
});
