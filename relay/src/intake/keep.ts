import { type Commit, createBatch, type Unit } from '../database/group-commit.ts';
import { enqueue } from '../queue/enqueue.ts';
import { insertChange, type NewChange } from '../store/changes.ts';
import { insertSnapshot, type NewSnapshot } from '../store/snapshots.ts';
import { insertDeliveries, insertEvents } from '../store/deliveries.ts';
import type { NewId } from '../lib/ids.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';
import { dropDeadEnds } from '../normalize/drop-dead-ends.ts';

/** Writes deliveries that arrive together with one statement for each table and one commit. */
export function createKeepDelivery(
  commit: Commit,
  isArriving: (lane: string) => boolean,
): (accepted: AcceptedDelivery) => Promise<void> {
  return createBatch(commit, (unit, offered) =>
    insertAccepted(unit, offered, { isArriving, arrived: false }),
  );
}

export interface InsertOptions {
  readonly isArriving: (lane: string) => boolean;
  /** Whether the jobs are left to `Arrivals`. */
  readonly arrived: boolean;
}

export async function insertAccepted(
  unit: Unit,
  offered: readonly AcceptedDelivery[],
  { isArriving, arrived }: InsertOptions,
): Promise<void> {
  const batch = await dropDeadEnds(unit.db, offered, isArriving);
  await insertDeliveries(
    unit,
    batch.map(({ delivery }) => delivery),
  );
  await insertEvents(
    unit,
    batch.flatMap(({ events }) => events),
  );
  await enqueue(
    unit,
    batch.flatMap(({ jobs }) => jobs),
    arrived,
  );
}

/** Keeps the changes that are new, each with its job, in the order in which they came. */
export function createKeepChanges(
  commit: Commit,
  newId: NewId,
): (changes: readonly NewChange[]) => Promise<void> {
  return (changes) =>
    commit(async (unit) => {
      for (const change of changes) {
        const subject = await insertChange(unit, change);
        if (subject === undefined) continue;
        await enqueue(unit, [
          {
            id: newId(),
            workspace: change.workspace,
            lane: change.lane,
            kind: 'change.apply',
            subject,
            now: change.receivedAt,
          },
        ]);
      }
    });
}

/** Keeps records as they were seen, each version once and with its job. */
export function createKeepSnapshots(
  commit: Commit,
  newId: NewId,
): (snapshots: readonly NewSnapshot[]) => Promise<void> {
  return (snapshots) =>
    commit(async (unit) => {
      for (const kept of snapshots) {
        if (!(await insertSnapshot(unit, kept))) continue;
        await enqueue(unit, [
          {
            id: newId(),
            workspace: kept.workspace,
            lane: kept.lane,
            kind: 'snapshot.compare',
            subject: kept.snapshot.id,
            now: kept.receivedAt,
          },
        ]);
      }
    });
}
