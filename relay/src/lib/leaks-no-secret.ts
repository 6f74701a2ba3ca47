import { inspect } from 'node:util';
import { RelayError } from './errors.ts';

/**
 * For tests: everything that a log, an answer or a crash report could show of an error, with its
 * chain of causes. Gives the secrets found in it, in whatever encoding.
 */
export function findLeaks(error: unknown, secrets: readonly string[]): readonly string[] {
  const shown = shownOf(error).join('\n');
  return secrets.filter((secret) => formsOf(secret).some((form) => shown.includes(form)));
}

function shownOf(error: unknown): readonly string[] {
  const own = [String(error), JSON.stringify({ error }), inspect(error, { depth: 20 })];
  if (!(error instanceof Error)) return own;
  const details = error instanceof RelayError ? [JSON.stringify(error.details)] : [];
  const cause = error.cause === undefined ? [] : shownOf(error.cause);
  return [...own, error.stack ?? '', ...details, ...cause];
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const inForm = new URLSearchParams({ secret }).toString().replace('secret=', '');
  const inJson = JSON.stringify(secret).slice(1, -1);
  const encoded = [encodeURIComponent(secret), inForm, inJson, inspect(secret).slice(1, -1)];
  return [secret, ...encoded, bytes.toString('base64'), bytes.toString('hex')];
}
