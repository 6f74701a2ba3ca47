import type { JournalNote, UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import type { Fields } from '../../domain/fields.ts';
import type { Intent, SeenRecord } from '../../domain/intent.ts';
import { isOutcomeUnknown, toLeaveWithinMs, toOpenForMs } from '../../domain/unknown-outcome.ts';
import { type Clock, steadyClock } from '../../lib/clock.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { type SentRequest } from '../exchange.ts';
import type { TableMemory } from './memory.ts';
import { checkKey, short } from './records.ts';
import { explainedBy, type TableRow, toTaskRecord, type Applied } from './rows.ts';

export interface TableDeps {
  readonly client: Client;
  readonly memory: TableMemory;
  /** The time of day: what was sent before a crash is timed by it. */
  readonly clock: Clock;
}

/** One command on its way. */
export interface Command {
  readonly connection: Connection;
  readonly key: string;
  readonly request: UpsertRequest;
}

/** An unknown outcome is a state of the job with its own due time: nothing is held meanwhile. */
export async function refuseWhileOpen(
  deps: TableDeps,
  command: Command,
  intent: Intent | undefined,
): Promise<void> {
  if (intent?.sent === undefined) return;
  const { sent, sysId } = intent;
  const openForMs = toOpenForMs(command.connection);
  const now = deps.clock.now();
  const leftMs = sent.at + openForMs - now;
  if (leftMs <= 0) return;
  // Sent in the future: the clock was set back since. It is waited for once, from now on.
  if (leftMs > openForMs) {
    await deps.memory.begin({
      ...namesOf(command),
      sent: { ...sent, at: now },
      notes: [],
      sysId,
    });
  }
  throw outcomeUnknown(command, Math.min(leftMs, openForMs), undefined);
}

export interface Write {
  readonly notes: readonly JournalNote[];
  /** The record of ours that it is about, if there is one. */
  readonly sysId?: string;
  readonly send: (way: Pick<SentRequest, 'leaveBy'>) => Promise<TableRow>;
}

/**
 * Written down, sent once, and the outcome told apart: applied, certainly not, or unknown. After a crash nothing
 * but the time that was written down says until when it may be applied: it leaves soon after, or not at all.
 */
export async function writeOnce(
  deps: TableDeps,
  command: Command,
  { notes, sysId, send }: Write,
): Promise<TableRow> {
  const { connection, key, request } = command;
  const leaveBy = steadyClock.now() + toLeaveWithinMs(connection);
  const isBegun = await deps.memory.begin({
    ...namesOf(command),
    sent: { at: deps.clock.now(), eventId: request.event_id, seq: request.seq },
    notes: notes.map(({ id }) => id),
    sysId,
  });
  if (!isBegun) throw recordMoved(command);
  try {
    return await send({ leaveBy });
  } catch (error) {
    if (isOutcomeUnknown(error)) {
      throw outcomeUnknown(command, toOpenForMs(connection), toRelayError(error));
    }
    await deps.memory.withdraw(key);
    throw error;
  }
}

export interface Settling {
  readonly outcome: UpsertAnswer['outcome'];
  readonly first?: SeenRecord;
  readonly sweepForMs?: number;
  readonly written?: Fields;
  readonly applied?: Applied;
  readonly notes?: readonly JournalNote[];
}

export async function settle(
  deps: TableDeps,
  command: Command,
  row: TableRow,
  settling: Settling,
): Promise<UpsertAnswer> {
  const { connection, key, request } = command;
  const applied = settling.applied ?? { seq: request.seq, eventId: request.event_id };
  await deps.memory.settle({
    ...namesOf(command),
    sysId: request.note_on === undefined ? row.sys_id : undefined,
    appliedSeq: applied.seq,
    appliedEventId: applied.eventId,
    notes: (settling.notes ?? request.notes).map(({ id }) => id),
    written: explainedBy(row, settling.written ?? {}),
    writtenModCount: Number(row.sys_mod_count),
    first: settling.first,
    sweepUntil: settling.sweepForMs === undefined ? 0 : deps.clock.now() + settling.sweepForMs,
  });
  // Only now: a record that did not keep its key is known, and is not created a second time.
  if (request.note_on === undefined) checkKey(row, key, connection);
  return {
    outcome: settling.outcome,
    applied_seq: applied.seq,
    record: toTaskRecord(row, key, request, applied),
  };
}

function namesOf({ connection, key, request }: Command) {
  const { workspace, name } = connection;
  return { key, workspace, connection: name, table: request.table, episode: request.episode };
}

function recordMoved({ connection, key }: Command): RelayError {
  return new RelayError(
    'SERVICENOW_CLAIM_HELD',
    `Could not write the record of key ${short(key)} on connection ${nameOf(connection)}: it is being merged with another one of that key, to which the next try goes.`,
    { details: { connection: nameOf(connection) } },
  );
}

function outcomeUnknown(
  { connection, key }: Command,
  retryAfterMs: number,
  cause: RelayError | undefined,
): RelayError {
  const why = cause === undefined ? 'a write before it got no answer' : cause.message;
  return new RelayError(
    'SERVICENOW_OUTCOME_UNKNOWN',
    `Could not tell whether the record of key ${short(key)} on connection ${nameOf(connection)} was written: ${why} It is looked for when the instance's quota has passed.`,
    {
      cause,
      retryAfterMs,
      details: {
        connection: nameOf(connection),
        ...(cause === undefined ? {} : { cause: cause.code }),
      },
    },
  );
}
