type Headers = Readonly<Record<string, string>>;

/**
 * How long `Retry-After` asks to wait (RFC 9110, 10.2.3: seconds or a date), in milliseconds. A date counts
 * from the answer's own `Date`, so that the two clocks may differ.
 * @param now for answers without a `Date`
 */
export function readRetryAfter(headers: Headers, now?: number): number | undefined {
  const value = headers['retry-after'];
  const seconds = parseSeconds(value);
  if (seconds !== undefined) return seconds * 1_000;
  const [at, sentAt] = [parseHttpDate(value), parseHttpDate(headers['date']) ?? now];
  return at === undefined || sentAt === undefined ? undefined : at - sentAt;
}

export function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d{1,15}(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

export function parseHttpDate(value: string | undefined): number | undefined {
  // `Date.parse` reads "soon 7" as a date; an HTTP date begins with its weekday.
  if (value === undefined || !/^\s*[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
