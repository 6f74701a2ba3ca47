import type { Db } from '../database/schema.ts';
import { toChangeLane } from '../domain/change-lane.ts';
import type { Connection } from '../domain/configuration.ts';
import { withoutColumns } from '../domain/excluded-fields.ts';
import { type Snapshot, toSnapshotId } from '../domain/snapshot.ts';
import type { Clock } from '../lib/clock.ts';
import { findKnownRecords } from '../store/intents.ts';
import type { NewSnapshot } from '../store/snapshots.ts';

export interface KeepRecordsDeps {
  readonly db: Db;
  /** Resolves when they are durable. */
  readonly keep: (snapshots: readonly NewSnapshot[]) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Table mode's way in for changes: of records that a poll or a pasted rule brought, those that are ours
 * and newer than the last synced copy wait to be compared with it.
 */
export async function keepRecords(
  deps: KeepRecordsDeps,
  connection: Connection,
  records: readonly Omit<Snapshot, 'id'>[],
): Promise<void> {
  const known = await findKnownRecords(
    deps.db,
    connection,
    records.map(({ sysId }) => sysId),
  );
  const news = records.filter(({ sysId, key, modCount }) => {
    const ours = known.get(sysId);
    return ours !== undefined && ours.key === key && modCount > ours.modCount;
  });
  if (news.length === 0) return;
  await deps.keep(
    news.map((record) => ({
      workspace: connection.workspace,
      connection: connection.name,
      lane: toChangeLane(connection, record.sysId),
      receivedAt: deps.clock.now(),
      snapshot: {
        ...record,
        fields: withoutColumns(record.fields, connection.excludedFields),
        id: toSnapshotId(connection, record),
      },
    })),
  );
}
