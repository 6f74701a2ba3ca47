import { z } from 'zod';

/** Names are part of URLs, metric labels and ServiceNow records: one short alphabet fits them all. */
export const Name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'expected a name: a lower-case letter, then up to 62 letters, digits and dashes',
  );

/** A stored value of a choice column. YAML reads a bare 1 as a number; ServiceNow stores text. */
export const StoredValue = z
  .union([z.string().min(1).max(40), z.int()], { error: 'expected a stored value, such as 1' })
  .transform(String);
