import type { Unit } from '../../database/group-commit.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toTellingRoute } from '../../domain/change-command.ts';
import type { Source } from '../../domain/configuration.ts';
import { asBeforeItsEnd } from '../../domain/expected-episode.ts';
import type { Decision, NothingCommand, WriteCommand } from '../../domain/command.ts';
import {
  foldDeliveries,
  type FoldedCommand,
  type FoldedPart,
} from '../../domain/fold-deliveries.ts';
import { isListening, lastHeardIn } from '../../domain/silence.ts';
import type { FieldDrift } from '../../domain/write-verification.ts';
import type { RepairKind } from '../../domain/reconcile.ts';
import type { Clock } from '../../lib/clock.ts';
import type { NewId } from '../../lib/ids.ts';
import type { Handled, Job, Recorder } from '../../queue/job.ts';
import { recordMembers } from '../../store/alerts.ts';
import {
  type EventOutcome,
  type KeptEvent,
  recordEventOutcome,
  recordNotTaken,
} from '../../store/events.ts';
import { recordLink, recordLinkDrift } from '../../store/record-links.ts';
import { planWebhooks, type PlanWebhooksDeps, recordWebhooks } from '../webhooks/plan-webhooks.ts';
import { recordHeard } from '../../store/silent-links.ts';
import { insertRepairs } from '../../store/repairs.ts';
import { loadWork, type LoadWorkDeps } from './load-work.ts';
import { type LoopMetrics, takeLoopStep } from '../stop-loop.ts';
import { submitCommand, type SubmitDeps } from './submit-command.ts';
import { toHappenings } from './to-happenings.ts';
import { toLinkWrite } from './to-link-write.ts';
import type { LoadedWork, Submitted } from './work.ts';

/** What this stage needs from the outside, and nothing more. */
export interface ApplyEventsDeps extends SubmitDeps, LoadWorkDeps, PlanWebhooksDeps {
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: ApplyEventsMetrics;
}

export interface ApplyEventsMetrics extends LoopMetrics {
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
  observeDelivery(workspace: string, seconds: number): void;
  countRepair(labels: {
    readonly workspace: string;
    readonly connection: string;
    readonly kind: RepairKind;
  }): void;
}

/**
 * Step 3: brings one record in line with what deliveries say about its alerts. What waits behind the
 * job is done with it, as far as it can be one command.
 */
export async function applyEvents(
  deps: ApplyEventsDeps,
  job: Job,
  following: readonly Job[],
): Promise<Handled> {
  return applyWork(deps, [job, ...following], await loadWork(deps, job, following));
}

async function applyWork(
  deps: ApplyEventsDeps,
  all: readonly [Job, ...Job[]],
  work: LoadedWork,
  isAgain = false,
): Promise<Handled> {
  const [job] = all;
  const folded = foldDeliveries(work.route, work.situation, work.heard);
  if (folded.parts.length === 0) return handleNotTaken(deps, work);
  const jobs = all.slice(0, folded.parts.length);
  const done: Done = { jobs, parts: folded.parts, work };
  if (folded.command.kind === 'nothing') return handleNothing(deps, done, folded.command);
  // A repeat after a crash may write more than the first try did; then it is another command.
  const last = folded.parts.findLastIndex(({ decision }) => decision.command.kind === 'write');
  const behind = isAgain ? [] : all.slice(folded.parts.length).map(({ id }) => id);
  const name = { own: jobs[last]?.id ?? job.id, jobs: jobs.map(({ id }) => id), behind };
  const remember = await takeStep(deps, job, work, folded.command);
  const submitted = await submitCommand(deps, name, work, folded.command);
  const { outcome, record } = submitted.answer;
  if (outcome === 'stale' && behind.includes(record.applied_event_id)) {
    const together = all.findIndex(({ id }) => id === record.applied_event_id) + 1;
    const before = asWrittenTogether(work, together);
    return applyWork(deps, [job, ...all.slice(1, together)], before, true);
  }
  return handleWrite(deps, { ...done, remember }, folded.command, submitted);
}

/**
 * So many were one command before, of which no answer came: its record was open then, and has been ended
 * since. What was said before that end is not said of it.
 */
function asWrittenTogether(work: LoadedWork, together: number): LoadedWork {
  const { route, heard, situation } = work;
  const episode = situation.episode && asBeforeItsEnd(route, situation.episode);
  return { ...work, heard: heard.slice(0, together), situation: { ...situation, episode } };
}

/** A record of which no tool is told can be part of no loop, and neither can one that is just opened. */
async function takeStep(
  deps: ApplyEventsDeps,
  job: Job,
  { link, route, connection, lead }: LoadedWork,
  { operation, episode, fields, notes }: FoldedCommand,
): Promise<Recorder> {
  if (link?.episode !== episode || operation === 'create') return nothingToRemember;
  const told = toTellingRoute(route, deps.findSource(link.workspace, lead.source));
  if (told.destination === undefined || told.isSourceSilent === true) return nothingToRemember;
  // A state comes from what is watched, not from an answer of the tool: it may go up and down for hours.
  const isOfState = operation === 'resolve' || operation === 'reopen';
  const content = Object.keys(fields).length === 0 ? notes : fields;
  const said = isOfState ? [job.id] : content;
  return takeLoopStep(deps, { job, link, connection, way: 'written', said });
}

const nothingToRemember: Recorder = () => Promise.resolve();

/** Jobs that are done together, each with what it came to. */
interface Done {
  readonly jobs: readonly Job[];
  readonly parts: readonly FoldedPart<KeptEvent>[];
  readonly work: LoadedWork;
}

