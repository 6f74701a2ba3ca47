import type { Unit } from '../database/group-commit.ts';
import type { RelayError } from '../lib/errors.ts';
import type { Job } from './job.ts';

/** One attempt as it is kept: the answer to "what was tried, and what came of it". */
export interface Attempt {
  readonly id: string;
  readonly job: Job;
  readonly at: number;
  readonly ms: number;
  readonly code: string;
  readonly message: string | undefined;
}

/** The job is done: its rows of history stay, it goes. */
export async function completeJob(unit: Unit, attempt: Attempt): Promise<void> {
  await unit.db.deleteFrom('job').where('id', '=', attempt.job.id).execute();
  await recordAttempt(unit, attempt);
}

/** The job stays at the head of its lane and is tried again when it is due. */
export async function postponeJob(
  unit: Unit,
  attempt: Attempt,
  next: { readonly dueAt: number; readonly counts: boolean; readonly error: RelayError },
): Promise<void> {
  await unit.db
    .updateTable('job')
    .set({
      due_at: next.dueAt,
      attempt: attempt.job.attempt + (next.counts ? 1 : 0),
      code: next.error.code,
      message: next.error.message,
    })
    .where('id', '=', attempt.job.id)
    .execute();
  await recordAttempt(unit, attempt);
}

/** A dead letter: kept with its reason, replayed or discarded by a person. */
export async function buryJob(
  unit: Unit,
  attempt: Attempt,
  grave: { readonly isBlocking: boolean; readonly error: RelayError },
): Promise<void> {
  await unit.db
    .updateTable('job')
    .set({
      state: grave.isBlocking ? 'blocking' : 'dead',
      attempt: attempt.job.attempt + 1,
      code: grave.error.code,
      message: grave.error.message,
    })
    .where('id', '=', attempt.job.id)
    .execute();
  await recordAttempt(unit, attempt);
}

async function recordAttempt(unit: Unit, attempt: Attempt): Promise<void> {
  await unit.db
    .insertInto('attempt')
    .values({
      id: attempt.id,
      job_id: attempt.job.id,
      kind: attempt.job.kind,
      lane: attempt.job.lane,
      subject: attempt.job.subject,
      attempt: attempt.job.attempt + 1,
      at: attempt.at,
      ms: attempt.ms,
      code: attempt.code,
      message: attempt.message ?? null,
    })
    .execute();
}
