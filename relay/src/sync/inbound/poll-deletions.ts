import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toDeletion, toDeletionId } from '../../domain/reconcile.ts';
import { toIsoTime, toServiceNowTime } from '../../domain/snapshot.ts';
import type { Clock } from '../../lib/clock.ts';
import type { DeletionPage, PolledDeletion } from '../../servicenow/table/poll-deletions.ts';
import type { Cursor } from '../../servicenow/table/poll-records.ts';
import { findKnownRecords } from '../../store/intents.ts';
import { findLinkByKey } from '../../store/links.ts';
import { OVERLAP_MS, type PollChangesDeps } from './poll-changes.ts';

export interface PollDeletionsDeps extends Pick<PollChangesDeps, 'watermarks' | 'isStopped'> {
  readonly db: Db;
  readonly servicenow: {
    fetchDeletions(
      connection: Connection,
      tables: readonly string[],
      after: Cursor,
    ): Promise<DeletionPage>;
  };
  /** Resolves when those that are new are durable. */
  readonly keepChanges: (connection: Connection, changes: readonly ChangeEvent[]) => Promise<void>;
  readonly clock: Clock;
}

/** The watermark of deletions lies beside those of tables. */
const WATERMARK = 'sys_audit_delete';

/** One walk from the watermark to the newest deletion; what was deleted before the first is history. */
export async function pollDeletions(
  deps: PollDeletionsDeps,
  connection: Connection,
  tables: readonly string[],
): Promise<void> {
  const known = await deps.watermarks.find(WATERMARK);
  const reached = known === undefined ? deps.clock.now() : Date.parse(toIsoTime(known));
  let after: Cursor = { updatedOn: toServiceNowTime(reached - OVERLAP_MS), sysId: '' };
  if (known === undefined) await deps.watermarks.record(WATERMARK, toServiceNowTime(reached));
  while (!deps.isStopped()) {
    const { deletions, next } = await deps.servicenow.fetchDeletions(connection, tables, after);
    await deps.keepChanges(connection, await toChanges(deps.db, connection, deletions));
    if (next === undefined) return;
    after = next;
    if (next.updatedOn > (known ?? '')) await deps.watermarks.record(WATERMARK, next.updatedOn);
  }
}

/** Those of records of ours; one whose link is not there yet is seen again with the next poll. */
async function toChanges(
  db: Db,
  connection: Connection,
  deletions: readonly PolledDeletion[],
): Promise<readonly ChangeEvent[]> {
  const records = await findKnownRecords(
    db,
    connection,
    deletions.map(({ record }) => record),
  );
  const changes: ChangeEvent[] = [];
  for (const { record, deletedBy, deletedOn } of deletions) {
    const key = records.get(record)?.key;
    const link = key === undefined ? undefined : await findLinkByKey(db, key);
    // Of two records of a key one was canceled; that it is deleted is nobody's news.
    if (link === undefined || link.sysId !== record) continue;
    const actor = { user_name: deletedBy, name: deletedBy };
    changes.push(toDeletion(toDeletionId(link.key), link, actor, toIsoTime(deletedOn)));
  }
  return changes;
}
