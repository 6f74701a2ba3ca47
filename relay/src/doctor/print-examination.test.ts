import { expect, test } from 'vitest';
import type { CheckResult } from './check.ts';
import { printExamination } from './print-examination.ts';

const check = (id: string, verdict: CheckResult['verdict'], more: object = {}): CheckResult => ({
  id,
  title: id,
  needed: true,
  verdict,
  evidence: `seen of ${id}`,
  ...more,
});

const print = (well: boolean, ...checks: readonly CheckResult[]) =>
  printExamination({
    workspace: 'main',
    connection: 'prod',
    url: 'https://acme.service-now.com',
    mode: 'app',
    refusedSignIns: 0,
    well,
    checks,
  });

test('a line for each check, and below it why and what to do', () => {
  const trouble = { cause: 'because', cure: 'do this' };

  expect(
    print(
      false,
      check('dns', 'pass'),
      check('sign-in', 'fail', trouble),
      check('account', 'blocked'),
      check('clock', 'warn', trouble),
      check('release', 'skip', { cure: 'ask somebody' }),
      check('outbox', 'fail', { needed: false }),
    ),
  ).toEqual([
    'main/prod  https://acme.service-now.com  (app mode)',
    '',
    'ok      dns      seen of dns',
    'FAIL    sign-in  seen of sign-in',
    '          why: because',
    '          do:  do this',
    'blocked account  seen of account',
    'WARN    clock    seen of clock',
    '          why: because',
    '          do:  do this',
    '-       release  seen of release',
    '          do:  ask somebody',
    'FAIL    outbox   seen of outbox (advice)',
    '',
    'Alerts cannot flow: sign-in failed.',
  ]);
});

test('the last line says whether alerts can flow', () => {
  expect(print(true, check('dns', 'pass')).at(-1)).toBe('Alerts can flow.');
  expect(print(false, check('dns', 'fail'), check('app', 'fail')).at(-1)).toBe(
    'Alerts cannot flow: dns, app failed.',
  );
});
