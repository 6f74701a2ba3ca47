import type { Db } from '../../database/schema.ts';
import type { StatusName } from '../../domain/connection-status.ts';
import { findStatuses } from '../connection-status.ts';

export interface ShownStatus {
  readonly connection: string;
  readonly status: StatusName | 'unknown';
  readonly because: string | undefined;
  readonly message: string;
  readonly since: number | undefined;
  readonly seenAt: number | undefined;
}

/** Of each of these connections how it is; `unknown` where no relay that runs has said. */
export async function showStatuses(
  db: Db,
  workspace: string,
  connections: readonly string[],
  now: number,
): Promise<readonly ShownStatus[]> {
  const kept = await findStatuses(db, workspace, now);
  return connections
    .toSorted()
    .map((connection) => kept.find((one) => one.connection === connection) ?? unknown(connection));
}

function unknown(connection: string): ShownStatus {
  return {
    connection,
    status: 'unknown',
    because: undefined,
    message: 'No relay that runs has looked at it yet. Is "alert-relay serve" running?',
    since: undefined,
    seenAt: undefined,
  };
}
