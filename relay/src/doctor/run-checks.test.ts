import { expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import { type Check, fail, pass, skip, warn } from './check.ts';
import { isWell, runChecks } from './run-checks.ts';

const trouble = { code: 'x', evidence: 'seen', cause: 'because', cure: 'do' };

function check(id: string, after: readonly string[], look: Check['look'], needed = true): Check {
  return { id, title: id, needed, after, look };
}

test('what failed blocks what needs it, named by its root', async () => {
  const results = await runChecks([
    check('first', [], () => fail(trouble)),
    check('second', ['first'], () => pass('never looked at')),
    check('third', ['second'], () => pass('never looked at')),
    check('other', [], () => pass('well')),
  ]);

  expect(results.map(({ verdict, blockedBy }) => [verdict, blockedBy])).toEqual([
    ['fail', undefined],
    ['blocked', 'first'],
    ['blocked', 'first'],
    ['pass', undefined],
  ]);
});

test.each([
  ['a warning', () => warn(trouble)],
  ['what is not visible', () => skip('hidden')],
])('%s blocks nothing', async (_name, look) => {
  const results = await runChecks([
    check('first', [], look),
    check('second', ['first'], () => pass('well')),
  ]);

  expect(results[1]?.verdict).toBe('pass');
  expect(isWell(results)).toBe(true);
});

test('a look that breaks is a finding, and the run goes on', async () => {
  const results = await runChecks([
    check('first', [], () => Promise.reject(new RelayError('NOT_FOUND', 'gone'))),
    check('second', [], () => pass('well')),
  ]);

  expect(results[0]).toMatchObject({ verdict: 'fail', code: 'NOT_FOUND', evidence: 'gone' });
  expect(results[1]?.verdict).toBe('pass');
});

test('advice that failed leaves the connection well; what is needed and blocked does not', async () => {
  const advice = await runChecks([check('first', [], () => fail(trouble), false)]);
  const blocked = await runChecks([
    check('first', [], () => fail(trouble), false),
    check('second', ['first'], () => pass('never looked at')),
  ]);

  expect(isWell(advice)).toBe(true);
  expect(isWell(blocked)).toBe(false);
});
