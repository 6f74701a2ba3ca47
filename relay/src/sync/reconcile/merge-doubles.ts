import type { Logger } from 'pino';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { isAboutAll, isUnavailable } from '../../domain/connection-hold.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { type ConnectionName, toConnectionName } from '../../domain/connection-name.ts';
import type { Clock } from '../../lib/clock.ts';
import { type ErrorCode, type RelayError, toRelayError } from '../../lib/errors.ts';
import { createTroubles } from '../../lib/troubles.ts';
import { MAX_KEYS, type Doubled, type FoundRecord } from '../../servicenow/table/doubles.ts';
import { findKeysToSweep, recordSurvivor } from '../../store/intents.ts';

export interface MergeDoublesDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly servicenow: {
    findDoubles(
      connection: Connection,
      table: string,
      keys: readonly string[],
    ): Promise<readonly Doubled[]>;
    cancelDouble(
      connection: Connection,
      table: string,
      doubled: Pick<Doubled, 'key' | 'survivor'>,
      double: FoundRecord,
    ): Promise<void>;
  };
  readonly clock: Clock;
  readonly metrics: {
    countDuplicate(labels: ConnectionName): void;
  };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Every five minutes with the stock quota of a minute: a double cannot appear later than a quota allows. */
const QUOTAS_BETWEEN_SWEEPS = 5;

/**
 * Table mode's repair: an instance that outruns its own quota, and a second relay, can make a second
 * record of a key. It is found among the keys written lately and canceled, and counted.
 */
export async function mergeDoubles(deps: MergeDoublesDeps, connection: Connection): Promise<void> {
  const of = toConnectionName(connection);
  const troubles = createTroubles();
  await deps.wait(connection.tableMode.quotaMs * QUOTAS_BETWEEN_SWEEPS);
  while (!deps.isStopped()) {
    await troubles.attempt('doubles', () => sweep(deps, connection), {
      begins: ({ code, message }) =>
        deps.log.warn({ ...of, code, message }, 'could not look for doubles'),
      ends: () => deps.log.info(of, 'doubles are looked for again'),
    });
    await deps.wait(connection.tableMode.quotaMs * QUOTAS_BETWEEN_SWEEPS);
  }
}

/** What one table or key is refused for is told at the end: the others have been looked after by then. */
async function sweep(deps: MergeDoublesDeps, connection: Connection): Promise<void> {
  const refusals: RelayError[] = [];
  let after = '';
  while (!deps.isStopped()) {
    const intents = await findKeysToSweep(deps.db, connection, {
      now: deps.clock.now(),
      after,
      limit: MAX_KEYS,
    });
    for (const [table, ofTable] of Map.groupBy(intents, (intent) => intent.table)) {
      const keys = ofTable.map(({ key }) => key);
      await unlessRefused(refusals, async () => {
        const doubles = await deps.servicenow.findDoubles(connection, table, keys);
        for (const doubled of doubles) {
          await unlessRefused(refusals, () => merge(deps, connection, table, doubled));
        }
      });
    }
    const last = intents.at(-1);
    if (last === undefined || intents.length < MAX_KEYS) break;
    after = last.key;
  }
  const [first] = refusals;
  if (first !== undefined) throw first;
}

/** Of us, not of what was asked. */
const meetsAll: ReadonlySet<ErrorCode> = new Set([
  'CONNECTION_HELD',
  'LEASE_LOST',
  'STORE_UNAVAILABLE',
]);

/** Throws what the others would meet as well. */
async function unlessRefused(refusals: RelayError[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toRelayError(thrown);
    const { code } = error;
    if (meetsAll.has(code) || isAboutAll(code) || isUnavailable(code)) throw error;
    refusals.push(error);
  }
}

async function merge(
  deps: MergeDoublesDeps,
  connection: Connection,
  table: string,
  doubled: Doubled,
): Promise<void> {
  const { key, survivor, others } = doubled;
  // First who stays: from here on commands go there, whatever becomes of the rest.
  const openSince = deps.clock.now() - toOpenForMs(connection);
  const isKept = await deps.commit((unit) => recordSurvivor(unit, key, survivor, openSince));
  if (!isKept) return;
  for (const other of others) {
    await deps.servicenow.cancelDouble(connection, table, doubled, other);
    deps.metrics.countDuplicate(toConnectionName(connection));
    deps.log.warn(
      { connection: connection.name, canceled: other.number, kept: survivor.number },
      'a second record of one key was canceled',
    );
  }
}
