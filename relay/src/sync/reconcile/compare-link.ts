import type {
  ChangeEvent,
  ChangesPage,
  TaskRecord,
  UpsertAnswer,
  UpsertRequest,
} from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import { toChangeLane } from '../../domain/change-lane.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { toNoteText } from '../../domain/event-content.ts';
import { toPhase } from '../../domain/lifecycle.ts';
import {
  compareSides,
  type RepairKind,
  toDeletion,
  toDeletionId,
  toFirstSequence,
  toRepeatedFields,
  toStateChange,
} from '../../domain/reconcile.ts';
import { withoutColumns, withoutExcluded } from '../../domain/excluded-fields.ts';
import { toSnapshotId } from '../../domain/snapshot.ts';
import type { Clock } from '../../lib/clock.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import type { NewId } from '../../lib/ids.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { findKnownChanges, hasUndecidedChange, insertChange } from '../../store/changes.ts';
import { loadSentAfter } from '../../store/events.ts';
import { findLinkByKey, type Link } from '../../store/links.ts';
import {
  closeLink,
  type LinkAnew,
  recordLinkAnew,
  recordReconciled,
} from '../../store/record-links.ts';
import { insertRepairs } from '../../store/repairs.ts';
import { insertSnapshot } from '../../store/snapshots.ts';
import type { PolledRecord } from '../../servicenow/table/poll-records.ts';
import type { Unit } from '../../database/group-commit.ts';
import { loadStates, type LoadStatesDeps, type OtherSide } from './load-states.ts';

