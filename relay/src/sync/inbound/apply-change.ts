import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Unit } from '../../database/group-commit.ts';
import {
  type ChangeDecision,
  decideWriteBack,
  LAST_SEQUENCE,
  type TellingRoute,
  toTellingRoute,
  type WriteBackKind,
} from '../../domain/change-command.ts';
import type { Destination } from '../../domain/configuration.ts';
import { realChanges } from '../../domain/echo.ts';
import { toOwnName } from '../../domain/own-alert.ts';
import { toWriteBackLane } from '../../domain/write-back-lane.ts';
import { triggersOfChange } from '../../domain/webhook-triggers.ts';
import { RelayError } from '../../lib/errors.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { isJobWaiting } from '../../queue/head.ts';
import type { Handled, Job, Recorder } from '../../queue/job.ts';
import { loadLaneAlerts } from '../../store/alerts.ts';
import { findChange, type KeptChange, recordChangeOutcome } from '../../store/changes.ts';
import { findCurrentLink, findLinkByKey, type Link } from '../../store/links.ts';
import { recordLinkChange, recordLinkDeleted } from '../../store/record-links.ts';
import { insertWriteBack, isRememberedUnderWay } from '../../store/write-backs.ts';
import { takeLoopStep } from '../stop-loop.ts';
import type { ApplyChangeDeps } from './apply-change-deps.ts';
import { type Happenings, planWebhooks, recordWebhooks } from '../webhooks/plan-webhooks.ts';
import { forwardRecord } from './forward-record.ts';
import { isEnding } from './plan-undone.ts';
import { type Planned, planTelling, toStandIn } from './plan-write-back.ts';
import { toHappenings } from './to-happenings.ts';

/** How long a change waits for the link of a record that our own call is just creating, which may get no answer twice. */
const LINK_EXPECTED_WITHIN_MS = 300_000;

/** Step 5: a change of a record becomes what its tool is told, or a reason why not. */
export async function applyChange(deps: ApplyChangeDeps, job: Job): Promise<Handled> {
  const kept = await findChange(deps.db, job.subject);
  if (kept === undefined) throw new RelayError('NOT_FOUND', 'The change of this job is gone.');
  const link = await findOwnLink(deps, kept);
  const route = link === undefined ? undefined : findTellingRoute(deps, link);
  if (link === undefined || route === undefined) return handleUnlinked(deps, kept);

  await waitForOrigin(deps, kept.change);
  const current = await findCurrentLink(deps.db, link.lane);
  const known = { ...link, isPast: current?.episode !== link.episode };
  const decision = decideWriteBack(route, known, kept.change);
  const because = decision.kind === 'nothing' ? decision.because : decision.writeBack;
  const planned =
    decision.kind === 'nothing' ? undefined : await plan(deps, kept, link, route, decision);
  const happenings = await whatHappened(deps, kept, link, route, decision);
  const remember = await takeStep(deps, job, link, planned, decision);
  const settled = { because, key: link.key, planned, happenings };
  return settle(deps, kept, settled, async (unit, at) => {
    await recordView(unit, kept.change, link, decision, at);
    await remember(unit);
  });
}

/**
 * An instance is believed about its own records alone: a clone, or another customer's, may name any key.
 * And a key about its record alone: whoever copies a record copies its key with it.
 */
async function findOwnLink(
  { db }: ApplyChangeDeps,
  { change: { key, sys_id: sysId }, workspace, connection }: KeptChange,
): Promise<Link | undefined> {
  const link = key === null ? undefined : await findLinkByKey(db, key);
  const isOwn = link?.workspace === workspace && link.connection === connection;
  return isOwn && link.sysId === sysId ? link : undefined;
}

function findTellingRoute(deps: ApplyChangeDeps, link: Link): TellingRoute | undefined {
  const route = deps.findRoute(link.workspace, link.route);
  return route && toTellingRoute(route, deps.findSource(link.workspace, link.source));
}

/**
 * The app can tell us of our own write before its answer has reached us. Until the command is recorded
 * nobody knows what was sent, and its echo would look like somebody's change.
 */
async function waitForOrigin(deps: ApplyChangeDeps, change: ChangeEvent): Promise<void> {
  if (change.origin === null || !(await isJobWaiting(deps.db, change.origin))) return;
  throw new RelayError(
    'COMMAND_NOT_RECORDED',
    `The command that changed ${change.number} is not recorded yet.`,
  );
}

async function handleUnlinked(deps: ApplyChangeDeps, kept: KeptChange): Promise<Handled> {
  const { change, receivedAt } = kept;
  const isExpected = change.key !== null && deps.clock.now() - receivedAt < LINK_EXPECTED_WITHIN_MS;
  if (isExpected) {
    throw new RelayError(
      'LINK_NOT_YET_KNOWN',
      `${change.number} carries a key of ours whose creation is not recorded yet.`,
    );
  }
  return settle(deps, kept, await forwardRecord(deps, kept), () => Promise.resolve());
}

