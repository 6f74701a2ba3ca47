import { setTimeout as delay } from 'node:timers/promises';
import type { ReceiveRuleRecordDeps } from './intake/receive-rule-record.ts';
import type { Configuration, Connection, Route } from './domain/configuration.ts';
import { toNewChanges } from './intake/receive-changes.ts';
import type { createKeepChanges } from './intake/keep.ts';
import { sha256Hex } from './lib/digest.ts';
import { Secret } from './lib/secret.ts';
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

export interface ConnectionTasksDeps extends Omit<
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
  readonly newId: NewId;
  readonly watch: Pick<
    WatchConnectionDeps,
    'signals' | 'holdOf' | 'outlookOf' | 'recordStatus' | 'metrics'
  >;
  readonly keepChanges: ReturnType<typeof createKeepChanges>;
  readonly keepSeen: ReceiveRuleRecordDeps['keep'];
  readonly findSource: EndSilentDeps['findSource'];
  readonly current: () => Configuration;
  /** Of several relays on one database one does a task. */
  readonly lead: LeadTask;
}

interface Running {
  /** Of everything that its tasks go by: they are started anew when it differs. */
  readonly fingerprint: string;
  readonly stopping: AbortController;
  readonly tasks: readonly Promise<void>[];
}

/** What goes on for each connection besides jobs: watching it, saying hello, polling, pulling, looking for doubles, and the daily report. */
export interface ConnectionTasks {
  /** Starts, stops and restarts what has to be, by what is configured now. */
  follow(): void;
  stop(): Promise<void>;
}

export function createConnectionTasks(deps: ConnectionTasksDeps): ConnectionTasks {
  const running = new Map<string, Running>();
  const ended: Promise<void>[] = [];

  function follow(): void {
    const { connections, routes } = deps.current();
    const wanted = new Map(
      connections.map((connection) => [
        toId(connection),
        { connection, ...followedOn(connection) },
      ]),
    );
    for (const [id, task] of running) {
      const now = wanted.get(id);
      if (now === undefined || fingerprintOf(now) !== task.fingerprint) end(id, task);
    }
    for (const [id, now] of wanted) {
      if (!running.has(id)) running.set(id, begin(now));
    }

    function followedOn({ workspace, name }: Connection): Omit<Wanted, 'connection'> {
      const own = routes.filter(
        (route) => route.workspace === workspace && route.connection === name,
      );
      return {
        tables: [...new Set(own.map(({ table }) => table))].toSorted(),
        hasPictures: own.some(({ backSync }) => backSync.attachments),
        hasDeletions: own.some(({ backSync }) => backSync.deletes !== 'off'),
        silences: own.flatMap(toSilence),
      };
    }
  }

  function end(id: string, { stopping, tasks }: Running): void {
    stopping.abort();
    running.delete(id);
    ended.push(...tasks);
  }

  function begin(wanted: Wanted): Running {
    const stopping = new AbortController();
    const { signal } = stopping;
    const wait = (ms: number): Promise<void> =>
      delay(ms, undefined, { signal }).catch(() => undefined);
    const run = { wait, isStopped: () => signal.aborted };
    return { fingerprint: fingerprintOf(wanted), stopping, tasks: startTasks(deps, run, wanted) };
  }

  return {
    follow,
    async stop() {
      for (const [id, task] of running) end(id, task);
      await Promise.all(ended);
    },
  };
}

interface Wanted {
  readonly connection: Connection;
  readonly tables: readonly string[];
  /** Whether a route tells of pictures. */
  readonly hasPictures: boolean;
  /** Whether a route tells of deletions. */
  readonly hasDeletions: boolean;
  /** Routes that end what their tools say nothing of any more. */
  readonly silences: readonly SilenceRoute[];
}

function startTasks(
  deps: ConnectionTasksDeps,
  run: Pick<PollChangesDeps, 'wait' | 'isStopped'>,
  { connection, tables, hasPictures, hasDeletions, silences }: Wanted,
): readonly Promise<void>[] {
  const shared = { ...deps, ...run };
  const lead = (task: string, work: (turn: Turn) => Promise<void>): Promise<void> =>
    deps.lead(`${task} ${toId(connection)}`, run, work);
  const routesOf = (workspace: string) =>
    deps.current().routes.filter((route) => route.workspace === workspace);
  const keepTold: PullChangesDeps['keep'] = (from, changes) =>
    deps.keepChanges(toNewChanges(from, changes, deps.clock.now()));
  const watching = watchConnection({ ...shared, ...deps.watch }, connection);
  if (!connection.enabled) return [watching];
  const reporting = lead('report', (turn) =>
    reportRotDaily({ ...shared, routesOf, ...turn }, connection),
  );
  const sweeping = lead('reconcile', (turn) => sweepRegularly({ ...shared, ...turn }, connection));
  const listen = (turn: Turn): Promise<void> =>
    endSilentRegularly({ ...shared, ...turn }, connection, silences);
  const listening = silences.length === 0 ? [] : [lead('silence', listen)];
  const always = [watching, reporting, sweeping, ...listening];
  if (connection.mode === 'table') {
    // No app, nobody to be introduced to; but doubles can be made.
    const merging = lead('merge', (turn) => mergeDoubles({ ...shared, ...turn }, connection));
    if (connection.changes === 'off') return [...always, merging];
    // Also the net below a pasted rule.
    const watermarks = watermarksOf(deps, connection);
    const polling = { ...shared, keep: deps.keepSeen, watermarks };
    const poll = (turn: Turn): Promise<void> => {
      const beside = { ...shared, ...turn, watermarks, keepChanges: keepTold };
      const pictures = () => pollPictures(beside, connection, tables);
      const deletions = () => pollDeletions(beside, connection, tables);
      const pollBeside = {
        ...(hasPictures ? { sys_attachment: pictures } : {}),
        ...(hasDeletions ? { sys_audit_delete: deletions } : {}),
      };
      return pollChanges({ ...polling, ...turn, pollBeside }, connection, tables);
    };
    return [...always, merging, lead('poll', poll)];
  }
  if (connection.changes === 'off') return always;
  const touching = introduce(shared, connection).then(() =>
    lead('heartbeat', (turn) => keepInTouch({ ...shared, ...turn }, connection)),
  );
  if (connection.changes === 'push') return [...always, touching];
  return [
    ...always,
    touching,
    lead('pull', (turn) => pullChanges({ ...shared, keep: keepTold, ...turn }, connection)),
  ];
}

function toSilence({ enabled, name, resolveWhenSilentForMs }: Route): readonly SilenceRoute[] {
  return enabled && resolveWhenSilentForMs !== undefined ? [{ name, resolveWhenSilentForMs }] : [];
}

function watermarksOf(
  { db, commit }: ConnectionTasksDeps,
  { workspace, name }: Connection,
): PollChangesDeps['watermarks'] {
  const polled = (table: string) => ({ workspace, connection: name, table });
  return {
    find: (table) => findWatermark(db, polled(table)),
    record: (table, updatedOn) => commit((unit) => recordWatermark(unit, polled(table), updatedOn)),
  };
}

function toId({ workspace, name }: Connection): string {
  return `${workspace}/${name}`;
}

/** With the secrets in it, of which only the hash is kept. */
function fingerprintOf(wanted: Wanted): string {
  const text = JSON.stringify(wanted, function reveal(this: unknown, key, value: unknown) {
    const original: unknown = typeof this === 'object' ? Reflect.get(Object(this), key) : undefined;
    return original instanceof Secret ? original.reveal() : value;
  });
  return sha256Hex(text);
}
