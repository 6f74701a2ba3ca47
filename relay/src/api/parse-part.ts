import type { z } from 'zod';
import { RelayError } from '../lib/errors.ts';

const MAX_ISSUES = 5;

/** Refuses with every place that is wrong and what was expected there; never with a value. */
export function parsePart<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  part: 'path' | 'query' | 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, MAX_ISSUES)
    .map((issue) => `${[part, ...issue.path].join('.')}: ${toWords(issue.message)}`);
  throw new RelayError('REQUEST_INVALID', issues.join('; '));
}

/** zod calls an object with any keys a record, which here is one of ServiceNow, and asks for `undefined`. */
function toWords(message: string): string {
  return message
    .replace('expected record,', 'expected object,')
    .replace('expected undefined,', 'expected none,');
}
