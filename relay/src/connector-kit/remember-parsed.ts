import { z } from 'zod';

interface Parsed<Schema extends z.ZodType> {
  /** The settings with their type, parsed at most once. */
  readonly of: (given: unknown) => z.output<Schema>;
  /** Takes what this schema gave, perhaps as a part of a larger one, as settings. */
  readonly adopt: (parsed: object) => object;
}

/**
 * Gives settings their type back without a cast: what was parsed, and what came out of it, is known by
 * its identity. The configuration keeps its objects, so a delivery costs no parsing.
 */
export function rememberParsed<Schema extends z.ZodType>(schema: Schema): Parsed<Schema> {
  const known = new WeakMap<object, z.output<Schema>>();
  // Without a check it only says what the value is: the caller's schema has looked at it.
  const Output = z.custom<z.output<Schema>>();
  const adopt = (parsed: object): object => {
    known.set(parsed, Output.parse(parsed));
    return parsed;
  };
  return {
    adopt,
    of(given) {
      if (typeof given !== 'object' || given === null) return schema.parse(given);
      const before = known.get(given);
      if (before !== undefined) return before;
      const parsed = schema.parse(given);
      known.set(given, parsed);
      if (typeof parsed === 'object' && parsed !== null) adopt(parsed);
      return parsed;
    },
  };
}
