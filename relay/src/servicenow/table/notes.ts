import type { JournalNote } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../../domain/configuration.ts';
import type { Intent } from '../../domain/intent.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { short } from './records.ts';

/** Says in the text of a note which one it is, so that it can be found again. */
export function toMarker(noteId: string): string {
  return `[ref ${noteId.slice(0, 8)}]`;
}

/** One text for each journal field: one write carries them all. */
export function toJournalFields(notes: readonly JournalNote[]): Record<string, string> {
  const texts = Map.groupBy(notes, ({ element }) => element);
  return Object.fromEntries(
    [...texts].map(([element, ofElement]) => [
      element,
      ofElement.map(({ id, text }) => `${text}\n\n${toMarker(id)}`).join('\n\n'),
    ]),
  );
}

/** Notes that are still to be written. One that left before without an answer is looked for first. */
export async function toPendingNotes(
  client: Client,
  connection: Connection,
  place: { readonly table: string; readonly sysId: string; readonly key: string },
  intent: Intent,
  notes: readonly JournalNote[],
): Promise<readonly JournalNote[]> {
  const pending = notes.filter(({ id }) => !intent.appliedNotes.has(id));
  if (!pending.some(({ id }) => intent.doubtfulNotes.has(id))) return pending;
  const journal = await readJournal(client, connection, place);
  return pending.filter(({ id }) => !journal.includes(toMarker(id)));
}

/**
 * Everything that can be read of the journal, as one text. Two ways in, since an account without
 * rights on sys_journal_field is answered with an empty list (servicenow-platform.md 0.2), and the
 * rendered history can be cut short by the instance.
 */
async function readJournal(
  client: Client,
  connection: Connection,
  place: { readonly table: string; readonly sysId: string; readonly key: string },
): Promise<string> {
  const entries = await readEntries(client, connection, place);
  const rendered = await client.call(connection, {
    api: 'table',
    attempted: `read the journal of key ${short(place.key)}`,
    method: 'GET',
    path: `/${place.table}/${place.sysId}`,
    query: { sysparm_display_value: 'true', sysparm_fields: 'work_notes,comments' },
    result: z.record(z.string(), z.string().nullable()),
    deadlineMs: toOpenForMs(connection),
  });
  return [...entries.map(({ value }) => value), ...Object.values(rendered)].join('\n');
}

const JournalRow = z.object({
  sys_id: z.string(),
  element: z.enum(['work_notes', 'comments']),
  value: z.string(),
  sys_created_on: z.string(),
  sys_created_by: z.string(),
});
export type JournalRow = z.output<typeof JournalRow>;

const MAX_ENTRIES = 100;

/** The newest entries of a record, oldest first; none where the account may not read them. */
export async function readEntries(
  client: Client,
  connection: Connection,
  place: { readonly sysId: string; readonly key: string },
  from = '',
): Promise<readonly JournalRow[]> {
  const since = from === '' ? '' : `^sys_created_on>=${from}`;
  const rows = await orNothing(
    client.call(connection, {
      api: 'table',
      attempted: `read the journal entries of key ${short(place.key)}`,
      method: 'GET',
      path: '/sys_journal_field',
      query: {
        sysparm_query: `element_id=${place.sysId}^elementINwork_notes,comments${since}^ORDERBYDESCsys_created_on`,
        sysparm_limit: String(MAX_ENTRIES),
        sysparm_fields: 'sys_id,element_id,element,value,sys_created_on,sys_created_by',
        sysparm_display_value: 'false',
      },
      result: z.array(z.looseObject({ element_id: z.string().optional() })),
      deadlineMs: toOpenForMs(connection),
    }),
  );
  return rows
    .filter(({ element_id }) => element_id === place.sysId)
    .flatMap((row) => JournalRow.safeParse(row).data ?? [])
    .toReversed();
}

/** "You may not" is an answer here: the other way in is tried. */
async function orNothing<Row>(call: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof RelayError && error.code === 'SERVICENOW_FORBIDDEN') return [];
    throw error;
  }
}
