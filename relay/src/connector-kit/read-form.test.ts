import { expect, test } from 'vitest';
import { z } from 'zod';
import { Text } from './lenient.ts';
import { plainNames } from './plain-names.ts';
import { readBodyOrForm } from './read-form.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

function read(body: string | Uint8Array, headers: Record<string, string> = form) {
  return readBodyOrForm({ headers, body: typeof body === 'string' ? Buffer.from(body) : body });
}

test('a form becomes its fields', () => {
  expect(read('id=1&title=Disk+is+full%21')).toEqual({
    kind: 'json',
    json: { id: '1', title: 'Disk is full!' },
  });
});

test('JSON in the only field is read as JSON', () => {
  expect(read('payload=%7B%22id%22%3A1%7D')).toEqual({ kind: 'json', json: { id: 1 } });
});

test('JSON that is sent as a form, as curl does with -d, is JSON', () => {
  expect(read(' {"id":"a=b&c"}')).toEqual({ kind: 'json', json: { id: 'a=b&c' } });
  expect(read('[1]')).toEqual({ kind: 'json', json: [1] });
  expect(read('{"id":')).toMatchObject({ because: 'The body is not valid JSON.' });
});

test('without the content type of a form the body is JSON', () => {
  expect(read('{"id":1}', {})).toEqual({ kind: 'json', json: { id: 1 } });
  expect(read('id=1', {})).toMatchObject({ kind: 'unreadable' });
});

test.each([
  ['empty', ''],
  ['invalid UTF-8', Buffer.from([0xff])],
  ['a prototype', '__proto__=1'],
])('a form that is %s is refused with a reason', (_name, body) => {
  expect(read(body)).toHaveProperty('because', expect.any(String));
});

test('the spelling of a name does not matter, the first one counts', () => {
  const Body = plainNames(z.object({ alertid: Text }));

  expect(Body.parse({ ALERT_ID: 'a', 'alert-id': 'b' })).toEqual({ alertid: 'a' });
  expect(Body.safeParse('text').success).toBe(false);
});
