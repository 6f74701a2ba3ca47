import type {
  ChangesPage,
  ConnectAnswer,
  LookupTable,
  TaskRecord,
  UpsertAnswer,
  UpsertRequest,
} from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import { steadyClock, type Clock } from '../lib/clock.ts';
import { createExpiringCache } from '../lib/expiring-cache.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { acknowledgeChanges, fetchChanges } from './changes.ts';
import { createClient } from './client.ts';
import { connect, type RelayIdentity } from './connect.ts';
import { createExchange } from './exchange.ts';
import { lookUp } from './lookups.ts';
import type { TableMemory } from './table/memory.ts';
import * as tableMode from './table/upsert-task.ts';
import { findTask, upsertTask } from './tasks.ts';

/** Everything the relay can ask of an instance. Each rejects with a RelayError. */
export interface ServiceNow {
  upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  findTask(
    connection: Connection,
    key: string,
    columns?: readonly string[],
  ): Promise<TaskRecord | undefined>;
  fetchChanges(connection: Connection, limit: number): Promise<ChangesPage>;
  acknowledgeChanges(connection: Connection, ids: readonly string[]): Promise<number>;
  connect(connection: Connection, relay: RelayIdentity): Promise<ConnectAnswer>;
  lookUp(
    connection: Connection,
    table: LookupTable,
    column: string,
    value: string,
  ): Promise<string>;
}

export interface ServiceNowDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** The time of day. */
  readonly clock: Clock;
  /** For the life of tokens and of looked-up names; must not follow a corrected system clock. */
  readonly steadyClock?: Clock;
  /** For each request, the one for a token included. */
  readonly deadlineMs: number;
  /** What connections in table mode have to remember. */
  readonly memory: TableMemory;
}

const KEEP_LOOKUPS_MS = 600_000;
const MAX_LOOKUPS = 10_000;

export function createServiceNow(deps: ServiceNowDeps): ServiceNow {
  const steady = deps.steadyClock ?? steadyClock;
  const client = createClient({ exchange: createExchange(deps), steadyClock: steady });
  const table = { client, memory: deps.memory, clock: deps.clock };
  const cache = createExpiringCache<string>({
    clock: steady,
    keepMs: KEEP_LOOKUPS_MS,
    maxEntries: MAX_LOOKUPS,
  });
  return {
    upsertTask: (connection, ...values) =>
      connection.mode === 'table'
        ? tableMode.upsertTask(table, connection, ...values)
        : upsertTask(client, connection, ...values),
    findTask: (connection, ...values) =>
      connection.mode === 'table'
        ? tableMode.findTask(table, connection, ...values)
        : findTask(client, connection, ...values),
    fetchChanges: (...values) => fetchChanges(client, ...values),
    acknowledgeChanges: (...values) => acknowledgeChanges(client, ...values),
    connect: (...values) => connect(client, ...values),
    lookUp: (connection, table, column, value) =>
      lookUp({ client, cache }, connection, { table, column, value }),
  };
}
