import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { isActive, rowQuery, TableRow, textIn } from './rows.ts';

export interface FoundByKey {
  readonly row: TableRow;
  /** More than one record carries the key: it goes to the sweeper. */
  readonly isDoubled: boolean;
}

/**
 * The record of a key, in whatever state. ServiceNow drops a term of a query that it does not
 * understand and then returns everything (servicenow-platform.md 0.3), so no row is believed that does
 * not carry the key itself. Of two records the oldest active one is taken.
 */
export async function findByKey(
  client: Client,
  connection: Connection,
  table: string,
  key: string,
  more: readonly string[] = [],
): Promise<FoundByKey | undefined> {
  const rows = await client.call(connection, {
    api: 'table',
    attempted: `look for the record of key ${short(key)}`,
    method: 'GET',
    path: `/${table}`,
    query: {
      sysparm_query: `correlation_id=${key}^ORDERBYDESCactive^ORDERBYsys_created_on^ORDERBYsys_id`,
      sysparm_limit: '2',
      ...rowQuery(connection, more),
    },
    result: z.array(TableRow),
    deadlineMs: toOpenForMs(connection),
  });
  for (const row of rows) checkKey(row, key, connection);
  const [first] = rows.toSorted(byAge);
  return first === undefined ? undefined : { row: first, isDoubled: rows.length > 1 };
}

/** Active before ended, then the oldest: every relay that looks comes to the same one. */
export function byAge(left: TableRow, right: TableRow): number {
  const age = (row: TableRow): string =>
    [isActive(row) ? '0' : '1', textIn(row, 'sys_created_on'), row.sys_id].join(' ');
  return age(left) < age(right) ? -1 : 1;
}

/** A record that we know by its sys_id; it must still carry the key. */
export async function readRecord(
  client: Client,
  connection: Connection,
  place: { readonly table: string; readonly sysId: string; readonly key: string },
  more: readonly string[] = [],
): Promise<TableRow> {
  const { table, sysId, key } = place;
  const attempted = `read the record of key ${short(key)}`;
  const reading = client.call(connection, {
    api: 'table',
    attempted,
    method: 'GET',
    path: `/${table}/${sysId}`,
    query: rowQuery(connection, more),
    result: TableRow,
    deadlineMs: toOpenForMs(connection),
  });
  const row = await orDeleted(reading, attempted, connection);
  checkKey(row, key, connection);
  return row;
}

/** For a record that was there: the Table API says the same of a deleted one and of one that the account may not see. */
export async function orDeleted<Result>(
  calling: Promise<Result>,
  attempted: string,
  connection: Connection,
): Promise<Result> {
  try {
    return await calling;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'SERVICENOW_NOT_FOUND') throw error;
    throw deleted(error, attempted, connection);
  }
}

function deleted(cause: RelayError, attempted: string, connection: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_RECORD_DELETED',
    `Could not ${attempted} on connection ${nameOf(connection)}: it was deleted, or the account may not see it any more. It is not created again; the next episode of the alert makes a new record.`,
    { cause, details: { connection: nameOf(connection) } },
  );
}

export function checkKey(row: TableRow, key: string, connection: Connection): void {
  if (textIn(row, 'correlation_id') === key) return;
  throw new RelayError(
    'SERVICENOW_WRONG_RECORD',
    `Could not use the answer for key ${short(key)} on connection ${nameOf(connection)}: record ${textIn(row, 'number') || row.sys_id} does not carry that key in correlation_id. Check that the account may read and write this column, then replay.`,
    { details: { connection: nameOf(connection), number: textIn(row, 'number') } },
  );
}

/** Enough to find it by eye. */
export function short(key: string): string {
  return `${key.slice(0, 8)}…`;
}
