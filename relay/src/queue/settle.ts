import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { AttemptTable } from '../database/schema.ts';
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

const deleteJobs = rememberWrite<{ id: string }>((db, jobs) =>
  db.deleteFrom('job').where(
    'id',
    'in',
    jobs.map(({ id }) => id),
  ),
);
const insertAttempts = rememberWrite<AttemptTable>((db, rows) =>
  db.insertInto('attempt').values(rows),
);

/** The jobs are done: their rows of history stay, they go. */
export function completeJobs(unit: Unit, attempts: readonly Attempt[]): void {
  for (const attempt of attempts) {
    unit.together(deleteJobs, { id: attempt.job.id });
    recordAttempt(unit, attempt);
  }
}

/**
 * The job stays at the head of its lane and is tried again when it is due. What waits for a person may be tried for
 * days, each time to the same end: the job says why it waits now, and only a turn is history.
 */
export async function postponeJob(
  unit: Unit,
  attempt: Attempt,
  next: { readonly dueAt: number; readonly counts: boolean; readonly error: RelayError },
): Promise<void> {
  await unit.db
    .updateTable('job')
    .set({
      arrived: 0,
      due_at: next.dueAt,
      attempt: attempt.job.attempt + (next.counts ? 1 : 0),
      code: next.error.code,
      message: next.error.message,
    })
    .where('id', '=', attempt.job.id)
    .execute();
  if (isNews(attempt.job, next)) recordAttempt(unit, attempt);
}

/** Whether a failure says more than the last one of this job did: it burned an attempt, or is of another kind. */
export function isNews(
  job: Pick<Job, 'code'>,
  { counts, error }: { readonly counts: boolean; readonly error: Pick<RelayError, 'code'> },
): boolean {
  return counts || job.code !== error.code;
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
      arrived: 0,
      state: grave.isBlocking ? 'blocking' : 'dead',
      attempt: attempt.job.attempt + 1,
      code: grave.error.code,
      message: grave.error.message,
    })
    .where('id', '=', attempt.job.id)
    .execute();
  recordAttempt(unit, attempt);
}

function recordAttempt(unit: Unit, { id, job, at, ms, code, message }: Attempt): void {
  unit.together(insertAttempts, {
    id,
    job_id: job.id,
    kind: job.kind,
    lane: job.lane,
    subject: job.subject,
    attempt: job.attempt + 1,
    at,
    ms,
    code,
    message: message ?? null,
  });
}
