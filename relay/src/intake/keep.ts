import { type FlatRows, toFlatRows } from '../database/flat-rows.ts';
import { type Commit, createBatch, type Unit } from '../database/group-commit.ts';
import { enqueue, toJobRow } from '../queue/enqueue.ts';
import { insertChange, type NewChange } from '../store/changes.ts';
import { insertSnapshot, type NewSnapshot } from '../store/snapshots.ts';
import { insertDeliveries, insertEvents, toDeliveryRow, toEventRow } from '../store/deliveries.ts';
import type { NewId } from '../lib/ids.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';
import { dropDeadEnds } from '../normalize/drop-dead-ends.ts';

/**
 * Writes deliveries that arrive together with one statement for each table and one commit.
 * @param isArriving whether a lane has jobs that only this process knows
 */
export function createKeepDelivery(
  commit: Commit,
  isArriving: (lane: string) => boolean,
): (accepted: AcceptedDelivery) => Promise<void> {
  return createBatch(commit, (unit, offered) => insertAccepted(unit, offered, isArriving));
}

export async function insertAccepted(
  unit: Unit,
  offered: readonly AcceptedDelivery[],
  isArriving: (lane: string) => boolean,
): Promise<void> {
  const batch = await dropDeadEnds(unit.db, offered, isArriving);
  const { deliveries, events, jobs } = gather(batch);
  await insertDeliveries(unit, deliveries);
  await insertEvents(unit, events);
  await enqueue(unit, jobs);
}

/**
 * The same for a thread that only writes: rows of deliveries of which no event merely follows.
 * @param arrived whether the jobs are left to `Arrivals`
 */
export function toRowsToKeep(
  batch: readonly AcceptedDelivery[],
  arrived: boolean,
): readonly FlatRows[] {
  const { deliveries, events, jobs } = gather(batch);
  const jobRows = jobs.map((job) => toJobRow(job, arrived));
  return [
    ...toFlatRows('delivery', deliveries.map(toDeliveryRow)),
    ...toFlatRows('event', events.map(toEventRow)),
    ...toFlatRows('job', jobRows),
  ];
}

function gather(batch: readonly AcceptedDelivery[]) {
  return {
    deliveries: batch.map(({ delivery }) => delivery),
    events: batch.flatMap(({ events }) => events),
    jobs: batch.flatMap(({ jobs }) => jobs),
  };
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
