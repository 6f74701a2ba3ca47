import type { Unit } from '../../database/group-commit.ts';
import type { Clock } from '../../lib/clock.ts';
import type { RelayError } from '../../lib/errors.ts';
import type { Job } from '../../queue/job.ts';
import { recordDeliveryOutcome } from '../../store/events.ts';
import { findCurrentLink } from '../../store/links.ts';
import { closeLink } from '../../store/record-links.ts';
import { findChange, recordChangeOutcome } from '../../store/changes.ts';
import { forgetLoopSteps } from '../../store/loop-steps.ts';
import { recordWebhookOutcome } from '../../store/webhook-runs.ts';
import { recordWriteBackOutcome } from '../../store/write-backs.ts';

/**
 * What a dead letter leaves behind. A dead update does not block newer state of its record; a dead
 * create does, since what follows would be about a record that is not there. So does a loop that was stopped:
 * what follows would go on with it. Its memory goes with it, so that a replay may go on.
 */
export async function recordDead(
  deps: { readonly clock: Clock },
  unit: Unit,
  job: Job,
  error: RelayError,
): Promise<{ isBlocking: boolean }> {
  const at = deps.clock.now();
  switch (job.kind) {
    case 'events.apply':
      return recordDeadEvents(unit, job, error, at);
    case 'link.compare':
      // The next sweep looks again.
      return { isBlocking: false };
    case 'snapshot.compare':
      // The snapshot stays for a replay.
      return { isBlocking: false };
    case 'change.apply':
      await recordChangeOutcome(unit, job.subject, { outcome: 'dead', because: error.code, at });
      if (error.code !== 'LOOP_STOPPED') return { isBlocking: false };
      await forgetChangeSteps(unit, job);
      return { isBlocking: true };
    case 'write-back.send':
      await recordWriteBackOutcome(unit, job.subject, `dead: ${error.code}`, at);
      return { isBlocking: false };
    case 'webhook.send':
      await recordWebhookOutcome(unit, job.subject, `dead: ${error.code}`);
      return { isBlocking: false };
  }
}

async function recordDeadEvents(
  unit: Unit,
  job: Job,
  error: RelayError,
  at: number,
): Promise<{ isBlocking: boolean }> {
  const told = { deliveryId: job.subject, lane: job.lane };
  await recordDeliveryOutcome(unit, told, { outcome: 'dead', because: error.code, drift: [], at });
  const link = await findCurrentLink(unit.db, job.lane);
  if (error.code === 'SERVICENOW_RECORD_DELETED') {
    if (link !== undefined) await closeLink(unit, link.key, at);
    return { isBlocking: false };
  }
  if (error.code === 'LOOP_STOPPED') {
    if (link !== undefined) await forgetLoopSteps(unit, link.key);
    return { isBlocking: true };
  }
  return { isBlocking: link?.phase !== 'open' };
}

async function forgetChangeSteps(unit: Unit, job: Job): Promise<void> {
  const kept = await findChange(unit.db, job.subject);
  const key = kept?.change.key ?? undefined;
  if (key !== undefined) await forgetLoopSteps(unit, key);
}
