import type { TaskRecord, UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import type { Fields } from '../../domain/fields.ts';
import { SWEEP_DOUBTFUL_MS, SWEEP_NEW_MS, type Intent } from '../../domain/intent.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import { toJournalFields, toPendingNotes } from './notes.ts';
import { checkKey, findByKey, orDeleted, readRecord, short, type FoundByKey } from './records.ts';
import { rowQuery, TableRow, textIn, toSeenRecord, toSentRecord, toTaskRecord } from './rows.ts';
import { noteOn } from './note-on.ts';
import {
  type Command,
  refuseWhileOpen,
  settle,
  type TableDeps,
  type Write,
  writeOnce,
} from './write-once.ts';

/**
 * The app's upsert, done from outside with the plain Table API: bounded where the app is exact. The
 * lane is the one writer of a key; what leaves is written down first; what got no answer is looked
 * for when the instance cannot be working on it any more. See docs/table-mode.md.
 */
export async function upsertTask(
  deps: TableDeps,
  connection: Connection,
  key: string,
  request: UpsertRequest,
): Promise<UpsertAnswer> {
  const command = { connection, key, request };
  const intent = await deps.memory.find(key);
  await refuseWhileOpen(deps, command, intent);
  if (request.note_on !== undefined) return noteOn(deps, command, intent, request.note_on);
  if (intent?.sysId === undefined) return createOrAdopt(deps, command, intent);
  return upsertKnown(deps, command, { ...intent, sysId: intent.sysId });
}

type KnownIntent = Intent & { readonly sysId: string };

async function upsertKnown(
  deps: TableDeps,
  command: Command,
  intent: KnownIntent,
): Promise<UpsertAnswer> {
  const isStale = command.request.seq <= intent.appliedSeq;
  const write = isStale ? answerStale : update;
  try {
    return await write(deps, command, intent, intent.sysId);
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'SERVICENOW_WRONG_RECORD') throw error;
    const kept = await findKept(deps, command, intent);
    if (kept === undefined) throw error;
    return write(deps, command, kept, kept.sysId);
  }
}

/** Another relay took ours for a double and gave its key to none: the record that has it is ours from now on. */
async function findKept(
  { client, memory, clock }: TableDeps,
  { connection, key, request }: Command,
  { sysId }: KnownIntent,
): Promise<KnownIntent | undefined> {
  const found = await findByKey(client, connection, request.table, key);
  if (found === undefined || found.row.sys_id === sysId) return undefined;
  const survivor = { sysId: found.row.sys_id, number: textIn(found.row, 'number') };
  if (!(await memory.keepTo(key, survivor, clock.now() - toOpenForMs(connection))))
    return undefined;
  const intent = await memory.find(key);
  return intent && { ...intent, sysId: survivor.sysId };
}

async function createOrAdopt(
  deps: TableDeps,
  command: Command,
  intent: Intent | undefined,
): Promise<UpsertAnswer> {
  const { connection, key, request } = command;
  const columns = Object.keys(request.fields);
  const found = await findByKey(deps.client, connection, request.table, key, columns);
  if (found !== undefined) return adopt(deps, command, intent, found);

  const send: Write['send'] = (way) =>
    deps.client.call(connection, {
      api: 'table',
      attempted: `create the record of key ${short(key)}`,
      method: 'POST',
      path: `/${request.table}`,
      query: rowQuery(connection, columns),
      body: {
        ...request.fields,
        ...toJournalFields(request.notes),
        correlation_id: key,
        correlation_display: request.correlation_display,
      },
      result: TableRow,
      deadlineMs: toOpenForMs(connection),
      ...way,
    });
  const row = await writeOnce(deps, command, { notes: request.notes, send });
  return settle(deps, command, row, {
    outcome: 'created',
    first: toSeenRecord(row, 'made'),
    sweepForMs: intent?.sent === undefined ? SWEEP_NEW_MS : SWEEP_DOUBTFUL_MS,
  });
}

