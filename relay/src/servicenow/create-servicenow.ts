import type {
  ChangesPage,
  ConnectAnswer,
  HeartbeatAnswer,
  LinksPage,
  LinkState,
  LookupTable,
  MetadataAnswer,
  TaskRecord,
  UpsertAnswer,
  UpsertRequest,
} from '@alert-relay/shared-types';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import type { FoundEntry } from '../domain/snapshot.ts';
import { steadyClock, type Clock } from '../lib/clock.ts';
import { type RelayError, toRelayError } from '../lib/errors.ts';
import { createExpiringCache } from '../lib/expiring-cache.ts';
import type { Secret } from '../lib/secret.ts';
import type { Answer, Outgoing } from '../lib/outgoing.ts';
import { fetchAttachment, fetchAttachmentByTable, type FetchedFile } from './attachments.ts';
import { ASK_AGAIN_MS, fetchApp, type KnownApp, sendHeartbeat } from './app.ts';
import { acknowledgeChanges, fetchChanges } from './changes.ts';
import { createClient } from './client.ts';
import { connect, type RelayIdentity } from './connect.ts';
import { type AgentWay, createExchange, sendNoted } from './exchange.ts';
import { compareLinks, fetchRecordChanges, listLinks } from './links.ts';
import { lookUp } from './lookups.ts';
import { fetchMetadata } from './metadata.ts';
import { cancelDouble, findDoubles, type Doubled, type FoundRecord } from './table/doubles.ts';
import { readJournal } from './table/journal.ts';
import { type DeletionPage, fetchDeletions } from './table/poll-deletions.ts';
import { fetchPictures, type PicturePage } from './table/poll-pictures.ts';
import type { Cursor } from './table/keyset.ts';
import {
  fetchRecords,
  findRecords,
  type PolledPage,
  type PolledRecord,
} from './table/poll-records.ts';
import type { TableMemory } from './table/memory.ts';
import { probe } from './probe.ts';
import { revokeToken } from './revoke-token.ts';
import { noSignIns, type SignInMemory } from './request-token.ts';
import type { LiveSet } from './standby.ts';
import * as tableMode from './table/upsert-task.ts';
import { gatherRequests } from './table/gather-requests.ts';
import { upsertTasks as upsertTasksByTable } from './table/upsert-tasks.ts';
import { findTask, type UpsertCommand, upsertTask, upsertTasks } from './tasks.ts';

/** Everything the relay can ask of an instance. Each rejects with a RelayError. */
export interface ServiceNow {
  upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  /** App mode: several of them in one call, each with its answer or its failure, in their order. */
  upsertTasks(
    connection: Connection,
    commands: readonly UpsertCommand[],
  ): Promise<readonly (UpsertAnswer | RelayError)[]>;
  findTask(
    connection: Connection,
    key: string,
    columns?: readonly string[],
  ): Promise<TaskRecord | undefined>;
  fetchChanges(connection: Connection, limit: number): Promise<ChangesPage>;
  acknowledgeChanges(connection: Connection, ids: readonly string[]): Promise<number>;
  connect(connection: Connection, relay: RelayIdentity): Promise<ConnectAnswer>;
  /** App mode: which app there is, and what it knows; remembered for some minutes. */
  findApp(connection: Connection): Promise<KnownApp>;
  /** App mode, feature `heartbeat`: `undefined` when the app does not know the connection (any more). */
  sendHeartbeat(
    connection: Connection,
    relay: { readonly version: string; readonly everySeconds: number },
  ): Promise<HeartbeatAnswer | undefined>;
  /** App mode, feature `links`. */
  compareLinks(connection: Connection, keys: readonly string[]): Promise<readonly LinkState[]>;
  listLinks(
    connection: Connection,
    from: { readonly since: string } | { readonly after: string },
  ): Promise<LinksPage>;
  fetchRecordChanges(connection: Connection, key: string, after: number): Promise<ChangesPage>;
  /** Table mode: of these keys the records that the account sees. */
  findRecords(
    connection: Connection,
    table: string,
    keys: readonly string[],
  ): Promise<readonly PolledRecord[]>;
  /** Table mode: the next records that were changed after the cursor. */
  fetchRecords(connection: Connection, table: string, after: Cursor): Promise<PolledPage>;
  /** Table mode: of these keys, those that several active records carry. */
  findDoubles(
    connection: Connection,
    table: string,
    keys: readonly string[],
  ): Promise<readonly Doubled[]>;
  /** Table mode: takes the key from a double and cancels it. */
  cancelDouble(
    connection: Connection,
    table: string,
    doubled: Pick<Doubled, 'key' | 'survivor'>,
    double: FoundRecord,
  ): Promise<void>;
  /** Table mode: the journal of a record, oldest entry first. */
  readJournal(
    connection: Connection,
    record: { readonly table: string; readonly sysId: string; readonly key: string },
  ): Promise<readonly FoundEntry[]>;
  /** A picture on a record that the relay is told about. */
  fetchAttachment(connection: Connection, sysId: string): Promise<FetchedFile>;
  /** Table mode: the next pictures that were attached after the cursor. */
  fetchPictures(
    connection: Connection,
    tables: readonly string[],
    after: Cursor,
  ): Promise<PicturePage>;
  /** Table mode: the next records that were deleted after the cursor. */
  fetchDeletions(
    connection: Connection,
    tables: readonly string[],
    after: Cursor,
  ): Promise<DeletionPage>;
  /** The columns of a table, with their choices and what is mandatory. */
  fetchMetadata(connection: Connection, table: string): Promise<MetadataAnswer>;
  /** Whether the instance is awake and takes our sign-in. */
  probe(connection: Connection): Promise<void>;
  /**
   * Ends what a connection that is gone was signed in with, the given tokens too; where somebody else
   * shares it, it is only forgotten: ServiceNow gives one token to all who sign in alike.
   */
  signOut(connection: Connection, tokens: readonly Secret[], isShared: boolean): Promise<void>;
  lookUp(
    connection: Connection,
    table: LookupTable,
    column: string,
    value: string,
  ): Promise<string>;
}

