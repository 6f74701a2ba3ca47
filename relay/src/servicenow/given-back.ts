import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';

/** Why a command that waited goes back undone: too many wait for their turn in the hour. Its lane comes again. */
export function rationed(connection: Connection, allBut: number, waitMs: number): RelayError {
  const name = nameOf(connection);
  return new RelayError(
    'SERVICENOW_RATE_LIMITED',
    `More than ${allBut} commands wait for their turn in the hour of connection ${name}; this one comes again.`,
    { retryAfterMs: waitMs, details: { connection: name, rationed: true } },
  );
}

/** Its lane waits for the connection. */
export function instanceIsSlow(connection: Connection, allBut: number): RelayError {
  const hold = nameOf(connection);
  return new RelayError(
    'CONNECTION_HELD',
    `The instance of connection ${hold} takes its time, and more than ${allBut} alerts wait for it; the others follow when it answers.`,
    { details: { hold } },
  );
}

/** Its lane looks again where the alert belongs now. */
export function connectionIsGone(connection: Connection): RelayError {
  const hold = nameOf(connection);
  return new RelayError('CONNECTION_HELD', `The connection ${hold} is no longer configured.`, {
    details: { hold },
  });
}

export function relayStops(connection: Connection): RelayError {
  const hold = nameOf(connection);
  return new RelayError('CONNECTION_HELD', 'The relay stops.', { details: { hold } });
}
