import { expect, test } from 'vitest';
import { type AppFacts, appChecks } from './check-app.ts';
import { noAnswer, sampleAnswer, sampleSubject } from './sample-subject.ts';
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
])('what the app finds wrong with itself counts: %j', async (failing, verdict, code) => {
  const checks = appChecks(
    sampleSubject({ name: 'prod' }),
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
