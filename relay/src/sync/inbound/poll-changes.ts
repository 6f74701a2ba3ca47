import type { Logger } from 'pino';
import type { Connection } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import { toIsoTime, toServiceNowTime } from '../../domain/snapshot.ts';
import type { Clock } from '../../lib/clock.ts';
import { createTroubles } from '../../lib/troubles.ts';
import type { Cursor } from '../../servicenow/table/keyset.ts';
import type { PolledPage, PolledRecord } from '../../servicenow/table/poll-records.ts';

export interface PollChangesDeps {
  readonly servicenow: {
    fetchRecords(connection: Connection, table: string, after: Cursor): Promise<PolledPage>;
  };
  /** Resolves when those that are ours and new are durable. */
  readonly keep: (connection: Connection, records: readonly PolledRecord[]) => Promise<void>;
  readonly watermarks: {
    find(table: string): Promise<string | undefined>;
    record(table: string, updatedOn: string): Promise<void>;
  };
  /** What no record shows by itself, by the table where it stands; as far as routes tell of it. */
  readonly pollBeside?: Readonly<Record<string, () => Promise<void>>> | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * How far back each poll begins again: a write that takes long carries the time at which it began, and
 * shows only when it is done (reliability.md L24).
 */
export const OVERLAP_MS = 300_000;
/** Where a connection is polled for the first time. */
const FIRST_LOOK_BACK_MS = 86_400_000;

/** For instances without the app: reads what was changed, again and again. */
export async function pollChanges(
  deps: PollChangesDeps,
  connection: Connection,
  tables: readonly string[],
): Promise<void> {
  const troubles = createTroubles();
  const attempt = (table: string, poll: () => Promise<void>): Promise<void> => {
    const of = { ...toConnectionName(connection), table };
    return troubles.attempt(table, poll, {
      begins: ({ code, message }) => deps.log.warn({ ...of, code, message }, 'could not poll'),
      ends: () => deps.log.info(of, 'polls again'),
    });
  };
  while (!deps.isStopped()) {
    for (const table of tables) {
      await attempt(table, () => pollOnce(deps, connection, table));
    }
    for (const [table, poll] of Object.entries(deps.pollBeside ?? {})) {
      await attempt(table, poll);
    }
    await deps.wait(connection.tableMode.pollEveryMs);
  }
}

/** One walk from the watermark to the newest change. An empty page ends it, a short one does not: the
 * limit counts records that the account may not see. */
export async function pollOnce(
  deps: PollChangesDeps,
  connection: Connection,
  table: string,
): Promise<void> {
  const known = await deps.watermarks.find(table);
  let after: Cursor = { updatedOn: beginning(deps, known), sysId: '' };
  while (!deps.isStopped()) {
    const page = await deps.servicenow.fetchRecords(connection, table, after);
    const { records, next, now = deps.clock.now() } = page;
    await deps.keep(connection, records);
    if (next === undefined) return;
    after = next;
    const reached = capped(after.updatedOn, now);
    if (reached > (known ?? '')) await deps.watermarks.record(table, reached);
  }
}

function beginning({ clock }: PollChangesDeps, known: string | undefined): string {
  return toServiceNowTime(
    known === undefined
      ? clock.now() - FIRST_LOOK_BACK_MS
      : Date.parse(toIsoTime(known)) - OVERLAP_MS,
  );
}

/** A record dated in the future must not hide what happens until then. */
export function capped(updatedOn: string, now: number): string {
  const latest = toServiceNowTime(now);
  return updatedOn > latest ? latest : updatedOn;
}
