import { requireTable } from '../dictionary/dictionary.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { toValues } from '../store/rows.ts';
import { empty, failure, json, noRecord, Refusal, type Request } from './answer.ts';
import { requestedAttachment } from './attachment-access.ts';
import { readBody } from './read-body.ts';
import type { Handler, Route } from './route.ts';

/** Pairs of key and value beside an attachment (documentation: c_AttachmentAPI.md). */
function attributesOf(session: Session, attachment: Row): Row[] {
  const table = requireTable(session.engine.dictionary(), 'sys_attachment_attribute');
  const rows = session.engine.store
    .prepare('SELECT * FROM sys_attachment_attribute WHERE attachment = ? ORDER BY rowid')
    .all(valueOf(attachment, 'sys_id'));
  return rows.map((row) => rowFrom(table, toValues(row)));
}

function findAttribute(session: Session, attachment: Row, request: Request): Row | undefined {
  const key = request.parameters['key'] ?? '';
  return attributesOf(session, attachment).find((row) => valueOf(row, 'key') === key);
}

function pair(row: Row): Record<string, string> {
  return { key: valueOf(row, 'key'), value: valueOf(row, 'value') };
}

/** That a missing part is 400 is documented, the wording is assumed. */
function given(request: Request, name: 'key' | 'value'): string {
  const value = readBody(request)[name] ?? '';
  if (value === '')
    throw new Refusal(failure(400, 'Invalid request', `Missing mandatory parameter: ${name}`));
  return value;
}

const list: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'read');
  if (attachment === undefined) return noRecord;
  return json(200, { result: attributesOf(context.session, attachment).map(pair) });
};

const get: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'read');
  const row =
    attachment === undefined ? undefined : findAttribute(context.session, attachment, request);
  return row === undefined ? noRecord : json(200, { result: pair(row) });
};

const add: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'write');
  if (attachment === undefined) return noRecord;
  const { session } = context;
  const key = given(request, 'key');
  const row = newRow(requireTable(session.engine.dictionary(), 'sys_attachment_attribute'));
  row.values = { attachment: valueOf(attachment, 'sys_id'), key, value: given(request, 'value') };
  const isKnown = attributesOf(session, attachment).some((one) => valueOf(one, 'key') === key);
  if (isKnown) return failure(400, 'Invalid request', `The attribute ${key} exists`); // assumed
  insertRecord(session, row);
  return json(201, { result: pair(row) });
};

const change: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'write');
  const row =
    attachment === undefined ? undefined : findAttribute(context.session, attachment, request);
  if (row === undefined) return noRecord;
  row.values['value'] = given(request, 'value');
  updateRecord(context.session, row);
  return json(200, { result: pair(row) });
};

const removeAll: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'write');
  if (attachment === undefined) return noRecord;
  for (const row of attributesOf(context.session, attachment)) deleteRecord(context.session, row);
  return empty(204);
};

const removeOne: Handler = (request, context) => {
  const attachment = requestedAttachment(request, context, 'write');
  const row =
    attachment === undefined ? undefined : findAttribute(context.session, attachment, request);
  if (row === undefined) return noRecord;
  deleteRecord(context.session, row);
  return empty(204);
};

const base = '/api/now/attachment/{sys_id}/attributes';

export const attachmentAttributeRoutes: readonly Route[] = [
  { method: 'GET', pattern: base, handle: list },
  { method: 'POST', pattern: base, handle: add },
  { method: 'DELETE', pattern: base, handle: removeAll },
  { method: 'GET', pattern: `${base}/{key}`, handle: get },
  { method: 'PUT', pattern: `${base}/{key}`, handle: change },
  { method: 'DELETE', pattern: `${base}/{key}`, handle: removeOne },
];
