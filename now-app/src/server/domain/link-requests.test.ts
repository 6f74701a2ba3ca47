import { CompareRequest } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { parseCompareRequest, parseLinkQuestion, toCursorText } from './link-requests.ts';

const ask = (parameters: Readonly<Record<string, string>>) =>
  parseLinkQuestion((name) => parameters[name]);

test('the first page begins with the oldest record, or at the time that is named', () => {
  expect(ask({})).toEqual({
    ok: true,
    value: { cursor: { updatedOn: '', sysId: '' }, limit: 200, onlyOpen: false },
  });
  expect(ask({ since: '2026-01-31T12:00:00.123Z', limit: '5', open: 'true' })).toMatchObject({
    value: { cursor: { updatedOn: '2026-01-31 12:00:00', sysId: '' }, limit: 5, onlyOpen: true },
  });
});

test('a page goes on where the one before ended', () => {
  const cursor = { updatedOn: '2026-01-31 12:00:00', sysId: 'b'.repeat(32) };

  expect(ask({ since: '2026-01-01T00:00:00Z', after: toCursorText(cursor) })).toMatchObject({
    value: { cursor },
  });
});

test.each([
  [{ limit: '0' }, 'limit'],
  [{ limit: '501' }, 'limit'],
  [{ limit: 'many' }, 'limit'],
  [{ open: 'yes' }, 'open'],
  [{ since: 'yesterday' }, 'since'],
  [{ since: "2026-01-31T12:00:00Z'^ORstate=1" }, 'since'],
  [{ after: '2026-01-31T12:00:00Z' }, 'after'],
])('the question %j is refused at %s', (parameters: Record<string, string>, field) => {
  expect(ask(parameters)).toMatchObject({ ok: false, refusal: { field } });
});

test.each<[unknown, string]>([
  ['x', ''],
  [{}, 'keys'],
  [{ keys: [] }, 'keys'],
  [{ keys: Array.from({ length: 501 }, () => 'a'.repeat(64)) }, 'keys'],
  [{ keys: ['a'.repeat(64), 'A'] }, 'keys[1]'],
  [{ keys: ['a'.repeat(64)], more: 1 }, 'more'],
])('the comparison %j is refused at %j', (body, field) => {
  expect(parseCompareRequest(body)).toMatchObject({ ok: false, refusal: { field } });
  expect(CompareRequest.safeParse(body).success).toBe(false);
});
