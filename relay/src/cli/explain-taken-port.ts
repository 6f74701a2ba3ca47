import type { LoadedConfig } from '../config/load.ts';
import type { Store } from '../database/store.ts';
import { isOfCode } from '../lib/is-of-code.ts';
import { RelayError } from '../lib/errors.ts';

/** Why the store counts as served by nobody, and what a relay that has the port may be then. */
const unseen = {
  embedded: ({ data }: LoadedConfig['process']) =>
    `No relay has the data folder ${data}, so this command would be one for a moment. A relay that has the port serves another folder: give its own with --config or --data`,
  postgres: () =>
    'No relay was seen on the database: none leads a task there. So this command would be one for a moment. A relay that has the port serves another database, and RELAY_DATABASE_URL or database.url says which; or it has just begun, and is seen when you run this again',
} as const;

/** Who meets this has a relay that this command does not know, or some other process in its place. */
export function explainTakenPort(
  thrown: unknown,
  kind: Store['kind'],
  process: LoadedConfig['process'],
): unknown {
  if (!(thrown instanceof RelayError) || !isOfCode(thrown.cause, 'EADDRINUSE')) return thrown;
  const { port } = process.listen;
  return new RelayError(
    thrown.code,
    `${thrown.message}. ${unseen[kind](process)}. "ss -ltnp 'sport = :${port}'" names the process that has it, to its owner and to root. If that is no relay, end it, or set another listen.port in the configuration; what leads tools and ServiceNow to the relay has to name that one too.`,
    { cause: thrown.cause },
  );
}
