import { z } from 'zod';

/** Parts that several routes share; everything in the API is described here or in its route. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'expected 32 hex characters')
  .meta({ description: 'Id made by the relay; ids sort by the time they were made.' });

export const Instant = z.iso.datetime().meta({ description: 'Instant in UTC, ISO 8601.' });

export const Limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: 'Rows of a page.' });

export const After = z
  .string()
  .regex(/^[0-9a-f]{32,64}$/, 'expected the `next` of a page')
  .optional()
  .meta({ description: 'The `next` of the page before; without it the newest rows.' });

/** A page of a list, newest first. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row).meta({ description: 'Newest first.' }),
    next: z.string().optional().meta({ description: 'Give it as `after` for the next page.' }),
  });
}

export const Nothing = z.undefined();
export const NoParams = z.object({});

export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

export function toOptionalInstant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : toInstant(ms);
}
