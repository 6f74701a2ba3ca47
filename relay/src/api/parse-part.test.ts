import { expect, test } from 'vitest';
import { z } from 'zod';
import { parsePart } from './parse-part.ts';
import { Nothing } from './shapes.ts';

test.each([
  // In this product a record is one of ServiceNow.
  [z.record(z.string(), z.unknown()), [], 'body: Invalid input: expected object, received array'],
  [
    z.record(z.string(), z.unknown()),
    undefined,
    'body: Invalid input: expected object, received undefined',
  ],
  [Nothing, {}, 'body: Invalid input: expected none, received object'],
  [
    z.strictObject({ title: z.string() }),
    {},
    'body.title: Invalid input: expected string, received undefined',
  ],
])('what is told of a body of another kind is in words for its sender', (schema, given, words) => {
  expect(() => parsePart(schema, given, 'body')).toThrow(words);
});
