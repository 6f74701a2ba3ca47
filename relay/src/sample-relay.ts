import {
  type ChangeEvent,
  type Feature,
  features,
  type LinkState,
  type LookupTable,
  type TaskRecord,
  type UpsertAnswer,
  type UpsertRequest,
} from '@alert-relay/shared-types';
import { defineConnector } from './connector-kit/connector.ts';
import { findDestinationKind, planWriteBack } from './connectors/destinations.ts';
import type { Commit } from './database/group-commit.ts';
import { openSampleStore, type SampleStore } from './database/sample-store.ts';
import type { AlertEvent } from './domain/alert-event.ts';
import type { Configuration, Connection } from './domain/configuration.ts';
import { indexConfiguration } from './domain/find-configured.ts';
import { sampleConnection, sampleRoute } from './domain/samples.ts';
import { createKeepChanges, createKeepDelivery } from './intake/keep.ts';
import { toNewChanges } from './intake/receive-changes.ts';
import { receiveDelivery } from './intake/receive-delivery.ts';
import { sha256Hex } from './lib/digest.ts';
import { RelayError } from './lib/errors.ts';
import { createIds } from './lib/ids.ts';
import { createRateLimit } from './lib/rate-limit.ts';
import { createArrivals } from './queue/arrivals.ts';
import { createJobReads } from './queue/head.ts';
import { createLaneReads } from './store/lane-reads.ts';
import { findLanes } from './queue/find-lanes.ts';
import { createWorker } from './queue/worker.ts';
import { createStages } from './stages.ts';
import { recordDead } from './sync/outbound/record-dead.ts';
import { z } from 'zod';

