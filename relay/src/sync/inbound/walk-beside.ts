import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import { toIsoTime, toServiceNowTime } from '../../domain/snapshot.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Cursor, Read } from '../../servicenow/table/keyset.ts';
import { capped, OVERLAP_MS, type PollChangesDeps } from './poll-changes.ts';

export interface WalkBesideDeps extends Pick<PollChangesDeps, 'watermarks' | 'isStopped'> {
  /** Resolves when those that are new are durable. */
  readonly keepChanges: (connection: Connection, changes: readonly ChangeEvent[]) => Promise<void>;
  readonly clock: Clock;
}

/** What one read brought: those of records of ours. */
interface Step extends Read {
  readonly changes: readonly ChangeEvent[];
}

/**
 * One walk through what no record shows by itself, from the watermark to the newest; what was there
 * before the first walk is history. The watermark lies beside those of tables.
 */
export async function walkBeside(
  deps: WalkBesideDeps,
  connection: Connection,
  table: string,
  read: (after: Cursor) => Promise<Step>,
): Promise<void> {
  const known = await deps.watermarks.find(table);
  const reached = known === undefined ? await askTime(deps, read) : Date.parse(toIsoTime(known));
  let after: Cursor = { updatedOn: toServiceNowTime(reached - OVERLAP_MS), sysId: '' };
  if (known === undefined) await deps.watermarks.record(table, toServiceNowTime(reached));
  while (!deps.isStopped()) {
    const { changes, next, now = deps.clock.now() } = await read(after);
    await deps.keepChanges(connection, changes);
    if (next === undefined) return;
    after = next;
    const last = capped(next.updatedOn, now);
    if (last > (known ?? '')) await deps.watermarks.record(table, last);
  }
}

/** The clock of the instance dates what is read: by ours, history would be told, or what comes next be taken for it. */
async function askTime(
  { clock }: WalkBesideDeps,
  read: (after: Cursor) => Promise<Step>,
): Promise<number> {
  const here = clock.now();
  const { now = here } = await read({ updatedOn: toServiceNowTime(here), sysId: '' });
  return now;
}
