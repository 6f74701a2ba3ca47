import type { Connection } from '../domain/configuration.ts';

/** Replaces secrets that a strange answer echoed, so that an error may quote the answer. */
export function maskSecrets(
  text: string,
  connection: Connection,
  others: readonly string[],
): string {
  let masked = text;
  for (const secret of [...secretsOf(connection), ...others]) {
    if (secret === '') continue;
    masked = masked.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  }
  return masked;
}

function secretsOf({ credentials, secret }: Connection): readonly string[] {
  return [
    ...(secret === undefined ? [] : [secret.reveal()]),
    ...(credentials.kind === 'client-credentials' ? [] : [credentials.password.reveal()]),
    ...(credentials.kind === 'basic' ? [] : [credentials.clientSecret.reveal()]),
  ];
}
