import { expect, test } from 'vitest';
import { type AppFacts, appChecks } from './check-app.ts';
import { noAnswer, sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';
import { sampleRoute } from '../domain/samples.ts';
import { literal } from '../domain/template.ts';
import { RelayError } from '../lib/errors.ts';
import { wayBackChecks } from './check-way-back.ts';
import { runChecks } from './run-checks.ts';

const preflight = (...failing: readonly string[]) => {
  const checks = failing.map((name) => ({ name, ok: false, detail: 'well', remedy: 'do' }));
  const instance = { id: 'i', name: 'acme' };
  return sampleAnswer(200, {
    result: { app_version: '0.1.0', contract: 1, instance, features: [], checks },
  });
};

const facts = (change: Partial<AppFacts>): AppFacts => ({
  preflight: async () => noAnswer,
  selfTest: async () => undefined,
  ...change,
});

const look = (checks: ReturnType<typeof appChecks>, id: string) =>
  checks.find((check) => check.id === id)?.look();

test.each([
  [[], 'pass', undefined],
  [['enabled'], 'fail', 'app-settings'],
  [['invalid queries'], 'warn', 'app-advice'],
  // A clone that got a relay of its own still has the rows of its original.
  [['instance of production'], 'warn', 'app-advice'],
  [['instance of production', 'enabled'], 'fail', 'app-settings'],
  [['instance of prod'], 'fail', 'app-settings'],
  // An app that names the workspace too, where two have a connection of this name.
  [['instance of prod of default'], 'fail', 'app-settings'],
  [['instance of prod of other'], 'warn', 'app-advice'],
])('what the app finds wrong with itself counts: %j', async (failing, verdict, code) => {
  const checks = appChecks(
    sampleSubject({ name: 'prod', workspace: 'default' }),
    facts({ preflight: async () => preflight(...failing) }),
  );

  expect(await look(checks, 'app-settings')).toMatchObject(
    code === undefined ? { verdict } : { verdict, code },
  );
});

test('whether the app was introduced is not known where it gives no answer', async () => {
  const checks = wayBackChecks(sampleSubject({ changes: 'push' }), facts({}));

  expect(await look(checks, 'outbox')).toMatchObject({ verdict: 'skip' });
});

test.each([
  ['SERVICENOW_LOOKUP_EMPTY', 'name-unknown'],
  ['SERVICENOW_FORBIDDEN', 'name-unknown'],
  ['SERVICENOW_UNAVAILABLE', 'SERVICENOW_UNAVAILABLE'],
] as const)('a name that was looked for in vain: %s', async (code, expected) => {
  const group = { column: 'assignment_group', table: 'sys_user_group', by: undefined } as const;
  const value = literal('Network');
  const route = sampleRoute({
    references: [{ ...group, value, fallback: undefined, otherwise: 'fail' }],
  });
  const { servicenow } = sampleSubject({});
  const lookUp = () => Promise.reject(new RelayError(code, 'No answer'));
  const subject = sampleSubject({}, { routes: [route], servicenow: { ...servicenow, lookUp } });

  const all = await runChecks(
    wayBackChecks(subject, facts({})).map((check) => ({ ...check, after: [] })),
  );

  expect(all.find(({ id }) => id === 'references')).toMatchObject({
    verdict: 'fail',
    code: expected,
  });
});

const versionOf = (appVersion: string) =>
  sampleAnswer(200, {
    result: {
      app_version: appVersion,
      contract: 1,
      instance: { id: 'i', name: 'acme' },
      features: [],
      checks: [],
    },
  });

test.each([
  [versionOf('0.3.9'), 'pass', undefined],
  [versionOf('0.2.1'), 'warn', 'versions-differ'],
  [versionOf('1.3.1'), 'warn', 'versions-differ'],
  [sampleAnswer(403, { error: { message: 'User Not Authorized' } }), 'fail', 'app-closed'],
  [
    sampleAnswer(400, { error: { message: 'Requested URI does not represent any resource' } }),
    'fail',
    'app-missing',
  ],
  [sampleAnswer(429, { error: { message: 'Rate limit exceeded' } }), 'fail', 'app-unanswered'],
  [sampleAnswer(200, { result: { something: 'else' } }), 'fail', 'app-unreadable'],
  [noAnswer, 'skip', undefined],
])('what answers in place of the app is told: %#', async (answer, verdict, code) => {
  const checks = appChecks(
    sampleSubject({}, { version: '0.3.1' }),
    facts({ preflight: async () => answer }),
  );

  const found = await look(checks, 'app');
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

const called = (ok: boolean) => ({
  name: 'call to prod',
  ok,
  detail: 'answers',
  remedy: 'HTTP 401',
});

test.each([
  [[called(true)], 'pass', undefined],
  [[called(false)], 'fail', 'push-failed'],
  [[{ ...called(true), name: 'call to other' }], 'fail', 'not-introduced'],
  [[{ ...called(true), name: 'call to prod of other' }], 'fail', 'not-introduced'],
  [
    [
      { ...called(false), name: 'call to prod of other' },
      { ...called(true), name: 'call to prod of default' },
    ],
    'pass',
    undefined,
  ],
  [[], 'fail', 'not-introduced'],
])('of the call that the app makes is told: %j', async (checks, verdict, code) => {
  const selfTest = async () => ({ checks: [...checks] });
  const all = wayBackChecks(sampleSubject({ name: 'prod', changes: 'push' }), facts({ selfTest }));

  const found = await look(all, 'outbox');
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

test.each([
  [[called(false)], 'pass'],
  [[{ ...called(false), name: 'signature' }], 'fail'],
])('the self-test of the app counts but for its calls: %j', async (checks, verdict) => {
  const selfTest = async () => ({ checks: [...checks] });

  const found = await look(appChecks(sampleSubject({}), facts({ selfTest })), 'app-self-test');
  expect(found?.verdict).toBe(verdict);
});

test.each([
  [undefined, 'pass'],
  ['3600', 'pass'],
  ['3599', 'warn'],
])('a rate limit of %s calls an hour: %s', async (limit, verdict) => {
  const headers = limit === undefined ? {} : { 'x-ratelimit-limit': limit };
  const answer = sampleAnswer(200, { result: [] }, headers);
  const inspector = sampleInspector({}, { ask: async () => answer });

  const found = await look(
    wayBackChecks(sampleSubject({}, { inspector }), facts({})),
    'rate-limit',
  );
  expect(found?.verdict).toBe(verdict);
});
