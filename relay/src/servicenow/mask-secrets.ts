import type { Connection } from '../domain/configuration.ts';
import { Secret } from '../lib/secret.ts';

/** Replaces secrets that a strange answer echoed, so that an error may quote the answer. */
export function maskSecrets(
  text: string,
  connection: Connection,
  others: readonly string[],
): string {
  if (text === '') return text;
  let masked = text;
  for (const secret of [...secretsOf(connection), ...others]) {
    for (const form of formsOf(secret)) masked = masked.replaceAll(form, '***');
  }
  return masked;
}

/** As it is, as in a URL, a form and a JSON text: an echo can be any of them. */
function formsOf(secret: string): readonly string[] {
  if (secret === '') return [];
  const inForm = new URLSearchParams({ secret }).toString().replace('secret=', '');
  return [secret, encodeURIComponent(secret), inForm, JSON.stringify(secret).slice(1, -1)];
}

/** Every one, of whatever kind of credentials, so that a new kind cannot be forgotten here. */
function secretsOf({ credentials, standby, secret, transport }: Connection): readonly string[] {
  const values = [
    secret,
    ...valuesOf(credentials),
    ...valuesOf(standby ?? {}),
    ...valuesOf(transport ?? {}),
    transport?.proxy?.password,
  ];
  return values.flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
}

function valuesOf(thing: object): readonly unknown[] {
  return Object.values(thing);
}
