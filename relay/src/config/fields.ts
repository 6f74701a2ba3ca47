import { z } from 'zod';
import { Secret } from '../lib/secret.ts';

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

/**
 * What is put behind our own terms with `^` must not end them: `^NQ` begins an alternative in which they
 * do not count, `^EQ` ends the query, and ServiceNow runs what stands behind `javascript:`.
 */
export const ReadFilter = z
  .string()
  .min(1)
  .max(1_000)
  .refine(
    (text) => !/\^NQ|\^EQ|ORDERBY|GROUPBY|javascript:|[\r\n]/i.test(text),
    'expected conditions of an encoded query, without ^NQ, ^EQ, ORDERBY, GROUPBY and javascript:',
  )
  .refine(
    (text) => !/^\^|\^$/.test(text),
    'expected an encoded query that neither begins nor ends with ^',
  );

export const TimeZone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone, such as UTC or Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Carries user and password, so all of it is a secret. */
export const DatabaseAddress = z
  .url({ protocol: /^postgres(ql)?$/, error: 'expected an address that starts with postgres://' })
  .transform((text) => new Secret(text));
