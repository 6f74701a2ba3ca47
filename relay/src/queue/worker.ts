import type { Logger } from 'pino';
import type { Commit, Unit } from '../database/group-commit.ts';
import { decideRetry, isOfContent, LONGEST_RETRY_MS, type RetryPolicy } from '../domain/retry.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorCode, RelayError, toRelayError } from '../lib/errors.ts';
import type { NewId } from '../lib/ids.ts';
import type { Arrivals } from './arrivals.ts';
import { findHeads, type JobReads } from './head.ts';
import {
  type Handled,
  isKnown,
  type Job,
  type JobHandler,
  type JobKind,
  type QueuedJob,
} from './job.ts';
import type { LaneOutcome } from './lanes.ts';
import { createNewerWork } from './newer-work.ts';
import { type Attempt, buryJob, completeJobs, isNews, postponeJob } from './settle.ts';

export interface WorkerDeps {
  readonly reads: JobReads;
  readonly commit: Commit;
  readonly arrivals: Pick<Arrivals, 'idsOf' | 'forget'>;
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
  /** What a job that will not be retried leaves behind besides itself, in the same transaction. */
  readonly recordDead: (
    unit: Unit,
    job: Job,
    error: RelayError,
  ) => Promise<{ isBlocking: boolean }>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly chance: () => number;
  readonly retryPolicy?: RetryPolicy;
  readonly count?: (job: Job, outcome: 'done' | 'retried' | 'dead') => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Jobs that a lane may do before others get the slot. */
const TURN = 16;
/** Jobs of a lane that are looked at together: a stage may do others along with the head. */
const MOST_HEADS = 100;
/** The bounds of how often a head that waits for a newer release is looked at. */
const SOONEST_LOOK_MS = 1000;
const LATEST_LOOK_MS = 600_000;
const UNREADABLE: ErrorCode = 'STORED_BY_NEWER_RELEASE';
/**
 * Nobody but the next job of the lane waits for what is recorded. With 8 ms a processor was busy for a fifth
 * longer with an alert, one a call: 785 instead of 660 µs.
 */
const RECORD_WITHIN = { mayWaitMs: 20 };

/**
 * Does the next jobs of one lane. The only place that decides about retries: stages throw, the worker
 * asks `decideRetry`.
 *
 * Be careful about what can throw here: a failure to write the outcome leaves the job where it is, and
 * the lane is tried again a little later.
 */
export function createWorker(deps: WorkerDeps): (lane: string) => Promise<LaneOutcome> {
  /** Outcomes that were not written since the last that was: a full disk refuses those of every lane. */
  let unwritten = 0;
  const tellOfNewerWork = createNewerWork(deps.log);

  /** What a newer release began stays as it is, and due: that release goes on with it at once. */
  function leave(job: QueuedJob, because: string): LaneOutcome {
    tellOfNewerWork({ lane: job.lane, because });
    return { kind: 'later', delayMs: untilNextLook(job, deps.clock.now()) };
  }

  return async (lane) => {
    try {
      for (let turn = 0; turn < TURN; turn += 1) {
        const heads = await findHeads(deps.reads, deps.arrivals, lane, MOST_HEADS);
        const [head, ...waiting] = heads;
        if (head === undefined) return { kind: 'empty' };
        if (head.state === 'blocking') return { kind: 'blocked' };
        const delayMs = remainingDelay(head, deps.clock.now());
        if (delayMs > 0) return { kind: 'later', delayMs };
        if (!isKnown(head))
          return leave(head, `jobs of the kind "${head.kind}" are not known here`);
        const outcome = await attempt(deps, head, followingOf(head, waiting, deps.clock.now()));
        if (outcome.kind === 'held') return outcome;
        if (outcome.kind === 'unreadable') return leave(head, outcome.because);
        if (unwritten > 0) deps.log.info({ unwritten }, 'outcomes of jobs are written again');
        unwritten = 0;
        // What came meanwhile wakes the lane again.
        const isAll = heads.length < MOST_HEADS && outcome.done === heads.length;
        if (isAll) return { kind: 'empty' };
      }
      return { kind: 'more' };
    } catch (error) {
      if (error instanceof RelayError && error.code === 'LEASE_LOST') {
        deps.log.warn({ lane, code: error.code }, 'another relay went on with a lane');
        return { kind: 'empty' };
      }
      unwritten += 1;
      if (unwritten === 1) {
        deps.log.error({ err: error, lane }, 'the outcome of a job could not be written');
      }
      return { kind: 'later', delayMs: 1000 };
    }
  };
}

/** As long again as it has waited: a relay of a newer release that works beside gets its turn soon. */
function untilNextLook({ dueAt, createdAt }: QueuedJob, now: number): number {
  const waitedMs = now - Math.max(dueAt, createdAt);
  return Math.min(Math.max(waitedMs, SOONEST_LOOK_MS), LATEST_LOOK_MS);
}

/**
 * What failed together is tried together again: without an answer it may have been done, and the head alone would
 * be written to a record that is further on, as if somebody else had changed it.
 */
function followingOf(head: Job, waiting: readonly QueuedJob[], now: number): readonly Job[] {
  if (head.code === UNREADABLE) return [];
  const end = waiting.findIndex(
    (job) =>
      job.kind !== head.kind ||
      job.state !== 'waiting' ||
      job.attempt > 0 ||
      remainingDelay(job, now) > 0,
  );
  return (end === -1 ? waiting : waiting.slice(0, end)).filter(isKnown);
}

/**
 * A job that was never put off is due, whatever the clock says that stamped it: who takes alerts in has another
 * clock than who works on them, and that one may be ahead. One that was put off after a failure waits until it is
 * due; it is due too where it would have to wait longer than a retry ever does: the clock stepped back.
 */
function remainingDelay({ dueAt, createdAt, code }: QueuedJob, now: number): number {
  const wasPutOff = code !== undefined && code !== UNREADABLE;
  if (!wasPutOff && dueAt <= createdAt) return 0;
  const delayMs = dueAt - now;
  return code !== undefined && delayMs > LONGEST_RETRY_MS ? 0 : delayMs;
}

type AttemptOutcome =
  | { readonly kind: 'tried'; readonly done: number }
  /** Nothing was tried: the job's connection is held. */
  | Extract<LaneOutcome, { kind: 'held' }>
  /** Only a newer release can read what it is about. */
  | { readonly kind: 'unreadable'; readonly because: string };

async function attempt(
  deps: WorkerDeps,
  job: Job,
  following: readonly Job[],
): Promise<AttemptOutcome> {
  const at = deps.clock.now();
  const outcome = await tryHandle(deps, job, following);
  if (outcome.kind === 'failed' && outcome.error.code === 'CONNECTION_HELD') {
    return { kind: 'held', hold: String(outcome.error.details['hold']) };
  }
  const ms = deps.clock.now() - at;
  const keptOf = (one: Job): Attempt => ({
    id: deps.newId(),
    job: one,
    at,
    ms,
    code: outcome.kind === 'done' ? 'OK' : outcome.error.code,
    message: outcome.kind === 'done' ? undefined : outcome.error.message,
  });
  const kept = keptOf(job);
  if (outcome.kind === 'done') {
    const { handled } = outcome;
    const done = [kept, ...(handled.alsoDone ?? []).map(keptOf)];
    await deps.commit(async (unit) => {
      await handled.record(unit);
      completeJobs(unit, done);
    }, RECORD_WITHIN);
    deps.arrivals.forget(job.lane, new Set(done.map((one) => one.job.id)));
    for (const one of done) deps.count?.(one.job, 'done');
    const folded = done.length > 1 ? { jobs: done.length } : {};
    deps.log.info({ ...factsOf(kept), ...handled.facts, ...folded }, 'attempt');
    return { kind: 'tried', done: done.length };
  }
  // Whoever holds the lane now settles it.
  if (outcome.error.code === 'LEASE_LOST') throw outcome.error;
  if (following.length > 0 && mayBeOfCompany(outcome.error)) {
    return attempt(deps, job, []);
  }
  if (outcome.error.code === UNREADABLE) {
    await keepUnreadable(deps, kept, outcome.error);
    return { kind: 'unreadable', because: outcome.error.message };
  }
  await settleFailure(deps, kept, outcome.error);
  return { kind: 'tried', done: 0 };
}

/** Kept for the first time only: thousands of such jobs are looked at again and again. */
async function keepUnreadable(deps: WorkerDeps, kept: Attempt, error: RelayError): Promise<void> {
  const { job } = kept;
  if (job.code === UNREADABLE) return;
  await deps.commit((unit) => postponeJob(unit, kept, { dueAt: job.dueAt, counts: false, error }));
  deps.count?.(job, 'retried');
  deps.log.info({ ...factsOf(kept), message: error.message }, 'attempt');
}

/** Where one that followed may be to blame the first is tried alone: those before that one do not wait for it. */
function mayBeOfCompany(error: RelayError): boolean {
  return error.code === UNREADABLE || isOfContent(error);
}

async function tryHandle(
  deps: WorkerDeps,
  job: Job,
  following: readonly Job[],
): Promise<
  | { readonly kind: 'done'; readonly handled: Handled }
  | { readonly kind: 'failed'; readonly error: RelayError }
> {
  try {
    return { kind: 'done', handled: await deps.handlers[job.kind](job, following) };
  } catch (thrown) {
    const error = toRelayError(thrown);
    if (error.code === 'BUG') deps.log.error({ err: thrown, jobId: job.id }, 'a bug in a stage');
    return { kind: 'failed', error };
  }
}

async function settleFailure(deps: WorkerDeps, kept: Attempt, error: RelayError): Promise<void> {
  const decision = decideRetry(error, kept.job.attempt + 1, deps.chance(), deps.retryPolicy);
  const facts = { ...factsOf(kept), message: error.message, ...error.details };
  if (decision.kind === 'retry') {
    const dueAt = deps.clock.now() + decision.delayMs;
    const next = { dueAt, counts: decision.counts, error };
    await deps.commit((unit) => postponeJob(unit, kept, next));
    deps.count?.(kept.job, 'retried');
    if (!isNews(kept.job, next)) return;
    deps.log.info({ ...facts, retryInMs: decision.delayMs }, 'attempt');
    return;
  }
  await deps.commit(async (unit) => {
    const { isBlocking } = await deps.recordDead(unit, kept.job, error);
    await buryJob(unit, kept, { isBlocking, error });
  });
  deps.count?.(kept.job, 'dead');
  deps.log.error({ ...facts, reason: decision.reason }, 'dead letter');
}

function factsOf({ job, code, ms }: Attempt): Readonly<Record<string, string | number>> {
  return {
    kind: job.kind,
    jobId: job.id,
    lane: job.lane.slice(0, 12),
    subject: job.subject,
    attempt: job.attempt + 1,
    code,
    ms,
    waitedMs: Math.max(0, job.dueAt - job.createdAt),
  };
}
