import type { Connection } from '../domain/configuration.ts';

/** Replaces secrets that a strange answer echoed, so that an error may quote the answer. */
export function maskSecrets(
  text: string,
  { credentials, secret }: Connection,
  others: readonly string[],
): string {
  const values = [...others];
  if (secret !== undefined) values.push(secret.reveal());
  if (credentials.kind !== 'client-credentials') values.push(credentials.password.reveal());
  if (credentials.kind !== 'basic') values.push(credentials.clientSecret.reveal());
  return values
    .flatMap((value) => [value, encodeURIComponent(value)])
    .filter((value) => value !== '')
    .reduce((masked, value) => masked.replaceAll(value, '***'), text);
}
