import { expect, test } from 'vitest';
import { z } from 'zod';
import { secretKeysOf } from './secret-keys.ts';

const schema = z.object({
  name: z.string(),
  signIn: z.union([
    z.object({ password: z.string().meta({ secret: true }) }),
    z.object({ keys: z.array(z.object({ key: z.string().meta({ secret: true }) })) }),
  ]),
});

test('keys that are marked as secret are found at any depth', () => {
  expect(secretKeysOf(schema)).toEqual(['password', 'key']);
});

test('a schema is looked through once, however often a configuration is read', () => {
  expect(secretKeysOf(schema)).toBe(secretKeysOf(schema));
});
