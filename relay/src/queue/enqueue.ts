import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { JobTable } from '../database/schema.ts';
import type { JobKind } from './job.ts';

export interface NewJob {
  readonly id: string;
  readonly workspace: string;
  readonly lane: string;
  readonly kind: JobKind;
  readonly subject: string;
  readonly now: number;
  /** Not before this; absent is now. */
  readonly dueAt?: number | undefined;
  /** What its lane is held for while that is away; not kept. */
  readonly hold?: string | undefined;
}

type JobRow = Omit<JobTable, 'seq'>;

const insertJobRows = rememberWrite<JobRow>((db, rows) => db.insertInto('job').values(rows));

/** @param arrived whether it is left to `Arrivals` by whoever commits */
export function toJobRow(
  { id, workspace, lane, kind, subject, now, dueAt }: NewJob,
  arrived: boolean,
): JobRow {
  return {
    id,
    workspace,
    lane,
    kind,
    subject,
    state: 'waiting',
    arrived: arrived ? 1 : 0,
    attempt: 0,
    due_at: dueAt ?? now,
    created_at: now,
    code: null,
    message: null,
  };
}

/** Adds jobs and wakes their lanes once the transaction is committed. */
export async function enqueue(unit: Unit, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await insertJobRows(
    unit.db,
    jobs.map((job) => toJobRow(job, false)),
  );
  for (const { lane, hold } of jobs) unit.wake(lane, hold);
}
