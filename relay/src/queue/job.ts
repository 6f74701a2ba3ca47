import type { Selectable } from 'kysely';
import type { Unit } from '../database/group-commit.ts';
import type { JobTable } from '../database/schema.ts';

/** The kinds of work, one for each stage that runs from the queue; see stages.ts. */
export const jobKinds = [
  'events.apply',
  'snapshot.compare',
  'change.apply',
  'write-back.send',
  'webhook.send',
  'link.compare',
] as const;
export type JobKind = (typeof jobKinds)[number];

/** As it is kept: after going back to an earlier release its kind may be one that is not known here. */
export interface QueuedJob {
  readonly id: string;
  readonly workspace: string;
  readonly lane: string;
  readonly kind: string;
  readonly subject: string;
  /** Attempts that already failed. */
  readonly attempt: number;
  /** Of the last try that failed, also one that burned no attempt. */
  readonly code: string | undefined;
  readonly dueAt: number;
  readonly createdAt: number;
  readonly state: 'waiting' | 'dead' | 'blocking';
}

/** One that there is a stage for. */
export interface Job extends QueuedJob {
  readonly kind: JobKind;
}

/** Writes what happened; runs in the transaction that completes the job, so both happen or neither. */
export type Recorder = (unit: Unit) => Promise<void>;

/** What a stage hands back: how to record it, and the words for the log line of the attempt. */
export interface Handled {
  readonly record: Recorder;
  /** Of the jobs that followed, those that are done with this one. */
  readonly alsoDone?: readonly Job[];
  /** Small and free of secrets and payloads. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Safe to run twice: a crash between acting and recording makes it run again. `following` are the jobs
 * of the same kind that come next in the lane and are due; a stage may do some of them along.
 */
export type JobHandler = (job: Job, following: readonly Job[]) => Promise<Handled>;

export function toJob(row: Selectable<JobTable>): QueuedJob {
  return {
    id: row.id,
    workspace: row.workspace,
    lane: row.lane,
    kind: row.kind,
    subject: row.subject,
    attempt: row.attempt,
    code: row.code ?? undefined,
    dueAt: Number(row.due_at),
    createdAt: Number(row.created_at),
    state: row.state,
  };
}

export function isKnown(job: QueuedJob): job is Job {
  return jobKinds.some((kind) => kind === job.kind);
}
