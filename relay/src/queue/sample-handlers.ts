import type { JobHandler, JobKind } from './job.ts';

/** For tests: every kind of job is done by one handler. */
export function sampleHandlers(handler: JobHandler): Readonly<Record<JobKind, JobHandler>> {
  return {
    'events.apply': handler,
    'change.apply': handler,
    'snapshot.compare': handler,
    'write-back.send': handler,
    'webhook.send': handler,
    'link.compare': handler,
  };
}
