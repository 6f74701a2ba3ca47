import { RelayError } from '../../lib/errors.ts';

/** One place where secrets lie. The contract is held by provider.conformance.ts. */
export interface SecretProvider {
  /** Stands before the colon of a reference: `vault` in `vault:secret/data/x#password`. */
  readonly scheme: string;
  /**
   * What lies at the place behind the colon. Rejects with SECRET_NOT_THERE when trying again would end
   * the same (no such secret, no right to it), with SECRET_UNAVAILABLE when it may be there later.
   */
  read(place: string): Promise<string>;
}

export function notThere(reference: string, because: string, cause?: unknown): RelayError {
  return new RelayError('SECRET_NOT_THERE', `Could not read the secret ${reference}: ${because}`, {
    cause,
  });
}

export function unavailable(reference: string, because: string, cause?: unknown): RelayError {
  return new RelayError(
    'SECRET_UNAVAILABLE',
    `Could not read the secret ${reference}: ${because}`,
    { cause },
  );
}
