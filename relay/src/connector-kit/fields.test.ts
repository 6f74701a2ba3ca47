import { expect, test } from 'vitest';
import { HeaderSecret } from './fields.ts';

test.each([
  ['as a tool shows it', 'Bearer abc-123_~', true],
  ['of one character', 'x', true],
  ['as long as it may be', 'x'.repeat(4000), true],
  ['longer', 'x'.repeat(4001), false],
  ['empty', '', false],
  ['with the line break of its file', 'abc\n', false],
  ['with a space that no page shows', 'abc\u200b', false],
  ['with a letter that headers cannot have', 'pässword', false],
])('a secret for a header: %s', (_, text, isTaken) => {
  const parsed = HeaderSecret.safeParse(text);

  expect(parsed.success).toBe(isTaken);
  expect(parsed.data?.reveal()).toBe(isTaken ? text : undefined);
});
