import { expect, test } from 'vitest';
import { readBody } from './read-body.ts';

const read = (text: string) => readBody(Buffer.from(text));
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

test.each([
  ['a text with brackets in it', '{"text":"[[[{{{\\"[["}', { text: '[[[{{{"[[' }],
  ['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
  ['no object at all', '1', 1],
  ['as deep as it may be', `{"a":${nested(63)}}`, expect.anything()],
])('%s is read', (_what, text, json) => {
  expect(read(text)).toEqual({ kind: 'json', json });
});

test.each([
  ['nothing', '', 'The body is empty.'],
  ['no JSON', '{"a":', 'The body is not valid JSON.'],
  ['one level too many', nested(65), 'The body is nested deeper than 64 levels.'],
  ['200,000 levels', nested(200_000), 'The body is nested deeper than 64 levels.'],
  ['levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, expect.stringContaining('64')],
  ['a prototype', '{"a":[{"__proto__":{}}]}', expect.stringContaining('__proto__')],
  ['a prototype in escapes', '{"\\u005f_proto__":{}}', expect.stringContaining('__proto__')],
  ['a prototype in capitals', '{"\\u005F_proto__":{}}', expect.stringContaining('__proto__')],
  ['any letter of it escaped', '{"__pr\\u006fto__":{}}', expect.stringContaining('__proto__')],
])('%s is refused, with the reason', (_what, text, because) => {
  expect(read(text)).toEqual({ kind: 'unreadable', because });
});

test('bytes that are no UTF-8 are refused', () => {
  expect(readBody(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({
    because: 'The body is not valid UTF-8.',
  });
});
