import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectNodeMetrics } from './node-metrics.ts';

interface QueueState {
  readonly workspace: string;
  readonly waiting: number;
  readonly oldestWaitingSeconds: number;
  readonly dead: number;
}

interface SourceLabels {
  readonly workspace: string;
  readonly source: string;
}

interface ConnectionLabels {
  readonly workspace: string;
  readonly connection: string;
}

const statusLabels = ['ok', 'degraded', 'failing', 'paused'] as const;
type StatusLabel = (typeof statusLabels)[number];

interface AppState extends ConnectionLabels {
  readonly heardAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly backlog: {
    readonly waiting: number;
    readonly oldestWaitingMinutes: number;
    readonly dead: number;
  };
  readonly silent: object | undefined;
}

export interface Metrics {
  /** A delivery of a known source, by the status that it was answered with. */
  countDelivery(labels: SourceLabels & { readonly answer: number }): void;
  /** An event by what became of it, `created`, `nothing`, `dead` and the like. */
  countEvent(labels: SourceLabels & { readonly outcome: string }): void;
  /** A job by how an attempt ended. */
  countJob(labels: {
    readonly workspace: string;
    readonly kind: string;
    readonly outcome: 'done' | 'retried' | 'dead';
  }): void;
  /** A call to an instance; `code` is `OK` or the error code of its failure. */
  countAttempt(labels: ConnectionLabels & { readonly code: string }): void;
  /** A call that writes, by how many commands it carries. */
  observeCall(labels: ConnectionLabels, commands: number): void;
  /** A request that was turned away at the door; of no workspace where its address names none that is configured. */
  countRefused(reason: string, workspace: string | undefined): void;
  /** A second record of one key that was found and canceled: table mode's price, should stay 0. */
  countDuplicate(labels: ConnectionLabels): void;
  /** Something that a comparison of both sides set right. */
  countRepair(labels: ConnectionLabels & { readonly kind: string }): void;
  /** A create that turned out to be applied already. */
  countDuplicatePrevented(labels: ConnectionLabels): void;
  /** A tool and ServiceNow answered each other without end; one record was stopped. */
  countLoop(labels: ConnectionLabels): void;
  /** A field that ServiceNow did not keep as it was sent. */
  countDroppedField(labels: ConnectionLabels & { readonly field: string }): void;
  /** Whether jobs of a connection wait because its instance cannot answer. */
  setConnectionHeld(labels: ConnectionLabels, isHeld: boolean): void;
  /** What the instance allows in an hour, and what is left of it. */
  setCallsLeft(
    labels: ConnectionLabels,
    calls: { readonly limit: number; readonly left: number },
  ): void;
  /** How a connection is, and since when; ms since the epoch. */
  setConnectionStatus(labels: ConnectionLabels, status: StatusLabel, since: number): void;
  /** When the first of what it signs in with ends, ms since the epoch. */
  setCredentialsEnd(labels: ConnectionLabels, at: number | undefined): void;
  /** Whether the store takes nothing, so that tools are told 503. */
  setStoreRefuses(refuses: boolean): void;
  /** A field that the route leaves to whoever set it in ServiceNow, and the tool would have otherwise. */
  countFieldConflict(labels: ConnectionLabels & { readonly field: string }): void;
  /** From the answer to the tool until the record carries it. */
  observeDelivery(workspace: string, seconds: number): void;
  /** From the change in ServiceNow until the tool was told. */
  observeWriteBack(workspace: string, seconds: number): void;
  /** Asked at every scrape: the queue of each workspace. */
  readQueueWith(read: () => Promise<readonly QueueState[]>): void;
  /** Asked at every scrape: what is known of the apps inside the instances. */
  readAppsWith(read: () => Promise<readonly AppState[]>): void;
  /**
   * Gauges of other connections go at every scrape: what was said last of one that is deleted would be an
   * alarm for ever. Counters stay: they stand still, which alarms nobody.
   */
  tellOnlyOf(hasConnection: (workspace: string, name: string) => boolean): void;
  /** The page of `/metrics`. */
  print(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** From a few milliseconds to a wait that is long but normal, such as for a sleeping instance. */
const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

/**
 * The relay's metrics, in a registry of their own. Labels are names from the configuration or words of
 * closed sets in our code, never what a caller sends: strange requests must not become time series.
 */
export function createMetrics(onUnread: (error: unknown) => void = () => undefined): Metrics {
  const registry = new Registry();
  collectNodeMetrics(registry);
  const counters = createCounters(registry);
  const histograms = createHistograms(registry);
  const queue = createQueueGauges(registry);
  const apps = createAppGauges(registry);
  const held = new Gauge({
    name: 'alert_relay_connection_held',
    help: '1 while jobs of a connection wait because its instance cannot answer',
    labelNames: ['workspace', 'connection'],
    registers: [registry],
  });
  const callsAllowed = new Gauge({
    name: 'alert_relay_calls_allowed',
    help: 'Calls that a rate limit rule of the instance allows in an hour, where it has one',
    labelNames: ['workspace', 'connection'],
    registers: [registry],
  });
  const callsLeft = new Gauge({
    name: 'alert_relay_calls_left',
    help: 'What is left of them in this hour, as far as this relay knows',
    labelNames: ['workspace', 'connection'],
    registers: [registry],
  });
  const refuses = new Gauge({
    name: 'alert_relay_store_refuses',
    help: '1 while the store takes nothing and tools are told 503',
    registers: [registry],
  });
  const status = createStatusGauges(registry);
  const credentialsEnd = createCredentialsGauge(registry);
  const ofConnections = [held, callsAllowed, callsLeft, ...status.gauges, credentialsEnd.gauge];
  let hasConnection: Parameters<Metrics['tellOnlyOf']>[0] = () => true;
  let isRefusing = false;
  let readQueue: Parameters<Metrics['readQueueWith']>[0] | undefined;
  let readApps: Parameters<Metrics['readAppsWith']>[0] | undefined;
  return {
    countDelivery: (labels) => counters.deliveries.inc(labels),
    countEvent: (labels) => counters.events.inc({ ...labels }),
    countJob: (labels) => counters.jobs.inc({ ...labels }),
    countAttempt: (labels) => counters.attempts.inc({ ...labels }),
    countRefused: (reason, workspace = '') => counters.refused.inc({ workspace, reason }),
    countDuplicate: (labels) => counters.duplicates.inc({ ...labels }),
    countRepair: (labels) => counters.repairs.inc({ ...labels }),
    countDuplicatePrevented: (labels) => counters.duplicatesPrevented.inc({ ...labels }),
    countLoop: (labels) => counters.loops.inc({ ...labels }),
    countDroppedField: (labels) => counters.droppedFields.inc({ ...labels }),
    setCallsLeft({ workspace, connection }, { limit, left }) {
      callsAllowed.set({ workspace, connection }, limit);
      callsLeft.set({ workspace, connection }, left);
    },
    setConnectionHeld: (labels, isHeld) => held.set({ ...labels }, isHeld ? 1 : 0),
    setConnectionStatus: status.set,
    setCredentialsEnd: credentialsEnd.set,
    setStoreRefuses: (now) => {
      isRefusing = now;
    },
    countFieldConflict: (labels) => counters.fieldConflicts.inc({ ...labels }),
    observeCall: (labels, commands) => histograms.commands.observe({ ...labels }, commands),
    observeDelivery: (workspace, seconds) => histograms.delivery.observe({ workspace }, seconds),
    observeWriteBack: (workspace, seconds) => histograms.writeBack.observe({ workspace }, seconds),
    readQueueWith: (read) => {
      readQueue = read;
    },
    readAppsWith: (read) => {
      readApps = read;
    },
    tellOnlyOf: (has) => {
      hasConnection = has;
    },
    print: async () => {
      await removeGone(ofConnections, hasConnection);
      const [waiting, seen] = [
        await tryToRead(readQueue, onUnread),
        await tryToRead(readApps, onUnread),
      ];
      queue.set(waiting ?? []);
      apps.set(seen ?? []);
      // What cannot even be read takes nothing either, whether or not a tool has just tried.
      refuses.set(isRefusing || waiting === undefined || seen === undefined ? 1 : 0);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

async function removeGone(
  gauges: readonly Gauge[],
  hasConnection: (workspace: string, name: string) => boolean,
): Promise<void> {
  for (const gauge of gauges) {
    for (const { labels } of (await gauge.get()).values) {
      const isThere = hasConnection(String(labels['workspace']), String(labels['connection']));
      if (!isThere) gauge.remove(labels);
    }
  }
}

/** `undefined` where the store does not answer: its own series go then, not those that tell of it. */
async function tryToRead<State>(
  read: (() => Promise<readonly State[]>) | undefined,
  onUnread: (error: unknown) => void,
): Promise<readonly State[] | undefined> {
  try {
    return (await read?.()) ?? [];
  } catch (error) {
    onUnread(error);
    return undefined;
  }
}

/** One series for each status, of which one is 1: `alert_relay_connection_status{status!="ok"} == 1` is an alert. */
function createStatusGauges(registry: Registry) {
  const labelNames = ['workspace', 'connection'] as const;
  const status = new Gauge({
    name: 'alert_relay_connection_status',
    help: '1 for the status that a connection has: ok, degraded, failing or paused',
    labelNames: [...labelNames, 'status'],
    registers: [registry],
  });
  const since = new Gauge({
    name: 'alert_relay_connection_status_since_timestamp_seconds',
    help: 'Since when it has it',
    labelNames: [...labelNames],
    registers: [registry],
  });
  return {
    gauges: [status, since],
    set: (labels: ConnectionLabels, now: StatusLabel, sinceMs: number): void => {
      for (const one of statusLabels) status.set({ ...labels, status: one }, one === now ? 1 : 0);
      since.set({ ...labels }, sinceMs / 1000);
    },
  };
}

/** `… - time()` is the countdown; a connection whose credentials have no known end has no series. */
function createCredentialsGauge(registry: Registry) {
  const gauge = new Gauge({
    name: 'alert_relay_credentials_expire_timestamp_seconds',
    help: 'When the first of what a connection signs in with ends',
    labelNames: ['workspace', 'connection'],
    registers: [registry],
  });
  return {
    gauge,
    set: (labels: ConnectionLabels, at: number | undefined): void => {
      if (at === undefined) gauge.remove({ ...labels });
      else gauge.set({ ...labels }, at / 1000);
    },
  };
}

/** What the apps inside the instances tell; `time() - …_heard_timestamp_seconds` is their silence. */
function createAppGauges(registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({
      name: `alert_relay_app_${name}`,
      help,
      labelNames: ['workspace', 'connection'],
      registers: [registry],
    });
  const heard = gauge('heard_timestamp_seconds', 'When the app of a connection called last');
  const answered = gauge('answered_timestamp_seconds', 'When the app answered our heartbeat last');
  const waiting = gauge('waiting_changes', 'Changes that wait in the app, at its last heartbeat');
  const oldest = gauge('oldest_waiting_seconds', 'How long the oldest of them waited then');
  const dead = gauge('dead_changes', 'Changes that failed for good in the app, at its heartbeat');
  const silent = gauge('silent', '1 while the watchdog finds the app of a connection silent');
  const all = [heard, answered, waiting, oldest, dead, silent];
  return {
    set: (apps: readonly AppState[]): void => {
      for (const one of all) one.reset();
      for (const { workspace, connection, heardAt, answeredAt, backlog, silent: why } of apps) {
        const labels = { workspace, connection };
        if (heardAt !== undefined) heard.set(labels, heardAt / 1000);
        if (answeredAt !== undefined) answered.set(labels, answeredAt / 1000);
        waiting.set(labels, backlog.waiting);
        oldest.set(labels, backlog.oldestWaitingMinutes * 60);
        dead.set(labels, backlog.dead);
        silent.set(labels, why === undefined ? 0 : 1);
      }
    },
  };
}

function createCounters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `alert_relay_${name}`, help, labelNames, registers: [registry] });
  const connection = ['workspace', 'connection'] as const;
  return {
    deliveries: counter('deliveries_total', 'Deliveries by the status of our answer', [
      'workspace',
      'source',
      'answer',
    ]),
    events: counter('events_total', 'Events by what became of them', [
      'workspace',
      'source',
      'outcome',
    ]),
    jobs: counter('jobs_total', 'Jobs by how an attempt ended', ['workspace', 'kind', 'outcome']),
    attempts: counter('attempts_total', 'Calls to ServiceNow by how they ended', [
      ...connection,
      'code',
    ]),
    refused: counter(
      'refused_total',
      'Requests turned away at the door; workspace is empty where the address names none that is configured',
      ['workspace', 'reason'],
    ),
    duplicates: counter('duplicates_total', 'Second records of one key that were canceled', [
      ...connection,
    ]),
    repairs: counter('repairs_total', 'What comparisons of both sides set right', [
      ...connection,
      'kind',
    ]),
    duplicatesPrevented: counter(
      'duplicates_prevented_total',
      'Creates that turned out to be applied already',
      [...connection],
    ),
    loops: counter('loops_stopped_total', 'Records on which a loop was stopped', [...connection]),
    droppedFields: counter('dropped_fields_total', 'Fields that ServiceNow did not keep as sent', [
      ...connection,
      'field',
    ]),

    fieldConflicts: counter('field_conflicts_total', 'Fields left to people against the tool', [
      ...connection,
      'field',
    ]),
  };
}

function createHistograms(registry: Registry) {
  const histogram = (name: string, help: string) =>
    new Histogram({
      name: `alert_relay_${name}`,
      help,
      labelNames: ['workspace'],
      buckets,
      registers: [registry],
    });
  return {
    commands: new Histogram({
      name: 'alert_relay_commands_per_call',
      help: 'Commands in one call to ServiceNow',
      labelNames: ['workspace', 'connection'],
      buckets: [1, 2, 4, 8, 16, 32, 64, 100],
      registers: [registry],
    }),
    delivery: histogram('delivery_seconds', 'From the answer to the tool until the record has it'),
    writeBack: histogram(
      'write_back_seconds',
      'From the change in ServiceNow until the tool is told',
    ),
  };
}

function createQueueGauges(registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({
      name: `alert_relay_${name}`,
      help,
      labelNames: ['workspace'],
      registers: [registry],
    });
  const waiting = gauge('waiting_jobs', 'Jobs that wait');
  const oldest = gauge('oldest_waiting_seconds', 'Age of the oldest waiting job');
  const dead = gauge('dead_jobs', 'Dead letters');
  return {
    set(states: readonly QueueState[]): void {
      for (const one of [waiting, oldest, dead]) one.reset();
      for (const { workspace, ...state } of states) {
        waiting.set({ workspace }, state.waiting);
        oldest.set({ workspace }, state.oldestWaitingSeconds);
        dead.set({ workspace }, state.dead);
      }
    },
  };
}
