import { warnOfLimit } from '../../domain/call-budget.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import type { StatusWarning } from '../../domain/connection-status.ts';
import { endsOf, warnOfEnds } from '../../domain/credential-expiry.ts';
import type { Db } from '../../database/schema.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CallBudgets } from '../../servicenow/call-budgets.ts';
import { findRefreshToken } from '../../store/refresh-tokens.ts';

/** What will stop a connection some day, said in time. */
export interface Outlook {
  readonly warnings: readonly StatusWarning[];
  /** When the first of its credentials ends, ms. */
  readonly endsAt: number | undefined;
}

export interface OutlookDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly budgets: Pick<CallBudgets, 'leftOf'>;
  readonly liveSetOf: (connection: Connection) => 'first' | 'standby';
}

export async function findOutlook(deps: OutlookDeps, connection: Connection): Promise<Outlook> {
  const { name } = connection;
  const kept = await findRefreshToken(deps.db, toConnectionName(connection));
  const ends = endsOf(connection, kept?.obtainedAt);
  return {
    warnings: [
      ...(deps.liveSetOf(connection) === 'standby' ? [standbyInUse(name)] : []),
      ...warnOfEnds(connection, ends, deps.clock.now()),
      ...warnOfLimit(name, deps.budgets.leftOf(connection)),
    ],
    endsAt: ends[0]?.at,
  };
}

function standbyInUse(name: string): StatusWarning {
  return {
    code: 'STANDBY_IN_USE',
    message: `The instance refuses the credentials of ${name}, and those that stand by are used: see which set is over, then "alert-relay credentials switch ${name}" or retire it.`,
  };
}
