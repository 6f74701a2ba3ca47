import type { JobHandler, JobKind } from './queue/job.ts';
import { applyChange } from './sync/inbound/apply-change.ts';
import type { ApplyChangeDeps } from './sync/inbound/apply-change-deps.ts';
import { applySnapshot, type CompareSnapshotDeps } from './sync/inbound/compare-snapshot.ts';
import { sendWriteBack, type SendWriteBackDeps } from './sync/inbound/send-write-back.ts';
import { sendWebhook, type SendWebhookDeps } from './sync/webhooks/send-webhook.ts';
import { applyEvents, type ApplyEventsDeps } from './sync/outbound/apply-events.ts';
import { compareLink, type CompareLinkDeps } from './sync/reconcile/compare-link.ts';

export type StageDeps = ApplyEventsDeps &
  CompareSnapshotDeps &
  ApplyChangeDeps &
  SendWriteBackDeps &
  SendWebhookDeps &
  CompareLinkDeps;

/**
 * START HERE: the path of an alert, in order. Steps 1 and 2 run when the request comes
 * (`intake/receive-delivery.ts`, `normalize/assign-lanes.ts`), the others from the queue. Each is safe
 * to run twice.
 */
export function createStages(deps: StageDeps): Readonly<Record<JobKind, JobHandler>> {
  return {
    'events.apply': (job, following) => applyEvents(deps, job, following), //       step 3 and 4: alert → record
    'snapshot.compare': (job) => applySnapshot(deps, job), // table mode: record → change
    'change.apply': (job) => applyChange(deps, job), //       step 5: change of a record → what to tell
    'write-back.send': (job) => sendWriteBack(deps, job), //  step 6: tell the tool
    'webhook.send': (job) => sendWebhook(deps, job), //        tell others what happened
    'link.compare': (job) => compareLink(deps, job), //       step 7: what both sides missed
  };
}