function handleNotTaken(deps: ApplyEventsDeps, { heard, lead }: LoadedWork): Handled {
  const { workspace, source } = lead;
  const because = lead.follows ?? 'no-route';
  const notTaken = heard[0]?.said ?? [];
  return {
    facts: { outcome: 'nothing', because, events: notTaken.length },
    record: async (unit) => {
      recordNotTaken(unit, notTaken, deps.clock.now());
      deps.metrics.countEvent({ workspace, source, outcome: 'nothing' });
    },
  };
}

function handleNothing(
  deps: ApplyEventsDeps,
  done: Done,
  { because, issues }: NothingCommand,
): Handled {
  const { work, parts } = done;
  const told = planTold(deps, done);
  countDrift(deps, work, issues);
  countParts(deps, done);
  return {
    ...alsoDone(done),
    facts: { outcome: 'nothing', because, events: eventsOf(parts).length },
    record: async (unit) => {
      const at = deps.clock.now();
      recordParts(unit, done, at);
      if (work.link !== undefined) await recordLinkDrift(unit, work.link.key, issues);
      recordWord(unit, done);
      await recordWebhooks(deps, unit, told);
    },
  };
}

function handleWrite(
  deps: ApplyEventsDeps,
  done: Done & { readonly remember: Recorder },
  command: FoldedCommand,
  submitted: Submitted,
): Handled {
  const { work, parts, jobs } = done;
  const { answer, drift } = submitted;
  const told = planTold(deps, done, submitted);
  countWrite(deps, done, command, submitted);
  countParts(deps, done);
  return {
    ...alsoDone(done),
    facts: {
      outcome: answer.outcome,
      operation: command.operation,
      because: command.because,
      number: answer.record.number,
      events: eventsOf(parts).length,
      ...(drift.length > 0 ? { drift: drift.map(({ column }) => column).join(',') } : {}),
    },
    record: async (unit) => {
      const at = deps.clock.now();
      const lane = jobs[0]?.lane ?? '';
      await recordLink(unit, toLinkWrite(lane, work, command, submitted), at);
      await done.remember(unit);
      recordParts(unit, done, at, submitted);
      await recordWebhooks(deps, unit, told);
      if (submitted.isRepeated === true) await recordRepeat(deps, unit, work, submitted, at);
    },
  };
}

/** A repeat is news for whoever waits for a word. */
function recordWord(unit: Unit, { work: { link, route, heard }, parts }: Done): void {
  const heardAt = lastHeardIn(heard.slice(0, parts.length));
  if (link === undefined || heardAt === undefined || !isListening(route)) return;
  recordHeard(unit, link.key, heardAt);
}

/** What webhooks are told of it: nothing of an alert without a record. */
function planTold(deps: ApplyEventsDeps, { parts, work }: Done, submitted?: Submitted) {
  if (deps.webhooksOf(work.lead.workspace).length === 0) return [];
  const happenings = toHappenings(work, parts, submitted, deps.clock.now());
  return happenings === undefined ? [] : planWebhooks(deps, happenings);
}

async function recordRepeat(
  { newId, metrics }: ApplyEventsDeps,
  unit: Unit,
  { lead: { workspace }, connection: { name: connection } }: LoadedWork,
  { key, answer, fields }: Submitted,
  at: number,
): Promise<void> {
  const kind = 'command-repeated';
  const { number } = answer.record;
  const detail = `${number} lacked what was sent before; wrote ${Object.keys(fields).join(', ')}`;
  await insertRepairs(unit, [
    { id: newId(), workspace, connection, key, number, kind, detail, at },
  ]);
  metrics.countRepair({ workspace, connection, kind });
}

function alsoDone({ jobs }: Done): Pick<Handled, 'alsoDone'> {
  return jobs.length > 1 ? { alsoDone: jobs.slice(1) } : {};
}

function eventsOf(parts: readonly FoldedPart<KeptEvent>[]): readonly AlertEvent[] {
  return parts.flatMap(({ events }) => events.map(({ event }) => event));
}

/** Members as they stand at the end, and the fate of each delivery in the words of its own decision. */
function recordParts(unit: Unit, { jobs, parts }: Done, at: number, submitted?: Submitted): void {
  const lane = jobs[0]?.lane ?? '';
  const members = new Map(
    parts.flatMap(({ decision }) =>
      decision.members.map((member) => [member.fingerprint, member] as const),
    ),
  );
  recordMembers(unit, lane, [...members.values()], eventsOf(parts), at);
  for (const { events, notTaken, decision } of parts) {
    const { because } = decision.command;
    const fate = toFate(decision.command, submitted);
    recordEventOutcome(unit, events, { because, at, ...fate });
    recordNotTaken(unit, notTaken, at);
  }
}

function countParts({ metrics }: ApplyEventsDeps, { parts, work }: Done): void {
  const { workspace, source } = work.lead;
  for (const {
    decision: { command },
  } of parts) {
    const outcome = command.kind === 'write' ? command.operation : 'nothing';
    metrics.countEvent({ workspace, source, outcome });
  }
}

function toFate(
  command: Decision['command'] | undefined,
  submitted: Submitted | undefined,
): Pick<EventOutcome, 'outcome' | 'drift' | 'sent' | 'recordNumber'> {
  if (command?.kind !== 'write' || submitted === undefined) {
    return { outcome: 'nothing', drift: command?.issues ?? [] };
  }
  const { answer, drift, fields } = submitted;
  return { outcome: answer.outcome, drift, sent: fields, recordNumber: answer.record.number };
}

function countWrite(
  deps: ApplyEventsDeps,
  { work, parts }: Done,
  command: FoldedCommand,
  { answer, drift }: Submitted,
): void {
  const {
    lead: { workspace },
    connection: { name: connection },
    heard,
  } = work;
  for (const { at } of heard.slice(0, parts.length))
    deps.metrics.observeDelivery(workspace, (deps.clock.now() - at) / 1000);
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
