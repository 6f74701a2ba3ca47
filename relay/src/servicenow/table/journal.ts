import { z } from 'zod';
import type { Connection } from '../../domain/configuration.ts';
import { type JournalElement, nameEntries, readRendered } from '../../domain/journal.ts';
import type { FoundEntry } from '../../domain/snapshot.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { short } from './records.ts';

interface Place {
  readonly table: string;
  readonly sysId: string;
  readonly key: string;
}

const journalElements = ['work_notes', 'comments'] as const;

/** The newest entries that one look brings, of each column where it is read as people see it; older ones are history. */
const MAX_ENTRIES = 100;

/**
 * The journal of a record, oldest entry first. Two ways in: `sys_journal_field` has the rows, but an
 * account without rights on it is answered with an empty list (servicenow-platform.md 0.2); the
 * rendered history of the record is open to everybody who may read the record.
 */
export async function readJournal(
  client: Client,
  connection: Connection,
  place: Place,
): Promise<readonly FoundEntry[]> {
  const elements = journalElements.filter((one) => !connection.excludedFields.includes(one));
  if (elements.length === 0) return [];
  const rows = await readRows(client, connection, place, elements);
  if (rows.length > 0) return nameEntries(place.sysId, rows);
  const history = await readHistory(client, connection, place, elements);
  return nameEntries(place.sysId, history);
}

const JournalRow = z
  .object({
    element_id: z.string(),
    element: z.enum(['work_notes', 'comments']),
    value: z.string(),
    sys_created_on: z.string(),
    sys_created_by: z.string(),
  })
  .transform((row) => ({
    recordId: row.element_id,
    element: row.element,
    text: row.value,
    author: row.sys_created_by,
    createdOn: row.sys_created_on,
    shownOn: row.sys_created_on,
  }));

async function readRows(
  client: Client,
  connection: Connection,
  { sysId, key }: Place,
  elements: readonly JournalElement[],
) {
  try {
    const rows = await client.call(connection, {
      api: 'table',
      attempted: `read the journal entries of key ${short(key)}`,
      method: 'GET',
      path: '/sys_journal_field',
      query: {
        sysparm_query: `element_id=${sysId}^elementIN${elements.join(',')}^ORDERBYDESCsys_created_on`,
        sysparm_limit: String(MAX_ENTRIES),
        sysparm_fields: 'element_id,element,value,sys_created_on,sys_created_by',
        sysparm_display_value: 'false',
      },
      result: z.array(z.unknown()),
      deadlineMs: toOpenForMs(connection),
    });
    return rows
      .flatMap((row) => JournalRow.safeParse(row).data ?? [])
      .filter(({ recordId, element }) => recordId === sysId && elements.includes(element))
      .toReversed();
  } catch (error) {
    // "You may not" is an answer here: the other way in is tried.
    if (error instanceof RelayError && error.code === 'SERVICENOW_FORBIDDEN') return [];
    throw error;
  }
}

async function readHistory(
  client: Client,
  connection: Connection,
  { table, sysId, key }: Place,
  elements: readonly JournalElement[],
) {
  const rendered = await client.call(connection, {
    api: 'table',
    attempted: `read the journal of key ${short(key)}`,
    method: 'GET',
    path: `/${table}/${sysId}`,
    query: { sysparm_display_value: 'true', sysparm_fields: elements.join(',') },
    result: z.record(z.string(), z.string().nullable().catch('')),
    deadlineMs: toOpenForMs(connection),
  });
  return elements.flatMap((element) =>
    readRendered(element, rendered[element] ?? '').slice(-MAX_ENTRIES),
  );
}
