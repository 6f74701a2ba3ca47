import pg from 'pg';
import { RelayError } from '../lib/errors.ts';

/**
 * The server ends the connection, takes no more of them, has no space or memory left, or only reads since another
 * one took over (PostgreSQL, appendix A). A deadline of a statement is none: what was asked took too long.
 */
const ofServer = /^(?:08|53|57P|58|25006|25P03)/;

/** Whether the database failed, or the way to it, and not what was asked of it. */
export function isServerFault(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return ofServer.test(error.code ?? '');
  // A connection that breaks is a bare error, or one of the system.
  return error instanceof Error && !(error instanceof TypeError || error instanceof RangeError);
}

/** What is wrong with the database, as an error that says so. */
export function toServerFault(error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  const because = error instanceof Error ? error.message : String(error);
  if (because.includes('does not support SSL')) return noTls(error);
  if (isOfCertificate(error)) return badCertificate(because, error);
  const does = error instanceof pg.DatabaseError ? 'refuses' : 'does not answer';
  return unavailable(`The database ${does}: ${because}`, error);
}

function noTls(cause: unknown): RelayError {
  const message =
    'The database takes no TLS, which its address asks for: set "ssl = on" there, with a certificate, or take sslmode out of the address where nobody can listen on the way.';
  return unavailable(message, cause);
}

/** As Node and OpenSSL name what a certificate is refused for (x509_vfy.h). */
function isOfCertificate(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)/.test(String(code));
}

function badCertificate(because: string, cause: unknown): RelayError {
  return unavailable(
    `The certificate of the database was not taken: ${because}. Name the file of the authority that signed it with sslrootcert=FILE in the address, and the database by a name that stands in its certificate.`,
    cause,
  );
}

function unavailable(message: string, cause: unknown): RelayError {
  const because = cause instanceof Error ? cause.message : String(cause);
  return new RelayError('STORE_UNAVAILABLE', message, { cause, details: { because } });
}
