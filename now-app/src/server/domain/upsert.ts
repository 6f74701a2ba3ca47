import type { JournalNote, UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { acquireClaim, type ClaimPorts } from './claim.ts';
import { planWrites, type RecordWrite } from './plan-writes.ts';
import type { Refusal } from './problem.ts';

/** What the app keeps about a key. `record` is undefined until its record exists. */
export interface Link {
  readonly table: string;
  readonly record: string | undefined;
  readonly episode: number;
  readonly appliedSequence: number;
}

export type RecordRead = UpsertAnswer['record'];

/** Everything the protocol needs from the instance; `glide/upsert-ports.ts` supplies it. */
export interface UpsertPorts {
  readonly readLink: () => Link;
  readonly claims: ClaimPorts;
  readonly takeoverSeconds: number;
  /** The oldest active record that carries the key already, else the oldest. */
  readonly findByKey: () => { readonly table: string; readonly record: string } | undefined;
  /** A record without a key of ours. */
  readonly isFree: (table: string, record: string) => boolean;
  readonly recordExists: (table: string, record: string) => boolean;
  readonly insertRecord: (write: RecordWrite) => WriteResult;
  readonly updateRecord: (table: string, record: string, write: RecordWrite) => WriteResult;
  readonly saveRecord: (table: string, record: string) => void;
  readonly saveApplied: (sequence: number, eventId: string) => void;
  /** First wins. False when the note is on the record already. */
  readonly claimNote: (note: JournalNote, sequence: number) => boolean;
  /** But for those that are on the record. */
  readonly forgetNotes: (noteIds: readonly string[]) => void;
  readonly readRecord: (table: string, record: string) => RecordRead;
}

export type WriteResult =
  | { readonly ok: true; readonly record: string }
  | {
      readonly ok: false;
      readonly message: string;
      /** Of the app; the instance's own refusals have none. */
      readonly code?: Refusal['code'];
    };

export type UpsertResult =
  | { readonly ok: true; readonly answer: UpsertAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

const retryAfterSeconds = 2;

/**
 * One record per key, one application per sequence, one entry per note id. All work on a key happens
 * under its claim, so that two requests at once never write the same record, nor one of them late.
 */
export function upsert(ports: UpsertPorts, request: UpsertRequest): UpsertResult {
  const early = answerIfStale(ports, request);
  if (early !== undefined) return early;

  const claim = acquireClaim(ports.claims, ports.takeoverSeconds);
  if (claim === undefined) return { ok: false, refusal: claimHeld };
  try {
    const late = answerIfStale(ports, request);
    if (late !== undefined) return late;
    return apply(ports, request, { generation: claim.generation, isHeld: claim.isHeld });
  } finally {
    claim.release();
  }
}

export const claimHeld: Refusal = {
  code: 'claim_held',
  message: 'Another request is writing the record of this key now',
  retryAfterSeconds,
};

export const recordDeleted: Refusal = {
  code: 'record_deleted',
  message: 'The record of this key was deleted in ServiceNow',
};

function answerIfStale(ports: UpsertPorts, request: UpsertRequest): UpsertResult | undefined {
  const link = ports.readLink();
  if (link.record === undefined || request.seq > link.appliedSequence) return undefined;
  if (!ports.recordExists(link.table, link.record)) return { ok: false, refusal: recordDeleted };
  return answer(ports, 'stale', link.table, link.record);
}

interface Holding {
  readonly generation: number;
  readonly isHeld: () => boolean;
}

function apply(ports: UpsertPorts, request: UpsertRequest, holding: Holding): UpsertResult {
  const link = ports.readLink();
  const known =
    link.record === undefined ? adopt(ports, request) : { table: link.table, record: link.record };
  if (known === undefined && request.adopt !== undefined) {
    return { ok: false, refusal: notAdoptable };
  }
  if (known !== undefined && !ports.recordExists(known.table, known.record)) {
    return { ok: false, refusal: recordDeleted };
  }

  const fresh = request.notes.filter((note) => ports.claimNote(note, request.seq));
  const { generation } = holding;
  const writes = planWrites(request, fresh, { generation, isThere: known !== undefined });
  const written = writeAll(ports, request.table, known, writes, holding);
  if (!written.ok) {
    ports.forgetNotes(written.unwrittenNotes);
    return written;
  }
  ports.saveApplied(request.seq, request.event_id);
  return answer(ports, outcomeOf(link, known), written.table, written.record);
}

const notAdoptable: Refusal = {
  code: 'record_deleted',
  field: 'adopt',
  message: 'The record to be adopted was deleted in ServiceNow, or goes by another key',
};

/**
 * Repairs a request that died between the insert and the link, and takes on records of table mode; and
 * the one that was born in ServiceNow, when the request names it. A record that is only noted on is
 * taken as it is named.
 */
function adopt(
  ports: UpsertPorts,
  request: UpsertRequest,
): { table: string; record: string } | undefined {
  if (request.note_on !== undefined) return noteOn(ports, request.table, request.note_on);
  const { adopt: named } = request;
  const isFree = named !== undefined && ports.isFree(named.table, named.sys_id);
  const found = ports.findByKey() ?? (isFree ? toPlace(named) : undefined);
  if (found !== undefined) ports.saveRecord(found.table, found.record);
  return found;
}

function toPlace({ table, sys_id: record }: { readonly table: string; readonly sys_id: string }) {
  return { table, record };
}

function noteOn(
  ports: UpsertPorts,
  table: string,
  record: string,
): { table: string; record: string } {
  if (ports.recordExists(table, record)) ports.saveRecord(table, record);
  return { table, record };
}

function outcomeOf(link: Link, known: object | undefined): UpsertAnswer['outcome'] {
  if (known === undefined) return 'created';
  return link.record === undefined ? 'adopted' : 'updated';
}

type AllWritten =
  | { readonly ok: true; readonly table: string; readonly record: string }
  | { readonly ok: false; readonly refusal: Refusal; readonly unwrittenNotes: readonly string[] };

function writeAll(
  ports: UpsertPorts,
  createIn: string,
  known: { readonly table: string; readonly record: string } | undefined,
  writes: readonly RecordWrite[],
  holding: Holding,
): AllWritten {
  const table = known?.table ?? createIn;
  let record = known?.record;
  for (const [index, write] of writes.entries()) {
    const unwrittenNotes = writes.slice(index).flatMap((waiting) => waiting.noteIds);
    if (!holding.isHeld()) return { ok: false, refusal: claimHeld, unwrittenNotes: [] };
    const result =
      record === undefined
        ? ports.insertRecord(write)
        : updateOrForget(ports, { table, record }, write, unwrittenNotes);
    if (!result.ok) return { ok: false, refusal: refusedBy(result), unwrittenNotes };
    if (record === undefined) ports.saveRecord(table, result.record);
    record = result.record;
  }
  return record === undefined
    ? { ok: false, refusal: refusedBy({ message: '' }), unwrittenNotes: [] }
    : { ok: true, table, record };
}

/** Who comes next may be another command of the same sequence, to which a note that this one claimed is written. */
function updateOrForget(
  ports: UpsertPorts,
  { table, record }: { readonly table: string; readonly record: string },
  write: RecordWrite,
  unwrittenNotes: readonly string[],
): WriteResult {
  try {
    return ports.updateRecord(table, record, write);
  } catch (error) {
    ports.forgetNotes(unwrittenNotes);
    throw error;
  }
}

function refusedBy({
  code = 'write_refused',
  message,
}: Pick<Refusal, 'message'> & Partial<Pick<Refusal, 'code'>>): Refusal {
  return {
    code,
    message:
      message === ''
        ? 'A business rule, data policy or mandatory field of the instance refused the write'
        : message,
  };
}

function answer(
  ports: UpsertPorts,
  outcome: UpsertAnswer['outcome'],
  table: string,
  sysId: string,
): UpsertResult {
  const record = ports.readRecord(table, sysId);
  return { ok: true, answer: { outcome, applied_seq: record.applied_seq, record } };
}