async function plan(
  deps: ApplyChangeDeps,
  kept: KeptChange,
  link: Link,
  route: TellingRoute,
  { writeBack: kind, from, told: real }: Extract<ChangeDecision, { kind: 'write-back' }>,
): Promise<Planned | undefined> {
  const destination = deps.findDestination(link.workspace, route.destination ?? '');
  const connection = deps.findConnection(link.workspace, link.connection);
  if (destination === undefined || connection === undefined) return undefined;
  // What was resolved is what comes back; and what is added to a record may come after its end.
  const isOfAll = kind === 'reopen' || kind === 'update' || from === 'resolved';
  const which = isOfAll ? 'all' : 'active';
  const { undoes, remembered } = await whatIsLeft(deps, link, destination, kind);
  const telling = {
    id: deps.newId(),
    kind,
    from,
    key: link.key,
    connector: deps.findSource(link.workspace, link.source)?.connector,
    alerts: await loadLaneAlerts(deps.db, link.lane, which),
    remembered,
    real,
    change: kept.change,
    connection,
    at: deps.clock.now(),
  };
  const planned = { ...planTelling(telling, destination, deps.planWriteBack), undoes };
  const name = telling.alerts.map(toOwnName).find((own) => own !== undefined);
  if (planned.steps.length > 0 || name === undefined) return planned;
  // The tool has no API that we may use, or no word for its own name of the alert: by ours, as it was opened.
  const standIn = toStandIn(name, connection, kept.change);
  const byOurName = { ...telling, connector: undefined, alerts: [standIn] };
  return { ...planTelling(byOurName, destination, deps.planWriteBack), undoes };
}

/** What is on its way first: once it was told it is remembered. */
async function whatIsLeft(
  { db }: ApplyChangeDeps,
  { key, remembered }: Link,
  { workspace, name }: Destination,
  kind: WriteBackKind,
): Promise<{ readonly undoes: boolean; readonly remembered: Link['remembered'] }> {
  if (!isEnding(kind)) return { undoes: false, remembered };
  const undoes = await isRememberedUnderWay(db, { key, workspace, destination: name });
  const link = await findLinkByKey(db, key);
  return { undoes, remembered: link?.remembered ?? remembered };
}

/** For webhooks, whether the tool is told of it or not. */
async function whatHappened(
  deps: ApplyChangeDeps,
  kept: KeptChange,
  link: Link,
  route: TellingRoute,
  decision: ChangeDecision,
): Promise<Happenings | undefined> {
  const connection = deps.findConnection(link.workspace, link.connection);
  if (decision.record === undefined || connection === undefined) return undefined;
  const real = realChanges(kept.change, link.sentFields, link.modCount);
  const triggers = triggersOfChange(route, link, real);
  if (triggers.length === 0) return undefined;
  const { key, source } = link;
  const alerts = await loadLaneAlerts(deps.db, link.lane, 'all');
  const at = deps.clock.now();
  return toHappenings(kept, { key, source, connection, alerts, triggers, at });
}

async function takeStep(
  deps: ApplyChangeDeps,
  job: Job,
  link: Link,
  planned: Planned | undefined,
  decision: ChangeDecision,
): Promise<Recorder> {
  const connection = deps.findConnection(link.workspace, link.connection);
  if (!isToBeTold(planned) || decision.kind === 'nothing' || connection === undefined) {
    return () => Promise.resolve();
  }
  const { writeBack, told } = decision;
  const said = [
    writeBack,
    told.fields.map(({ name, new: value }) => [name, value]),
    told.journal.map(({ element, text }) => [element, text]),
  ];
  return takeLoopStep(deps, { job, link, connection, way: 'told', said });
}

async function recordView(
  unit: Unit,
  change: ChangeEvent,
  link: Link,
  decision: ChangeDecision,
  at: number,
): Promise<void> {
  if (decision.record === undefined) return;
  const { key } = link;
  if (change.deleted === true) {
    await recordLinkDeleted(unit, key, { changeSequence: LAST_SEQUENCE, at });
    return;
  }
  const { state, phase, endedBy, takenFields } = decision.record;
  const modCount = change.record.sys_mod_count;
  const changeSequence = change.sequence;
  await recordLinkChange(
    unit,
    { key, state, phase, endedBy, takenFields, modCount, changeSequence },
    at,
  );
}

function isToBeTold(planned: Planned | undefined): planned is Planned {
  return planned !== undefined && (planned.steps.length > 0 || planned.undoes === true);
}

interface Settled {
  readonly because: string;
  /** Of the record, with the tool. */
  readonly key: string;
  readonly planned: Planned | undefined;
  readonly happenings: Happenings | undefined;
}

function settle(
  deps: ApplyChangeDeps,
  { change, workspace }: KeptChange,
  { because, key, planned, happenings }: Settled,
  recordMore: (unit: Unit, at: number) => Promise<void>,
): Handled {
  const isTold = isToBeTold(planned);
  const outcome = isTold ? 'write-back' : 'nothing';
  const webhooks = happenings === undefined ? [] : planWebhooks(deps, happenings);
  const traceparent = deps.traceparent();
  return {
    facts: { outcome, because, number: change.number, sequence: change.sequence },
    record: async (unit) => {
      const at = deps.clock.now();
      await recordMore(unit, at);
      await recordChangeOutcome(unit, change.id, { outcome, because, at });
      await recordWebhooks(deps, unit, webhooks);
      if (!isTold) return;
      const { id, destination, kind } = planned;
      const steps = planned.steps.map((step) => ({ ...step, traceparent }));
      const row = { id, changeId: change.id, linkKey: key, workspace, destination, kind, steps };
      await insertWriteBack(unit, { ...row, createdAt: at });
      const lane = toWriteBackLane({ workspace, destination, key });
      await enqueue(unit, [
        { id: deps.newId(), workspace, lane, kind: 'write-back.send', subject: id, now: at },
      ]);
    },
  };
}