export interface CompareLinkDeps {
  readonly db: Db;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly servicenow: LoadStatesDeps['servicenow'] & {
    fetchRecordChanges(connection: Connection, key: string, after: number): Promise<ChangesPage>;
    findTask(
      connection: Connection,
      key: string,
      columns?: readonly string[],
    ): Promise<TaskRecord | undefined>;
    upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: {
    countRepair(labels: {
      readonly workspace: string;
      readonly connection: string;
      readonly kind: RepairKind;
    }): void;
  };
}

/** What one comparison leads to: rows to write, and the words of the list of repairs. */
interface Mending {
  readonly kind: RepairKind;
  readonly detail: string;
  readonly record: (unit: Unit, at: number) => Promise<void>;
}

interface Sides {
  readonly link: Link;
  readonly route: Route;
  readonly connection: Connection;
  readonly there: OtherSide | undefined;
}

/**
 * Step 7: compares both sides of one link and sets right what either missed. A job in the link's own
 * lane, so that no command of ours is under way to the record meanwhile.
 */
export async function compareLink(deps: CompareLinkDeps, job: Job): Promise<Handled> {
  const sides = await loadSides(deps, job);
  // Nobody says any more how such a record is written: it stays as it is.
  if (sides === undefined) return { facts: { outcome: 'gone' }, record: async () => undefined };
  const brought = await bringChanges(deps, sides);
  const isDifferent = compareSides(sides.link, sides.there?.state).kind !== 'none';
  // What people did has to be known here before anything of theirs could be written over.
  const isTooEarly =
    isDifferent &&
    (brought.mendings.length > 0 || (await hasUndecidedChange(deps.db, sides.link.key)));
  const mended = isTooEarly ? undefined : await mend(deps, job, sides);
  const mendings = [...brought.mendings, ...(mended === undefined ? [] : [mended])];
  const { link } = sides;
  return {
    facts: { outcome: mendings[0]?.kind ?? 'equal', number: link.number, repairs: mendings.length },
    record: async (unit) => {
      const at = deps.clock.now();
      for (const mending of mendings) await mending.record(unit, at);
      await recordReconciled(unit, link.key, brought.upTo);
      if (isTooEarly) await lookAgain(deps, unit, job, at);
      await insertRepairs(
        unit,
        mendings.map(({ kind, detail }) => ({
          id: deps.newId(),
          workspace: link.workspace,
          connection: link.connection,
          key: link.key,
          number: link.number,
          kind,
          detail,
          at,
        })),
      );
      const { workspace, connection } = link;
      for (const { kind } of mendings) deps.metrics.countRepair({ workspace, connection, kind });
    },
  };
}

const ASK_AGAIN_MS = 60_000;
const LOOK_AGAIN_AFTER_MS = 1000;
const LAST_LOOK_AFTER_MS = 16_000;

/**
 * Each time after twice as long. A change that takes longer may be waiting for a person, and what waits
 * here holds its lane back: the next sweep asks again.
 */
async function lookAgain(
  { newId }: CompareLinkDeps,
  unit: Unit,
  { workspace, lane, kind, subject, dueAt: wasDueAt, createdAt }: Job,
  now: number,
): Promise<void> {
  const delayMs = Math.max(LOOK_AGAIN_AFTER_MS, 2 * (wasDueAt - createdAt));
  if (delayMs > LAST_LOOK_AFTER_MS) return;
  const dueAt = now + delayMs;
  await enqueue(unit, [{ id: newId(), workspace, lane, kind, subject, now, dueAt }]);
}

/** Nothing where the link, its connection or its route was deleted. */
async function loadSides(deps: CompareLinkDeps, job: Job): Promise<Sides | undefined> {
  const link = await findLinkByKey(deps.db, job.subject);
  const connection = link && deps.findConnection(link.workspace, link.connection);
  const route = link && deps.findRoute(link.workspace, link.route);
  if (link === undefined || connection === undefined || route === undefined) return undefined;
  try {
    const states = await loadStates(deps, connection, [link]);
    return { link, route, connection, there: states.get(link.key) };
  } catch (thrown) {
    // A question that may not be asked holds nothing else up, and is not asked again at once.
    const { code, message, details, retryAfterMs = ASK_AGAIN_MS } = toRelayError(thrown);
    throw new RelayError(code, message, { cause: thrown, details, retryAfterMs });
  }
}

/** Towards the tool: changes that the app holds and that never came. */
async function bringChanges(
  deps: CompareLinkDeps,
  { link, connection, there }: Sides,
): Promise<{ readonly mendings: readonly Mending[]; readonly upTo: number }> {
  const last = there?.state.last_sequence ?? -1;
  const none = { mendings: [], upTo: -1 };
  if (connection.changes === 'off' || last <= link.reconciledSequence) return none;
  const mendings: Mending[] = [];
  let upTo = link.reconciledSequence;
  for (let more = true; more;) {
    const page = await deps.servicenow.fetchRecordChanges(connection, link.key, upTo);
    const known = await findKnownChanges(
      deps.db,
      page.changes.map(({ id }) => id),
    );
    const missing = page.changes.filter(({ id }) => !known.has(id));
    mendings.push(...missing.map((change) => bring(deps, connection, change)));
    const highest = page.changes.at(-1)?.sequence ?? upTo;
    more = page.more && highest > upTo;
    upTo = Math.max(upTo, highest);
  }
  return { mendings, upTo };
}

function bring(deps: CompareLinkDeps, connection: Connection, found: ChangeEvent): Mending {
  const change = withoutExcluded(found, connection.excludedFields);
  const what = [
    ...change.fields.map(({ name }) => name),
    ...change.journal.map(({ element }) => element),
  ];
  return {
    kind: 'change-brought',
    detail: `Change ${change.sequence} of ${change.number} by ${change.actor.user_name} at ${change.at} had not come: ${what.join(', ') || 'nothing that is told'}`,
    record: (unit, at) => keep(deps, unit, connection, change, at),
  };
}

async function keep(
  { newId }: CompareLinkDeps,
  unit: Unit,
  { workspace, name: connection }: Connection,
  change: ChangeEvent,
  at: number,
): Promise<void> {
  const lane = toChangeLane({ workspace, name: connection }, change.sys_id);
  if (!(await insertChange(unit, { workspace, connection, lane, receivedAt: at, change }))) return;
  const job = { id: newId(), workspace, lane, subject: change.id, now: at } as const;
  await enqueue(unit, [{ ...job, kind: 'change.apply' }]);
}

async function mend(deps: CompareLinkDeps, job: Job, sides: Sides): Promise<Mending | undefined> {
  const { link, connection, there } = sides;
  // The Table API shows a deleted record and a hidden one alike: the next command finds out.
  if (connection.mode === 'table' && there === undefined) return undefined;
  switch (compareSides(link, there?.state).kind) {
    case 'none':
      return undefined;
    case 'gone':
      return tellDeletion(deps, sides);
    case 'never-made':
      return repeatCommands(deps, job, sides, 'record-made-again');
    case 'instance-behind':
      return repeatCommands(deps, job, sides, 'command-repeated');
    case 'relay-behind':
      return adoptSequence(sides);
    case 'state-differs':
      return tellState(deps, sides);
  }
}

/** Towards the tool as well, where its route tells deletions: an app of before does not note them. */
function tellDeletion(deps: CompareLinkDeps, { link, connection, there }: Sides): Mending {
  return {
    kind: 'record-gone',
    detail: `${link.number} was deleted in ServiceNow; the next life of its alert opens a new record`,
    record: async (unit, at) => {
      await closeLink(unit, link.lane, at);
      // The app has it to tell, with the name of who did it.
      const isOnItsWay = (there?.state.waiting ?? 0) > 0;
      if (connection.changes === 'off' || isOnItsWay) return;
      const id = toDeletionId(link.key);
      const actor = { user_name: '', name: 'somebody' };
      const change = toDeletion(id, link, actor, new Date(at).toISOString());
      await keep(deps, unit, connection, change, at);
    },
  };
}

const MAX_TOLD_AGAIN = 20;

/** Towards ServiceNow: what we sent last, and the news that went with what was lost. */
async function repeatCommands(
  deps: CompareLinkDeps,
  job: Job,
  { link, route, connection, there }: Sides,
  kind: 'record-made-again' | 'command-repeated',
): Promise<Mending> {
  const lastApplied = there?.state.applied_event_id ?? '';
  const lost = await loadSentAfter(deps.db, link.lane, lastApplied, MAX_TOLD_AGAIN);
  const text = `Alert Relay found that this record had missed updates, and wrote them again.\n\n${toNoteText(lost)}`;
  const seq = Math.max(link.appliedSeq, there?.state.applied_seq ?? 0) + 1;
  const fields = toRepeatedFields(link);
  const answer = await deps.servicenow.upsertTask(connection, link.key, {
    event_id: job.id,
    seq,
    table: link.table,
    workspace: link.workspace,
    connection: link.connection,
    source: link.source,
    episode: link.episode,
    correlation_display: `Alert Relay ${link.source}`.slice(0, 100),
    fields,
    notes: [
      {
        id: sha256Hex(JSON.stringify([link.key, job.id])).slice(0, 40),
        element: 'work_notes',
        text: text.trimEnd(),
      },
    ],
  });
  const missed = link.appliedSeq - (there?.state.applied_seq ?? 0);
  return {
    kind,
    detail: `${answer.record.number} had missed ${missed} of our commands; wrote ${Object.keys(fields).join(', ')} again`,
    record: (unit, at) => recordLinkAnew(unit, afterRepeat(link, route, answer), at),
  };
}

function afterRepeat({ key }: Link, route: Route, { applied_seq, record }: UpsertAnswer): LinkAnew {
  return {
    key,
    table: record.table,
    sysId: record.sys_id,
    number: record.number,
    state: record.state,
    phase: toPhase(route, record.state),
    appliedSeq: applied_seq,
    modCount: record.sys_mod_count,
    // Of this write on; what the instance counts may have begun anew.
    changeSequence: toFirstSequence(record.sys_mod_count) - 1,
  };
}

/** We were restored from a backup: what the instance has is what was sent. */
function adoptSequence({ link, route, there }: Sides): Mending | undefined {
  if (there === undefined) return undefined;
  const { applied_seq: appliedSeq, state, sys_mod_count, sys_id, number, table } = there.state;
  const phase = toPhase(route, state);
  const of = { key: link.key, table, sysId: sys_id, number, state, phase };
  return {
    kind: 'sequence-adopted',
    detail: `${number} has ${appliedSeq - link.appliedSeq} commands that this relay does not remember; goes on above them`,
    record: (unit, at) => recordLinkAnew(unit, { ...of, appliedSeq, modCount: sys_mod_count }, at),
  };
}

/** Towards the tool: a state that no change told; of what lay between only the outcome is known. */
async function tellState(
  deps: CompareLinkDeps,
  { link, connection, there }: Sides,
): Promise<Mending | undefined> {
  if (there === undefined || connection.changes === 'off') return undefined;
  const { state, record } = there;
  const about = {
    kind: 'state-told',
    detail: `${link.number} went from state ${link.state} to ${state.state} and no change said so`,
  } as const;
  if (record !== undefined) {
    return { ...about, record: (unit, at) => keepSeen(deps, unit, connection, record, at) };
  }
  const columns = ['short_description', 'close_code', 'close_notes'];
  const found = await deps.servicenow.findTask(connection, link.key, columns);
  const id = sha256Hex(JSON.stringify([link.key, state.sys_mod_count, 'state'])).slice(0, 40);
  const change = withoutExcluded(
    toStateChange(id, link, state, found?.fields ?? {}),
    connection.excludedFields,
  );
  return { ...about, record: (unit, at) => keep(deps, unit, connection, change, at) };
}

/** Table mode: a record as it was seen, to be compared with the last synced copy as one of a poll is. */
async function keepSeen(
  { newId }: CompareLinkDeps,
  unit: Unit,
  connection: Connection,
  seen: PolledRecord,
  at: number,
): Promise<void> {
  const { workspace, name, excludedFields } = connection;
  const lane = toChangeLane(connection, seen.sysId);
  const fields = withoutColumns(seen.fields, excludedFields);
  const snapshot = { ...seen, fields, id: toSnapshotId(connection, seen) };
  const kept = { workspace, connection: name, lane, receivedAt: at, snapshot };
  if (!(await insertSnapshot(unit, kept))) return;
  const job = { id: newId(), workspace, lane, subject: snapshot.id, now: at } as const;
  await enqueue(unit, [{ ...job, kind: 'snapshot.compare' }]);
}