export interface ServiceNowDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** The way to instances that only an agent reaches. */
  readonly agents?: AgentWay;
  /** The time of day. */
  readonly clock: Clock;
  /** For the life of tokens and of looked-up names; must not follow a corrected system clock. */
  readonly steadyClock?: Clock;
  /** For each request, the one for a token included. */
  readonly deadlineMs: number;
  /** What connections in table mode have to remember. */
  readonly memory: TableMemory;
  /** What connections have to remember where a person signs in. */
  readonly signIns?: SignInMemory;
  /** Throws where the lane whose command asks may no longer write. */
  readonly assertMaySend?: () => void;
  /** Told of each answer of an API. */
  readonly onAnswer?: (connection: Connection, answer: Answer) => void;
  /** Table mode: the platform's Batch API is closed to the account, said once. */
  readonly onBatchRefused?: (connection: Connection, status: number) => void;
  /** Another of the two live sets of a connection signs calls in now. */
  readonly onTurn?: (connection: Connection, set: LiveSet) => void;
}

const KEEP_LOOKUPS_MS = 600_000;
const MAX_LOOKUPS = 10_000;
const MAX_APPS = 1000;

export function createServiceNow(deps: ServiceNowDeps): ServiceNow {
  const steady = deps.steadyClock ?? steadyClock;
  const gather = gatherRequests({
    send: (request) => sendNoted(deps, request),
    assertMaySend: deps.assertMaySend,
    // A rule may count what is in a batch as well.
    onPart: deps.onAnswer,
    onRefused: deps.onBatchRefused,
    steadyClock: steady,
  });
  const client = createClient({
    exchange: createExchange({ ...deps, send: gather.send }),
    clock: deps.clock,
    steadyClock: steady,
    signIns: deps.signIns ?? noSignIns,
    onTurn: deps.onTurn,
  });
  const table = { client, memory: deps.memory, clock: deps.clock };
  const cache = createExpiringCache<string>({
    clock: steady,
    keepMs: KEEP_LOOKUPS_MS,
    maxEntries: MAX_LOOKUPS,
  });
  const apps = createExpiringCache<KnownApp>({
    clock: steady,
    keepMs: ASK_AGAIN_MS,
    maxEntries: MAX_APPS,
  });
  return {
    upsertTask: (connection, ...values) =>
      connection.mode === 'table'
        ? tableMode.upsertTask(table, connection, ...values)
        : upsertTask(client, connection, ...values),
    upsertTasks: (connection, commands) =>
      connection.mode === 'table'
        ? upsertTasksByTable({ ...table, gather }, connection, commands)
        : upsertTasks(client, connection, commands),
    findTask: (connection, ...values) =>
      connection.mode === 'table'
        ? tableMode.findTask(table, connection, ...values)
        : findTask(client, connection, ...values),
    fetchChanges: (...values) => fetchChanges(client, ...values),
    acknowledgeChanges: (...values) => acknowledgeChanges(client, ...values),
    connect: (...values) => connect(client, ...values),
    findApp: (connection) =>
      apps.get(`${nameOf(connection)} ${connection.url}`, () => fetchApp(client, connection)),
    sendHeartbeat: (...values) => sendHeartbeat(client, ...values),
    compareLinks: (...values) => compareLinks(client, ...values),
    listLinks: (...values) => listLinks(client, ...values),
    fetchRecordChanges: (...values) => fetchRecordChanges(client, ...values),
    findRecords: (...values) => findRecords(client, ...values),
    fetchRecords: (...values) => fetchRecords(client, ...values),
    findDoubles: (...values) => findDoubles(client, ...values),
    cancelDouble: (...values) => cancelDouble(client, ...values),
    readJournal: (...values) => readJournal(client, ...values),
    fetchAttachment: (connection, sysId) =>
      connection.mode === 'table'
        ? fetchAttachmentByTable(client, connection, sysId)
        : fetchAttachment(client, connection, sysId),
    fetchPictures: (...values) => fetchPictures(client, ...values),
    fetchDeletions: (...values) => fetchDeletions(client, ...values),
    fetchMetadata: (...values) => fetchMetadata(client, ...values),
    probe: (connection) => probe(client, connection),
    async signOut(connection, kept, isShared) {
      const tokens = new Set([...client.forget(connection), ...kept.map((one) => one.reveal())]);
      if (isShared) return;
      const failures: unknown[] = [];
      for (const token of tokens) {
        await revokeToken(deps, connection, token).catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw toRelayError(failures[0]);
    },
    lookUp: (connection, table, column, value) =>
      lookUp({ client, cache }, connection, { table, column, value }),
  };
}
