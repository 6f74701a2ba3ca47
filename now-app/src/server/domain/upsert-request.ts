import type { JournalNote, UpsertRequest } from '@alert-relay/shared-types';
import { columnPrefix } from '../names.ts';
import {
  columnRule,
  faultOfText,
  invalid,
  isObject,
  nameRule,
  readBody,
  type BodyReader,
  type Checked,
} from './checks.ts';
import type { Refusal } from './problem.ts';

const sysIdRule = {
  max: 32,
  pattern: /^[0-9a-f]{32}$/,
  expectation: '32 lower-case hex characters',
};
const maxFieldLength = 65_000;
const maxNotes = 100;
const maxNoteLength = 32_000;
const traceRule = {
  max: 55,
  pattern: /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
  expectation: 'a traceparent: 00-trace-span-flags in lower-case hex',
};
const journalElements = ['work_notes', 'comments'] as const;

/** The body of `PUT /tasks/{key}`, or the first thing that is wrong with it. */
export function parseUpsertRequest(body: unknown): Checked<UpsertRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const noteOn = reader.optionalText('note_on', sysIdRule);
  const traceparent = reader.optionalText('traceparent', traceRule);
  const adopt = readAdopted(reader, body);
  const externalUrl = reader.optionalText('external_url', { min: 0, max: 1024 });
  const request: UpsertRequest = {
    event_id: reader.text('event_id', nameRule),
    seq: reader.whole('seq', 1),
    table: reader.text('table', columnRule),
    workspace: reader.text('workspace', nameRule),
    connection: reader.text('connection', nameRule),
    source: reader.text('source', nameRule),
    episode: reader.whole('episode', 1),
    correlation_display: reader.text('correlation_display', { min: 0, max: 100 }),
    ...(noteOn === undefined ? {} : { note_on: noteOn }),
    ...(externalUrl === undefined ? {} : { external_url: externalUrl }),
    fields: readFields(reader),
    notes: readNotes(reader),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(adopt === undefined ? {} : { adopt }),
  };
  if (noteOn !== undefined && Object.keys(request.fields).length > 0) {
    reader.fail('fields', 'empty: the record of note_on belongs to somebody else');
  }
  return reader.finish(request);
}

function readAdopted(
  reader: BodyReader,
  body: Readonly<Record<string, unknown>>,
): UpsertRequest['adopt'] {
  if (body['adopt'] === undefined) return undefined;
  const raw = reader.raw('adopt');
  if (!isObject(raw)) {
    reader.fail('adopt', 'an object with table and sys_id');
    return undefined;
  }
  const inner = readBody(raw, 'adopt.');
  const adopted = {
    table: inner.text('table', columnRule),
    sys_id: inner.text('sys_id', sysIdRule),
  };
  const checked = inner.finish(adopted);
  if (!checked.ok) reader.refuse(checked.refusal);
  return adopted;
}

function readFields(reader: BodyReader): Record<string, string> {
  const raw = reader.raw('fields');
  const fields: Record<string, string> = {};
  if (!isObject(raw)) {
    reader.fail('fields', 'an object of column and stored value');
    return fields;
  }
  for (const [column, value] of Object.entries(raw)) {
    const wrong =
      faultOfText(column, columnRule) ??
      whyNotWritable(column) ??
      faultOfText(value, { min: 0, max: maxFieldLength });
    if (wrong === undefined && typeof value === 'string') fields[column] = value;
    else reader.fail(`fields.${column}`, wrong ?? 'text');
  }
  return fields;
}

function whyNotWritable(column: string): string | undefined {
  if (column.startsWith('sys_')) return 'left out: system columns belong to the platform';
  if (column.startsWith(columnPrefix)) return 'left out: the app writes its columns itself';
  if (column === 'work_notes' || column === 'comments') {
    return 'left out: journal entries go into notes, each with its own id';
  }
  return undefined;
}

function readNotes(reader: BodyReader): JournalNote[] {
  const raw = reader.raw('notes');
  if (!Array.isArray(raw) || raw.length > maxNotes) {
    reader.fail('notes', `a list of at most ${maxNotes} notes`);
    return [];
  }
  const notes: JournalNote[] = [];
  for (const [index, item] of raw.entries()) {
    const note = readNote(item, `notes[${index}]`);
    if (note.ok) notes.push(note.value);
    else reader.refuse(note.refusal);
  }
  return notes;
}

function readNote(item: unknown, path: string): Checked<JournalNote> {
  if (!isObject(item)) return { ok: false, refusal: invalid(path, 'an object') };
  const reader = readBody(item, `${path}.`);
  const note: JournalNote = {
    id: reader.text('id', nameRule),
    element: reader.choice('element', journalElements),
    text: reader.text('text', { max: maxNoteLength }),
  };
  return reader.finish(note);
}

/** The key is part of the address, so it is checked apart from the body. */
export function checkKey(key: unknown): Refusal | undefined {
  return typeof key === 'string' && /^[0-9a-f]{64}$/.test(key)
    ? undefined
    : invalid('key', '64 lower-case hex characters');
}
