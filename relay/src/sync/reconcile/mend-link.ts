import type { TaskRecord, UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { toNoteText } from '../../domain/event-content.ts';
import { withoutExcluded } from '../../domain/excluded-fields.ts';
import { toPhase } from '../../domain/lifecycle.ts';
import {
  compareSides,
  toDeletion,
  toDeletionId,
  toFirstSequence,
  toRepeatedFields,
  toStateChange,
} from '../../domain/reconcile.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { NewId } from '../../lib/ids.ts';
import type { Job } from '../../queue/job.ts';
import { loadSentAfter, type SentAfter } from '../../store/events.ts';
import type { Link } from '../../store/links.ts';
import { closeLink, type LinkAnew, recordLinkAnew } from '../../store/record-links.ts';
import { keepChange, keepSeen } from './keep-brought.ts';
import type { Mending, Sides } from './mending.ts';

export interface MendLinkDeps {
  /** What was sent is looked for among all events of a time: it holds nobody up here. */
  readonly reading: Db;
  readonly servicenow: {
    findTask(
      connection: Connection,
      key: string,
      columns?: readonly string[],
    ): Promise<TaskRecord | undefined>;
    upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  };
  readonly newId: NewId;
}

/** What sets right the one thing that differs, if anything can. */
export async function mendLink(
  deps: MendLinkDeps,
  job: Pick<Job, 'id'>,
  sides: Sides,
): Promise<Mending | undefined> {
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
function tellDeletion(deps: MendLinkDeps, { link, connection }: Sides): Mending {
  return {
    kind: 'record-gone',
    detail: `${link.number} was deleted in ServiceNow; the next life of its alert opens a new record`,
    record: async (unit, at) => {
      await closeLink(unit, link.key, at);
      if (connection.changes === 'off') return;
      const id = toDeletionId(link.key);
      const actor = { user_name: '', name: 'somebody' };
      const change = toDeletion(id, link, actor, new Date(at).toISOString());
      await keepChange(deps.newId, unit, connection, change, at);
    },
  };
}

const MAX_TOLD_AGAIN = 20;

/** Towards ServiceNow: what we sent last, and the news that went with what was lost. */
async function repeatCommands(
  deps: MendLinkDeps,
  job: Pick<Job, 'id'>,
  { link, route, connection, there }: Sides,
  kind: 'record-made-again' | 'command-repeated',
): Promise<Mending> {
  const lastApplied = there?.state.applied_event_id ?? '';
  const lost = await loadSentAfter(deps.reading, link, lastApplied, MAX_TOLD_AGAIN);
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
        text: toMissedText(lost),
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

/** Which fields are written again lies in the link: an event that cannot be read is missing here alone. */
function toMissedText({ events, unreadable, isCut }: SentAfter): string {
  const left = [
    isCut ? ['what came before these'] : [],
    unreadable === 0 ? [] : [`${unreadable} that only a newer release of Alert Relay can read`],
  ].flat();
  const parts = [
    'Alert Relay found that this record had missed updates, and wrote them again.',
    ...(events.length === 0 ? [] : [toNoteText(events)]),
    ...(left.length === 0 ? [] : [`Not listed: ${left.join('; ')}.`]),
  ];
  return parts.join('\n\n');
}

function afterRepeat(
  { key, modCount }: Link,
  route: Route,
  { applied_seq, record }: UpsertAnswer,
): LinkAnew {
  return {
    key,
    table: record.table,
    sysId: record.sys_id,
    number: record.number,
    state: record.state,
    phase: toPhase(route, record),
    appliedSeq: applied_seq,
    modCount: record.sys_mod_count,
    comparedWith: modCount,
    // Of this write on; what the instance counts may have begun anew.
    changeSequence: toFirstSequence(record.sys_mod_count) - 1,
  };
}

/** We were restored from a backup: what the instance has is what was sent. */
function adoptSequence({ link, route, there }: Sides): Mending | undefined {
  if (there === undefined) return undefined;
  const { applied_seq: appliedSeq, state, sys_mod_count, sys_id, number, table } = there.state;
  const phase = toPhase(route, there.state);
  const record = { table, sysId: sys_id, number, state, phase, modCount: sys_mod_count };
  const anew = { ...record, key: link.key, appliedSeq, comparedWith: link.modCount };
  return {
    kind: 'sequence-adopted',
    detail: `${number} has ${appliedSeq - link.appliedSeq} commands that this relay does not remember; goes on above them`,
    record: (unit, at) => recordLinkAnew(unit, anew, at),
  };
}

/** Towards the tool: a state that no change told; of what lay between only the outcome is known. */
async function tellState(
  deps: MendLinkDeps,
  { link, connection, there }: Sides,
): Promise<Mending | undefined> {
  if (there === undefined || connection.changes === 'off') return undefined;
  const { state, record } = there;
  const about = {
    kind: 'state-told',
    detail: `${link.number} went from state ${link.state} to ${state.state} and no change said so`,
  } as const;
  if (record !== undefined) {
    return { ...about, record: (unit, at) => keepSeen(deps.newId, unit, connection, record, at) };
  }
  const columns = ['short_description', 'close_code', 'close_notes'];
  const found = await deps.servicenow.findTask(connection, link.key, columns);
  const id = sha256Hex(JSON.stringify([link.key, state.sys_mod_count, 'state'])).slice(0, 40);
  const change = withoutExcluded(
    toStateChange(id, link, state, found?.fields ?? {}),
    connection.excludedFields,
  );
  return { ...about, record: (unit, at) => keepChange(deps.newId, unit, connection, change, at) };
}
