import type { ReceiveRuleRecordDeps } from './intake/receive-rule-record.ts';
import type { Configuration, Connection } from './domain/configuration.ts';
import { nameOf } from './domain/connection-name.ts';
import { toConnectionName } from './domain/connection-name.ts';
import { toNewChanges } from './intake/receive-changes.ts';
import type { createKeepChanges } from './intake/keep.ts';
import type { LeadTask, Turn } from './queue/lead-task.ts';
import { findWatermark, recordWatermark } from './store/watermarks.ts';
import { introduce, type IntroduceDeps } from './sync/inbound/introduce.ts';
import { keepInTouch, type KeepInTouchDeps } from './sync/watch/keep-in-touch.ts';
import { pollChanges, type PollChangesDeps } from './sync/inbound/poll-changes.ts';
import { pollDeletions, type PollDeletionsDeps } from './sync/inbound/poll-deletions.ts';
import { pollPictures, type PollPicturesDeps } from './sync/inbound/poll-pictures.ts';
import { pullChanges, type PullChangesDeps } from './sync/inbound/pull-changes.ts';
import { reportRotDaily, type ReportRotDeps } from './sync/readiness/report-rot.ts';
import { watchConnection, type WatchConnectionDeps } from './sync/status/watch-connection.ts';
import type { NewId } from './lib/ids.ts';
import {
  endSilentRegularly,
  type EndSilentDeps,
  type SilenceRoute,
} from './sync/reconcile/end-silent-alerts.ts';
import { sweepRegularly, type SweepTaskDeps } from './sync/reconcile/sweep-links.ts';
import { mergeDoubles, type MergeDoublesDeps } from './sync/reconcile/merge-doubles.ts';

export interface TaskDeps extends Omit<
  MergeDoublesDeps & IntroduceDeps,
  'wait' | 'isStopped' | 'servicenow' | 'log'
> {
  readonly servicenow: MergeDoublesDeps['servicenow'] &
    KeepInTouchDeps['servicenow'] &
    PollChangesDeps['servicenow'] &
    PollPicturesDeps['servicenow'] &
    PollDeletionsDeps['servicenow'] &
    PullChangesDeps['servicenow'] &
    WatchConnectionDeps['servicenow'] &
    ReportRotDeps['servicenow'] &
    SweepTaskDeps['servicenow'];
  readonly log: KeepInTouchDeps['log'] & PollChangesDeps['log'];
  readonly reading: ReportRotDeps['reading'];
  readonly newId: NewId;
  readonly watch: Pick<
    WatchConnectionDeps,
    'steadyClock' | 'signals' | 'holdOf' | 'faultOf' | 'outlookOf' | 'recordStatus' | 'metrics'
  >;
  readonly keepChanges: ReturnType<typeof createKeepChanges>;
  readonly keepSeen: ReceiveRuleRecordDeps['keep'];
  readonly findSource: EndSilentDeps['findSource'];
  readonly current: () => Configuration;
  /** Of several relays on one database one does a task. */
  readonly lead: LeadTask;
}

type Run = Pick<PollChangesDeps, 'wait' | 'isStopped'>;
type Lead = (task: string, work: (turn: Turn) => Promise<void>) => Promise<void>;

/** One connection, and what its routes make of it. */
export interface WantedTasks {
  readonly connection: Connection;
  readonly tables: readonly string[];
  /** Whether a route tells of pictures. */
  readonly hasPictures: boolean;
  /** Whether a route tells of deletions. */
  readonly hasDeletions: boolean;
  /** Routes that end what their tools say nothing of any more. */
  readonly silences: readonly SilenceRoute[];
}

/** Watching it, the daily report, both sides compared; and what its mode asks for. Until it is stopped. */
export function startConnectionTasks(
  deps: TaskDeps,
  run: Run,
  wanted: WantedTasks,
): readonly Promise<void>[] {
  const { connection, silences } = wanted;
  const shared = { ...deps, ...run };
  const lead: Lead = (task, work) => deps.lead(`${task} ${nameOf(connection)}`, run, work);
  const watching = watchConnection({ ...shared, ...deps.watch }, connection);
  if (!connection.enabled) return [watching];
  const routesOf = (workspace: string) =>
    deps.current().routes.filter((route) => route.workspace === workspace);
  const reporting = lead('report', (turn) =>
    reportRotDaily({ ...shared, routesOf, ...turn }, connection),
  );
  const sweeping = lead('reconcile', (turn) => sweepRegularly({ ...shared, ...turn }, connection));
  const listen = (turn: Turn): Promise<void> =>
    endSilentRegularly({ ...shared, ...turn }, connection, silences);
  const listening = silences.length === 0 ? [] : [lead('silence', listen)];
  const byMode = connection.mode === 'table' ? startInTableMode : startWithApp;
  return [watching, reporting, sweeping, ...listening, ...byMode(shared, lead, wanted)];
}

/** No app, nobody to be introduced to; but doubles can be made. */
function startInTableMode(
  deps: TaskDeps & Run,
  lead: Lead,
  { connection, tables, hasPictures, hasDeletions }: WantedTasks,
): readonly Promise<void>[] {
  const merging = lead('merge', (turn) => mergeDoubles({ ...deps, ...turn }, connection));
  if (connection.changes === 'off') return [merging];
  // Also the net below a pasted rule.
  const watermarks = watermarksOf(deps, connection);
  const poll = (turn: Turn): Promise<void> => {
    const beside = { ...deps, ...turn, watermarks, keepChanges: keepTold(deps) };
    const pictures = () => pollPictures(beside, connection, tables);
    const deletions = () => pollDeletions(beside, connection, tables);
    const pollBeside = {
      ...(hasPictures ? { sys_attachment: pictures } : {}),
      ...(hasDeletions ? { sys_audit_delete: deletions } : {}),
    };
    const polling = { ...deps, keep: deps.keepSeen, watermarks, pollBeside };
    return pollChanges({ ...polling, ...turn }, connection, tables);
  };
  return [merging, lead('poll', poll)];
}

function startWithApp(
  deps: TaskDeps & Run,
  lead: Lead,
  { connection }: WantedTasks,
): readonly Promise<void>[] {
  if (connection.changes === 'off') return [];
  const touching = introduce(deps, connection).then(() =>
    lead('heartbeat', (turn) => keepInTouch({ ...deps, ...turn }, connection)),
  );
  if (connection.changes === 'push') return [touching];
  const pull = (turn: Turn): Promise<void> =>
    pullChanges({ ...deps, keep: keepTold(deps), ...turn }, connection);
  return [touching, lead('pull', pull)];
}

function keepTold({ keepChanges, clock }: TaskDeps): PullChangesDeps['keep'] {
  return (from, changes) => keepChanges(toNewChanges(from, changes, clock.now()));
}

function watermarksOf(
  { db, commit }: TaskDeps,
  connection: Connection,
): PollChangesDeps['watermarks'] {
  const polled = (table: string) => ({ ...toConnectionName(connection), table });
  return {
    find: (table) => findWatermark(db, polled(table)),
    record: (table, updatedOn) => commit((unit) => recordWatermark(unit, polled(table), updatedOn)),
  };
}
