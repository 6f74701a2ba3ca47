import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Unit } from '../../database/group-commit.ts';
import { toChangeLane } from '../../domain/change-lane.ts';
import type { Connection } from '../../domain/configuration.ts';
import { withoutColumns } from '../../domain/excluded-fields.ts';
import { toSnapshotId } from '../../domain/snapshot.ts';
import type { NewId } from '../../lib/ids.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { PolledRecord } from '../../servicenow/table/poll-records.ts';
import { insertChange } from '../../store/changes.ts';
import { insertSnapshot } from '../../store/snapshots.ts';

/** A change that had not come, as if it came now. */
export async function keepChange(
  newId: NewId,
  unit: Unit,
  { workspace, name: connection }: Connection,
  change: ChangeEvent,
  at: number,
): Promise<void> {
  const lane = toChangeLane({ workspace, name: connection }, change.sys_id);
  const kept = { workspace, connection, lane, receivedAt: at, change };
  const subject = await insertChange(unit, kept);
  if (subject === undefined) return;
  const job = { id: newId(), workspace, lane, subject, now: at } as const;
  await enqueue(unit, [{ ...job, kind: 'change.apply' }]);
}

/** Table mode: a record as it was seen, to be compared with the last synced copy as one of a poll is. */
export async function keepSeen(
  newId: NewId,
  unit: Unit,
  connection: Connection,
  seen: PolledRecord,
  at: number,
): Promise<void> {
  const { workspace, name, excludedFields } = connection;
  const lane = toChangeLane(connection, seen.sysId);
  const fields = withoutColumns(seen.fields, excludedFields);
  const snapshot = { ...seen, fields, id: toSnapshotId(connection, seen) };
  const kept = { workspace, connection: name, lane, receivedAt: at, snapshot };
  if (!(await insertSnapshot(unit, kept))) return;
  const job = { id: newId(), workspace, lane, subject: snapshot.id, now: at } as const;
  await enqueue(unit, [{ ...job, kind: 'snapshot.compare' }]);
}
