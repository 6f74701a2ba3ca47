import type { Db } from '../database/schema.ts';
import type { Clock } from '../lib/clock.ts';
import type { Tracing } from '../lib/tracing.ts';
import { type Job, type JobHandler, type JobKind, jobKinds } from '../queue/job.ts';
import { findChange } from '../store/changes.ts';
import { findDeliveryTraceparent } from '../store/traceparents.ts';
import { findWriteBack } from '../store/write-backs.ts';

type Stages = Readonly<Record<JobKind, JobHandler>>;

interface TraceStagesDeps {
  readonly db: Db;
  readonly tracing: Tracing;
  readonly clock: Clock;
}

/** Each attempt at a job is a span that goes on with the trace of what the job is about. */
export function traceStages(stages: Stages, deps: TraceStagesDeps): Stages {
  if (!deps.tracing.isOn) return stages;
  const traced: Record<JobKind, JobHandler> = { ...stages };
  for (const kind of jobKinds) traced[kind] = traceStage(stages[kind], deps);
  return traced;
}

function traceStage(handle: JobHandler, deps: TraceStagesDeps): JobHandler {
  const { db, tracing, clock } = deps;
  return async (job, following) => {
    const { kind, workspace, id, subject, attempt, createdAt } = job;
    const waitedMs = Math.max(0, clock.now() - createdAt);
    const facts = { workspace, job: id, subject, attempt: attempt + 1, waitedMs };
    const parent = await findTrace[kind](db, job);
    return tracing.span(kind, { kind: 'consumer', parent, facts }, async (note) => {
      const handled = await handle(job, following);
      note(handled.facts);
      for (const folded of handled.alsoDone ?? []) await traceFolded(deps, folded);
      return handled;
    });
  };
}

/** Done with another job: its own trace says by which span. */
async function traceFolded({ db, tracing }: TraceStagesDeps, job: Job): Promise<void> {
  const { kind, workspace, id, subject } = job;
  const parent = await findTrace[kind](db, job);
  const by = tracing.traceparent();
  const facts = { workspace, job: id, subject, folded: true };
  const links = by === undefined ? [] : [by];
  await tracing.span(kind, { kind: 'consumer', parent, links, facts }, () => Promise.resolve());
}

/** Of table mode and of comparisons nothing is known that they follow from: they begin a trace. */
const unknown = (): Promise<undefined> => Promise.resolve(undefined);

const findTrace: Readonly<Record<JobKind, (db: Db, job: Job) => Promise<string | undefined>>> = {
  'events.apply': (db, { subject }) => findDeliveryTraceparent(db, subject),
  'snapshot.compare': unknown,
  'change.apply': async (db, { subject }) => (await findChange(db, subject))?.change.traceparent,
  'write-back.send': async (db, { subject }) =>
    (await findWriteBack(db, subject))?.steps[0]?.traceparent,
  'webhook.send': unknown,
  'link.compare': unknown,
};
