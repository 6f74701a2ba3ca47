import { z } from 'zod';
import { isRecord } from './lenient.ts';

/** Own names, lower case, letters and digits only: `ALERT_ID`, `alertId` and `alert-id` are `alertid`. */
export function toPlainNames(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const plain = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    if (!plain.has(key)) plain.set(key, member);
  }
  return Object.fromEntries(plain);
}

/** For bodies that an administrator wrote in a template: the spelling of a name does not matter. */
export function plainNames<Shape extends z.ZodType>(shape: Shape) {
  return z.unknown().transform(toPlainNames).pipe(shape);
}
