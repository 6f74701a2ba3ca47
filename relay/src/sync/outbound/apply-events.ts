import type { Decision } from '../../domain/command.ts';
import { decideIncidentCommand } from '../../domain/incident-command.ts';
import type { FieldDrift } from '../../domain/write-verification.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { recordMembers } from '../../store/alerts.ts';
import { recordEventOutcome, recordNotTaken } from '../../store/events.ts';
import { recordLink, recordLinkDrift } from '../../store/links.ts';
import { loadWork, type LoadWorkDeps } from './load-work.ts';
import { submitCommand, type SubmitDeps } from './submit-command.ts';
import { toLinkWrite } from './to-link-write.ts';
import type { WriteCommand } from '../../domain/command.ts';
import type { LoadedWork, Submitted } from './work.ts';

/** What this stage needs from the outside, and nothing more. */
export interface ApplyEventsDeps extends SubmitDeps, LoadWorkDeps {
  readonly clock: Clock;
  readonly metrics: ApplyEventsMetrics;
}

export interface ApplyEventsMetrics {
  countEvent(labels: {
    readonly workspace: string;
    readonly source: string;
    readonly outcome: WriteCommand['operation'] | 'nothing';
  }): void;
  countDroppedField(labels: {
    readonly workspace: string;
    readonly connection: string;
    readonly field: string;
  }): void;
  countFieldConflict(labels: {
    readonly workspace: string;
    readonly connection: string;
    readonly field: string;
  }): void;
  countDuplicatePrevented(labels: {
    readonly workspace: string;
    readonly connection: string;
  }): void;
  observeDelivery(seconds: number): void;
}

/** Step 3: brings one record in line with what a delivery says about its alerts. */
export async function applyEvents(deps: ApplyEventsDeps, job: Job): Promise<Handled> {
  const work = await loadWork(deps, job);
  if (work.events.length === 0) return handleNotTaken(deps, work);
  const decision = decideIncidentCommand(
    work.route,
    work.situation,
    work.events.map(({ event }) => event),
  );

  if (decision.command.kind === 'nothing') return handleNothing(deps, job, work, decision);
  const submitted = await submitCommand(deps, job, work, decision.command);
  return handleWrite(deps, job, work, decision, decision.command, submitted);
}

function handleNotTaken(deps: ApplyEventsDeps, { lead, notTaken }: LoadedWork): Handled {
  const { workspace, source } = lead;
  const because = lead.follows ?? 'no-route';
  return {
    facts: { outcome: 'nothing', because, events: notTaken.length },
    record: async (unit) => {
      await recordNotTaken(unit, notTaken, deps.clock.now());
      deps.metrics.countEvent({ workspace, source, outcome: 'nothing' });
    },
  };
}

function handleNothing(
  deps: ApplyEventsDeps,
  job: Job,
  work: LoadedWork,
  decision: Decision,
): Handled {
  const { because, issues } = decision.command;
  const { workspace, source } = work.lead;
  countDrift(deps, work, issues);
  return {
    facts: { outcome: 'nothing', because, events: work.events.length },
    record: async (unit) => {
      const at = deps.clock.now();
      const events = work.events.map(({ event }) => event);
      await recordMembers(unit, job.lane, decision.members, events, at);
      await recordEventOutcome(unit, {
        deliveryId: job.subject,
        lane: job.lane,
        outcome: 'nothing',
        because,
        drift: issues,
        at,
      });
      if (work.link !== undefined) await recordLinkDrift(unit, work.link.key, issues);
      await recordNotTaken(unit, work.notTaken, at);
      deps.metrics.countEvent({ workspace, source, outcome: 'nothing' });
    },
  };
}

function handleWrite(
  deps: ApplyEventsDeps,
  job: Job,
  work: LoadedWork,
  decision: Decision,
  command: WriteCommand,
  submitted: Submitted,
): Handled {
  const { answer, drift, fields: sent } = submitted;
  countWrite(deps, work, command, submitted);
  return {
    facts: {
      outcome: answer.outcome,
      operation: command.operation,
      because: command.because,
      number: answer.record.number,
      events: work.events.length,
      ...(drift.length > 0 ? { drift: drift.map(({ column }) => column).join(',') } : {}),
    },
    record: async (unit) => {
      const at = deps.clock.now();
      const events = work.events.map(({ event }) => event);
      await recordLink(unit, toLinkWrite(job.lane, work, command, submitted), at);
      await recordMembers(unit, job.lane, decision.members, events, at);
      await recordEventOutcome(unit, {
        deliveryId: job.subject,
        lane: job.lane,
        outcome: answer.outcome,
        because: command.because,
        drift,
        sent,
        recordNumber: answer.record.number,
        at,
      });
      await recordNotTaken(unit, work.notTaken, at);
    },
  };
}

function countWrite(
  deps: ApplyEventsDeps,
  work: LoadedWork,
  command: WriteCommand,
  { answer, drift }: Submitted,
): void {
  const {
    lead,
    connection: { name: connection },
  } = work;
  const { workspace, source } = lead;
  deps.metrics.observeDelivery((deps.clock.now() - lead.receivedAt) / 1000);
  deps.metrics.countEvent({ workspace, source, outcome: command.operation });
  countDrift(deps, work, drift);
  if (command.operation === 'create' && answer.outcome !== 'created') {
    deps.metrics.countDuplicatePrevented({ workspace, connection });
  }
}

function countDrift(
  { metrics }: ApplyEventsDeps,
  { lead: { workspace }, connection: { name: connection } }: LoadedWork,
  drift: readonly FieldDrift[],
): void {
  for (const { column, kind } of drift) {
    const labels = { workspace, connection, field: column };
    if (kind === 'conflict') metrics.countFieldConflict(labels);
    else metrics.countDroppedField(labels);
  }
}