/**
 * A record that is there already. If it came of a write of ours that got no answer, the command is
 * done but for its notes, which are looked for. If not, a relay that we do not know made it, or we
 * forgot (a restored backup): the stage above hears what the app would say, that it is behind.
 */
async function adopt(
  deps: TableDeps,
  command: Command,
  intent: Intent | undefined,
  { row, isDoubled }: FoundByKey,
): Promise<UpsertAnswer> {
  const { request } = command;
  const sender = intent?.sent?.eventId;
  const isOurs = sender === request.event_id;
  const applied = { seq: isOurs ? 0 : 1, eventId: sender ?? '' };
  const answer = await settle(deps, command, row, {
    outcome: 'stale',
    // What people did while nobody knew of the record is still to be told.
    first: isOurs ? toSentRecord(row, request.fields) : toSeenRecord(row, 'met'),
    sweepForMs: isDoubled || intent?.sent !== undefined ? SWEEP_DOUBTFUL_MS : SWEEP_NEW_MS,
    applied,
    notes: [],
  });
  if (!isOurs) return answer;
  const known = await deps.memory.find(command.key);
  if (known === undefined) return answer;
  const updated = await update(deps, command, known, row.sys_id, {});
  return { ...updated, outcome: 'adopted' };
}

/** Never a record that does not carry our key; fields are safe to repeat, notes are not. */
async function update(
  deps: TableDeps,
  command: Command,
  intent: Intent,
  sysId: string,
  fields: Fields = command.request.fields,
): Promise<UpsertAnswer> {
  const { connection, key, request } = command;
  const place = { table: request.table, sysId, key };
  const columns = Object.keys(request.fields);
  const current = await readRecord(deps.client, connection, place, columns);
  const notes = await toPendingNotes(deps.client, connection, place, intent, request.notes);
  const body = { ...fields, ...toJournalFields(notes) };
  if (Object.keys(body).length === 0) {
    return settle(deps, command, current, { outcome: 'updated', written: {} });
  }
  const attempted = `update the record of key ${short(key)}`;
  const send: Write['send'] = (way) =>
    deps.client.call(connection, {
      api: 'table',
      attempted,
      method: 'PATCH',
      path: `/${request.table}/${sysId}`,
      query: rowQuery(connection, columns),
      body,
      result: TableRow,
      deadlineMs: toOpenForMs(connection),
      ...way,
    });
  const writing = writeOnce(deps, command, { notes, sysId, send });
  const row = await orDeleted(writing, attempted, connection);
  await checkKept(deps, row, command);
  return settle(deps, command, row, { outcome: 'updated', written: fields });
}

/** What was written to a record that had lost its key is still to be written to the one that has it. */
async function checkKept(
  { memory }: TableDeps,
  row: TableRow,
  { connection, key }: Command,
): Promise<void> {
  if (textIn(row, 'correlation_id') !== key) await memory.withdraw(key);
  checkKey(row, key, connection);
}

async function answerStale(
  deps: TableDeps,
  { connection, key, request }: Command,
  intent: Intent,
  sysId: string,
): Promise<UpsertAnswer> {
  const place = { table: request.table, sysId, key };
  const columns = Object.keys(request.fields);
  const row = await readRecord(deps.client, connection, place, columns);
  const applied = { seq: intent.appliedSeq, eventId: intent.appliedEventId };
  return {
    outcome: 'stale',
    applied_seq: applied.seq,
    record: toTaskRecord(row, key, request, applied),
  };
}

/** The record of this key as it stands; `undefined` when this relay never wrote one. */
export async function findTask(
  deps: TableDeps,
  connection: Connection,
  key: string,
  columns: readonly string[] = [],
): Promise<TaskRecord | undefined> {
  const intent = await deps.memory.find(key);
  if (intent?.sysId === undefined) return undefined;
  const { table, sysId, episode } = intent;
  const row = await readRecord(deps.client, connection, { table, sysId, key }, columns);
  const fields = Object.fromEntries(columns.map((column) => [column, '']));
  const applied = { seq: intent.appliedSeq, eventId: intent.appliedEventId };
  return toTaskRecord(row, key, { table, episode, fields }, applied);
}
