import { TaskKey } from '@alert-relay/shared-types';
import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { MAX_KEYS } from './doubles.ts';
import type { Cursor, Read } from './keyset.ts';
import { readPage } from './read-page.ts';
import { byAge } from './records.ts';
import { isEnded, rowQuery, syncedFields, TableRow, textIn } from './rows.ts';

/** A record with a key, as it stands. */
export type PolledRecord = Omit<Snapshot, 'id'>;

export interface PolledPage extends Read {
  readonly records: readonly PolledRecord[];
}

/** Every record that a relay writes has this in `correlation_display`, see sync/outbound. */
const OURS = 'correlation_displaySTARTSWITHAlert Relay';

/** The next records that were changed after the cursor, oldest change first. */
export async function fetchRecords(
  client: Client,
  connection: Connection,
  table: string,
  after: Cursor,
): Promise<PolledPage> {
  const walk = {
    api: 'table',
    attempted: `poll ${table} for changes`,
    path: `/${table}`,
    wanted: wantedOf(connection.filters[table]),
    column: 'sys_updated_on',
    query: rowQuery(connection),
    row: TableRow,
    toCursor,
    notAskedFor: (row: TableRow) => notAskedFor(row, connection),
  } as const;
  const { rows, ...read } = await readPage(client, connection, walk, after);
  return { records: rows.flatMap((row) => toPolledRecord(row, table)), ...read };
}

/** Of these keys the records that the account sees; with doubles, the one that stays. */
export async function findRecords(
  client: Client,
  connection: Connection,
  table: string,
  keys: readonly string[],
): Promise<readonly PolledRecord[]> {
  const rows = await client.call(connection, {
    api: 'table',
    attempted: `compare ${keys.length} records`,
    method: 'GET',
    path: `/${table}`,
    query: {
      sysparm_query: `correlation_idIN${keys.join(',')}^ORDERBYsys_created_on`,
      sysparm_limit: String(MAX_KEYS * 2),
      ...rowQuery(connection),
    },
    result: z.array(TableRow),
    deadlineMs: toOpenForMs(connection),
  });
  const byKey = Map.groupBy(
    rows.toSorted(byAge).flatMap((row) => toPolledRecord(row, table)),
    ({ key }) => key,
  );
  return keys.flatMap((key) => byKey.get(key)?.slice(0, 1) ?? []);
}

function wantedOf(filter: string | undefined): string {
  return filter === undefined ? OURS : `${OURS}^${filter}`;
}

function toCursor(row: TableRow): Cursor {
  return { updatedOn: textIn(row, 'sys_updated_on'), sysId: row.sys_id };
}

function notAskedFor(row: TableRow, connection: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_WRONG_RECORD',
    `Could not poll connection ${nameOf(connection)}: the instance answered with a record that was not asked for, or not in the order of their changes (${textIn(row, 'number') || row.sys_id}). Check that the account may read and query sys_updated_on and correlation_display.`,
    { details: { connection: nameOf(connection) } },
  );
}

function toPolledRecord(row: TableRow, table: string): readonly PolledRecord[] {
  const key = textIn(row, 'correlation_id');
  if (!TaskKey.safeParse(key).success) return [];
  return [
    {
      key,
      table: textIn(row, 'sys_class_name') || table,
      sysId: row.sys_id,
      number: textIn(row, 'number'),
      active: !isEnded(row),
      modCount: Number(row.sys_mod_count),
      updatedOn: textIn(row, 'sys_updated_on'),
      updatedBy: textIn(row, 'sys_updated_by'),
      fields: syncedFields(row),
    },
  ];
}
