/**
 * For tests that need something which a fresh clone does not bring. On a person's machine they are
 * skipped with a sentence; where CI is set a skipped test would be a lie, so there it is an error.
 */
export function hereOrSkipped(here: boolean, what: string): boolean {
  if (here) return true;
  const inCi = (process.env['CI'] ?? '') !== '';
  if (inCi) throw new Error(`Missing in CI: ${what}`);
  console.warn(`Skipped, because this machine lacks ${what}.`);
  return false;
}
