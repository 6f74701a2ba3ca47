import { z } from 'zod';

/** Each is a constant of its module, and is asked for whenever a configuration is read. */
const known = new WeakMap<z.ZodType, readonly string[]>();

/** The keys that a schema marks with `.meta({ secret: true })`, at any depth. */
export function secretKeysOf(schema: z.ZodType): readonly string[] {
  const keys = known.get(schema) ?? collect(describe(schema));
  known.set(schema, keys);
  return keys;
}

function describe(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function collect(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) =>
    isMarked(part) ? [key] : collect(part),
  );
}

/** By hand: there are thousands of parts, and a start asks for all of them. */
function isMarked(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'secret' in part && part.secret === true;
}
