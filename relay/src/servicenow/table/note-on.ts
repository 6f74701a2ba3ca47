import type { UpsertAnswer } from '@alert-relay/shared-types';
import type { Intent } from '../../domain/intent.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { toJournalFields, toPendingNotes } from './notes.ts';
import { short } from './records.ts';
import { rowQuery, TableRow, toTaskRecord } from './rows.ts';
import { type Command, settle, type TableDeps, type Write, writeOnce } from './write-once.ts';

/**
 * Notes on a record that is not ours: it is known by its sys_id, carries no key of ours, and nothing
 * but its journal is written. It is not remembered as a record of ours, so polls and the sweep for
 * doubles leave it alone.
 */
export async function noteOn(
  deps: TableDeps,
  command: Command,
  intent: Intent | undefined,
  sysId: string,
): Promise<UpsertAnswer> {
  const { connection, key, request } = command;
  const row = await readForeign(deps, command, sysId);
  if (intent !== undefined && request.seq <= intent.appliedSeq) {
    const applied = { seq: intent.appliedSeq, eventId: intent.appliedEventId };
    const record = toTaskRecord(row, key, request, applied);
    return { outcome: 'stale', applied_seq: applied.seq, record };
  }
  const place = { table: request.table, sysId, key };
  const notes =
    intent === undefined
      ? request.notes
      : await toPendingNotes(deps.client, connection, place, intent, request.notes);
  const outcome = intent === undefined ? 'adopted' : 'updated';
  if (notes.length === 0) return settle(deps, command, row, { outcome });
  const send: Write['send'] = (way) =>
    deps.client.call(connection, {
      api: 'table',
      attempted: `note on ${row['number'] ?? sysId} for key ${short(key)}`,
      method: 'PATCH',
      path: `/${request.table}/${sysId}`,
      query: rowQuery(connection),
      body: toJournalFields(notes),
      result: TableRow,
      deadlineMs: toOpenForMs(connection),
      ...way,
    });
  const written = await writeOnce(deps, command, { notes, send });
  return settle(deps, command, written, { outcome });
}

function readForeign(
  { client }: TableDeps,
  { connection, key, request }: Command,
  sysId: string,
): Promise<TableRow> {
  return client.call(connection, {
    api: 'table',
    attempted: `read the record to note on for key ${short(key)}`,
    method: 'GET',
    path: `/${request.table}/${sysId}`,
    query: rowQuery(connection),
    result: TableRow,
    deadlineMs: toOpenForMs(connection),
  });
}
