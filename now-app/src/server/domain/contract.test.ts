import { readFileSync } from 'node:fs';
import { AppProblem, findColumns, lookupColumns, problemCodes } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { appVersion } from '../names.ts';
import { findColumns as ownFindColumns, parseFind } from './inspect-requests.ts';
import { lookupColumns as ownLookupColumns, parseLookup } from './lookup.ts';
import { problemStatus, toProblem } from './problem.ts';

// The app carries no npm code, so what it repeats of the contract is compared here.

test('the problem codes and their statuses are those of the contract', () => {
  expect(problemStatus).toEqual(problemCodes);
});

test('a refusal has the form of the contract', () => {
  const refusal = { code: 'claim_held', message: 'Busy', retryAfterSeconds: 2 } as const;

  expect(AppProblem.parse(toProblem(refusal))).toEqual({
    problem: { code: 'claim_held', message: 'Busy', retry_after: 2 },
  });
});

test('what may be looked up is what the contract names', () => {
  expect(ownLookupColumns).toEqual(lookupColumns);
});

test('by what records may be found is what the contract names', () => {
  expect(ownFindColumns).toEqual(findColumns);
});

test.each([
  [{ by: 'state', value: '1' }, 'by'],
  [{ by: 'number', value: '' }, 'value'],
])('the search %j is refused at %s', (parameters: Record<string, string>, field) => {
  expect(parseFind((name) => parameters[name])).toMatchObject({ refusal: { field } });
});

test.each([
  [{}, 'table'],
  [{ table: 'sys_properties', column: 'name', value: 'x' }, 'table'],
  [{ table: 'sys_user', column: 'user_password', value: 'x' }, 'column'],
  [{ table: 'sys_user', column: 'email' }, 'value'],
])('the lookup %j is refused at %s', (parameters: Record<string, string>, field) => {
  expect(parseLookup((name) => parameters[name])).toMatchObject({ refusal: { field } });
});

test('the app tells the version of its package', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');

  expect(JSON.parse(text)).toMatchObject({ version: appVersion });
});
