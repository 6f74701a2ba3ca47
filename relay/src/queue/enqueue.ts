import type { Unit } from '../database/group-commit.ts';
import type { JobKind } from './job.ts';

export interface NewJob {
  /** Ids sort by time; the order of the ids is the order of the lane. */
  readonly id: string;
  readonly workspace: string;
  readonly lane: string;
  readonly kind: JobKind;
  readonly subject: string;
  readonly now: number;
  /** Not before this; absent is now. */
  readonly dueAt?: number | undefined;
}

/** Adds jobs and wakes their lanes once the transaction is committed. */
export async function enqueue(unit: Unit, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await unit.db
    .insertInto('job')
    .values(
      jobs.map(({ id, workspace, lane, kind, subject, now, dueAt }) => ({
        id,
        workspace,
        lane,
        kind,
        subject,
        state: 'waiting' as const,
        attempt: 0,
        due_at: dueAt ?? now,
        created_at: now,
        code: null,
        message: null,
      })),
    )
    .execute();
  for (const { lane } of jobs) unit.wake(lane);
}