/** For tests of several stages together: the real intake, store, queue and stages, without a network. */
export interface SampleRelay {
  readonly store: SampleStore;
  /** Milliseconds since the epoch; a test moves it. The clock of the store may be apart from it. */
  readonly clock: { at: number; storeAheadMs: number };
  readonly servicenow: SampleServiceNow;
  /** What its metrics would show. */
  readonly counted: { duplicatesPrevented: number };
  /** What the tool says in one delivery; the answer is its id. */
  send(...events: readonly AlertEvent[]): Promise<string>;
  /** What happened to a record in ServiceNow, told by the first connection unless by another one. */
  change(change: Partial<ChangeEvent> & Pick<ChangeEvent, 'key'>, by?: Connection): Promise<void>;
  /** Does everything that is due. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** An instance that does as it is told, but for what a test asks of it. */
export interface SampleServiceNow {
  readonly records: Map<string, TaskRecord>;
  /** Keys of records that somebody deleted. */
  readonly deleted: Set<string>;
  /** Changes that its app holds and that never came. */
  readonly untold: ChangeEvent[];
  readonly requests: (UpsertRequest & { readonly key: string })[];
  /** Columns that it silently drops. */
  readonly drops: Set<string>;
  /** `table column value` → sys_ids. */
  readonly known: Map<string, readonly string[]>;
  /** How long a write takes. */
  takesMs: number;
  failWith: RelayError | undefined;
  /** The next write alone fails with it. */
  failsNextWith: RelayError | undefined;
  /** Does what it is told and then fails with this: its answer is lost. */
  loseAnswerBy: RelayError | undefined;
  /** What people see on the records, in order: each note once, as its app sees to it, and each new state. */
  readonly history: {
    readonly key: string;
    readonly what: 'note' | 'state';
    readonly text: string;
  }[];
  /** What its app knows besides the first version. */
  features: ReadonlySet<Feature>;
}

/** A workspace with one source, one connection and one route, changed by what a test is about. */
export function sampleConfiguration(change: Partial<Configuration> = {}): Configuration {
  return {
    workspaces: ['default'],
    connections: [sampleConnection()],
    sources: [
      {
        workspace: 'default',
        name: 'prometheus',
        connector: 'told',
        settings: {},
        enabled: true,
      },
    ],
    routes: [sampleRoute({ destination: undefined })],
    routing: [],
    destinations: [],
    webhooks: [],
    unused: [],
    ...change,
  };
}

const START = Date.UTC(2026, 10, 20, 8);

export async function createSampleRelay(configuration: Configuration): Promise<SampleRelay> {
  const store = await openSampleStore();
  const { db } = store;
  // Without the patience for company: jobs are done one by one here, and each would wait in vain.
  const commit: Commit = (work, options) => store.commit(work, { ...options, mayWaitMs: 0 });
  const state = { at: START, storeAheadMs: 0 };
  const clock = { now: () => state.at };
  const storeClock = { now: () => state.at + state.storeAheadMs };
  const newId = createIds(() => clock.now());
  const configured = indexConfiguration(configuration);
  const servicenow = createSampleServiceNow((ms) => void (state.at += ms));
  const counted = { duplicatesPrevented: 0 };
  const silent = () => undefined;
  const handlers = createStages({
    ...configured,
    db,
    reading: store.reading,
    reads: createLaneReads(db),
    commit,
    servicenow: servicenow.calls,
    outgoing: { send: () => Promise.reject(new RelayError('DESTINATION_UNAVAILABLE', 'No tool.')) },
    planWriteBack,
    findDestinationKind,
    limit: createRateLimit(storeClock),
    clock,
    storeClock,
    newId,
    traceparent: () => undefined,
    metrics: {
      countEvent: silent,
      countDroppedField: silent,
      countFieldConflict: silent,
      countDuplicatePrevented: () => void (counted.duplicatesPrevented += 1),
      countLoop: silent,
      countRepair: silent,
      observeDelivery: silent,
      observeWriteBack: silent,
    },
  });
  const work = createWorker({
    reads: createJobReads(db),
    commit,
    arrivals: createArrivals(0),
    handlers,
    recordDead: (unit, job, error) => recordDead({ clock }, unit, job, error),
    clock: storeClock,
    newId,
    chance: () => 0,
    log: { info: silent, warn: silent, error: silent },
  });
  let told: readonly AlertEvent[] = [];
  const deliveries = {
    ...configured,
    findConnector: () => toldBy(() => told),
    keep: createKeepDelivery(commit, () => false),
    fetchText: () => Promise.resolve(''),
    visit: () => Promise.resolve(),
    clock,
    newId,
  };
  const keepChanges = createKeepChanges(commit, newId);

  return {
    store,
    clock: state,
    servicenow: servicenow.standing,
    counted,
    async send(...events) {
      told = events;
      const outcome = await receiveDelivery(deliveries, {
        workspace: 'default',
        source: 'prometheus',
        method: 'POST',
        suffix: '',
        query: {},
        headers: {},
        body: Buffer.from('{}'),
      });
      if (outcome.kind !== 'kept') throw new TypeError(`not kept: ${outcome.kind}`);
      const { body } = outcome;
      return typeof body === 'string' ? body : String(body['delivery']);
    },
    async change(over, by = configuration.connections[0] ?? sampleConnection()) {
      const record = servicenow.standing.records.get(over.key ?? '');
      const changes = toNewChanges(by, [toChange(newId(), record, over)], clock.now());
      await keepChanges(changes);
    },
    async drain() {
      for (const lane of await findLanes(db, '', 10_000)) {
        let outcome = await work(lane);
        while (outcome.kind === 'more') outcome = await work(lane);
      }
    },
    close: () => store.close(),
  };
}

function toldBy(told: () => readonly AlertEvent[]) {
  return defineConnector({
    id: 'told',
    name: 'Told by a test',
    docsUrl: 'https://tool.example',
    settings: z.unknown(),
    payload: z.unknown(),
    answers: { success: 202, whenBusy: 503, deadlineMs: 1000 },
    verify: () => ({ kind: 'genuine' }),
    normalize: () => told(),
  });
}

function toChange(
  id: string,
  record: TaskRecord | undefined,
  over: Partial<ChangeEvent> & Pick<ChangeEvent, 'key'>,
): ChangeEvent {
  const modCount = (record?.sys_mod_count ?? 0) + 1;
  return {
    id,
    sequence: modCount * 100,
    operation: 'update',
    table: record?.table ?? 'incident',
    sys_id: record?.sys_id ?? 'f'.repeat(32),
    number: record?.number ?? 'INC0000001',
    fields: [],
    journal: [],
    record: {
      state: record?.state ?? '1',
      active: true,
      sys_mod_count: modCount,
      short_description: '',
    },
    actor: { user_name: 'beth', name: 'Beth Anglin' },
    at: '2026-11-20T08:00:00Z',
    origin: null,
    ...over,
  };
}

function createSampleServiceNow(pass: (ms: number) => void) {
  const standing: SampleServiceNow = {
    records: new Map(),
    deleted: new Set(),
    untold: [],
    requests: [],
    drops: new Set(),
    known: new Map(),
    takesMs: 0,
    failWith: undefined,
    failsNextWith: undefined,
    loseAnswerBy: undefined,
    history: [],
    features: new Set(features),
  };
  const calls = {
    readJournal: async () => [],
    fetchAttachment: () => Promise.reject(new RelayError('SERVICENOW_NOT_FOUND', 'No picture.')),
    findTask: async (_connection: Connection, key: string) => standing.records.get(key),
    findRecords: async () => [],
    fetchRecordChanges: async () => ({ changes: standing.untold, more: false }),
    compareLinks: async (_connection: Connection, keys: readonly string[]) =>
      keys
        .flatMap((key) => standing.records.get(key) ?? [])
        .map((record) => toLinkState(record, standing)),
    findApp: async () => ({ version: '0.1.0', features: standing.features }),
    lookUp(_connection: Connection, table: LookupTable, column: string, value: string) {
      const found = standing.known.get(`${table} ${column} ${value}`) ?? [
        sha256Hex(value).slice(32),
      ];
      if (found[0] !== undefined && found.length === 1) return Promise.resolve(found[0]);
      const code = found.length === 0 ? 'SERVICENOW_LOOKUP_EMPTY' : 'SERVICENOW_LOOKUP_AMBIGUOUS';
      return Promise.reject(new RelayError(code, `${table} has ${found.length} named ${value}.`));
    },
    upsertTask(_connection: Connection, key: string, request: UpsertRequest) {
      pass(standing.takesMs);
      const failure = standing.failsNextWith ?? standing.failWith;
      standing.failsNextWith = undefined;
      if (failure !== undefined) return Promise.reject(failure);
      standing.requests.push({ ...request, key });
      const answer = apply(standing, key, request);
      const { loseAnswerBy } = standing;
      return loseAnswerBy === undefined ? Promise.resolve(answer) : Promise.reject(loseAnswerBy);
    },
  };
  return { standing, calls };
}

function toLinkState(record: TaskRecord, { deleted, untold }: SampleServiceNow): LinkState {
  const last_sequence = untold.at(-1)?.sequence ?? null;
  return { ...record, exists: !deleted.has(record.key), last_sequence, waiting: 0 };
}

function apply(standing: SampleServiceNow, key: string, request: UpsertRequest): UpsertAnswer {
  const before = standing.records.get(key);
  if (before !== undefined && request.seq <= before.applied_seq) {
    return { outcome: 'stale', applied_seq: before.applied_seq, record: before };
  }
  const kept = Object.entries(request.fields).filter(([column]) => !standing.drops.has(column));
  const fields = { ...before?.fields, ...Object.fromEntries(kept) };
  const state = fields['state'] ?? '1';
  const record: TaskRecord = {
    key,
    table: request.table,
    sys_id: key.slice(0, 32),
    number: before?.number ?? `INC${String(standing.records.size + 1).padStart(7, '0')}`,
    state,
    active: !['7', '8'].includes(state),
    sys_mod_count: (before?.sys_mod_count ?? -1) + 1,
    sys_updated_on: '2026-11-20 08:00:00',
    episode: request.episode,
    applied_seq: request.seq,
    applied_event_id: request.event_id,
    fields,
  };
  standing.records.set(key, record);
  standing.history.push(...toHistory(standing, before, record, request));
  return {
    outcome: before === undefined ? 'created' : 'updated',
    applied_seq: request.seq,
    record,
  };
}

function toHistory(
  { history }: SampleServiceNow,
  before: TaskRecord | undefined,
  { key, state }: TaskRecord,
  { notes }: UpsertRequest,
): SampleServiceNow['history'] {
  const known = new Set(history.filter((one) => one.key === key).map(({ text }) => text));
  const fresh = notes.filter(({ text }) => !known.has(text));
  return [
    ...fresh.map(({ text }) => ({ key, what: 'note' as const, text })),
    ...(before?.state === state ? [] : [{ key, what: 'state' as const, text: state }]),
  ];
}
