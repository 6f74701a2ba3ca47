import { z } from 'zod';

/** The keys that a schema marks with `.meta({ secret: true })`, at any depth. */
export function secretKeysOf(schema: z.ZodType): readonly string[] {
  return collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

function collect(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) =>
    SecretMark.safeParse(part).success ? [key] : collect(part),
  );
}

const SecretMark = z.object({ secret: z.literal(true) });
