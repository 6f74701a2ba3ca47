import type { Connection } from '../domain/configuration.ts';

/** Replaces secrets that a strange answer echoed, so that an error may quote the answer. */
export function maskSecrets(
  text: string,
  connection: Connection,
  others: readonly string[],
): string {
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

function secretsOf({ credentials, secret }: Connection): readonly string[] {
  return [
    ...(secret === undefined ? [] : [secret.reveal()]),
    ...(credentials.kind === 'client-credentials' ? [] : [credentials.password.reveal()]),
    ...(credentials.kind === 'basic' ? [] : [credentials.clientSecret.reveal()]),
  ];
}
