import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import {
  deleteRecord,
  insertRecord,
  updateRecord,
  type WriteOutcome,
} from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { readRecord } from '../store/records.ts';
import { attachmentTable, mayUse, requestedAttachment, targetOf } from './attachment-access.ts';
import { attachmentAttributeRoutes } from './attachment-attributes.ts';
import { addContent, contentOf, removeContent } from './attachment-content.ts';
import { empty, failure, json, noRecord, Refusal, type Answer, type Request } from './answer.ts';
import { readBody } from './read-body.ts';
import { renderRecord } from './render-record.ts';
import { positiveNumber, refuseHiddenFields, requestedQuery } from './requested-query.ts';
import { pagingHeaders } from './table-list.ts';
import type { Handler, RequestContext, Route } from './route.ts';

const DEFAULT_LIMIT = 1000;

const listAttachments: Handler = (request, context) => {
  const { session } = context;
  const table = attachmentTable(context);
  const query = requestedQuery(request, context, table);
  refuseHiddenFields(context, table, query);
  const limit = positiveNumber(request, 'sysparm_limit', DEFAULT_LIMIT);
  const offset = positiveNumber(request, 'sysparm_offset', 0);
  const result = findRows(session.engine, table, query, { limit, offset })
    .map((values) => rowFrom(table, values))
    .filter((row) => mayUse(context, row, 'read'))
    .map((row) => metadata(request, context, row));
  return json(200, { result }, pagingHeaders(request, context, table, query, { limit, offset }));
};

const getAttachment: Handler = (request, context) => {
  const row = requestedAttachment(request, context, 'read');
  return row === undefined ? noRecord : json(200, { result: metadata(request, context, row) });
};

const getFile: Handler = (request, context) => {
  const row = requestedAttachment(request, context, 'read');
  if (row === undefined) return noRecord;
  const name = encodeURIComponent(valueOf(row, 'file_name'));
  return {
    status: 200,
    headers: {
      'content-type': valueOf(row, 'content_type') || 'application/octet-stream',
      'content-disposition': `attachment;filename*=UTF-8''${name}`,
      'x-attachment-metadata': JSON.stringify(metadata(request, context, row)).replaceAll(
        /[^\x20-\x7e]/g,
        '?',
      ),
    },
    body: contentOf(context.session.engine.store, valueOf(row, 'sys_id')),
  };
};

/** The whole body is the file; what it belongs to is in the address. */
const postFile: Handler = (request, context) => {
  const given = (name: string): string => request.query.get(name) ?? '';
  return attach(request, context, {
    table: given('table_name'),
    sysId: given('table_sys_id'),
    fileName: given('file_name'),
    type: request.headers['content-type'] ?? '',
    content: request.body,
    createdAt: given('creation_time'),
  });
};

/** A form: table_name and table_sys_id first, the file in the last part. */
const upload: Handler = (request, context) => {
  const { parts } = request;
  if (parts === undefined) {
    throw new Refusal(failure(400, 'Invalid request', 'The body is not a multipart form'));
  }
  const text = (name: string): string =>
    Buffer.from(parts.find((part) => part.name === name)?.value ?? '').toString('utf8');
  const file = parts.find((part) => part.fileName !== undefined);
  return attach(request, context, {
    table: text('table_name'),
    sysId: text('table_sys_id'),
    fileName: text('file_name') || (file?.fileName ?? ''),
    type: file?.type ?? '',
    content: file?.value ?? new Uint8Array(),
    createdAt: '',
  });
};

interface Upload {
  readonly table: string;
  readonly sysId: string;
  readonly fileName: string;
  readonly type: string;
  readonly content: Uint8Array;
  /** When a device made it that was offline; empty for now. */
  readonly createdAt: string;
}

function attach(request: Request, context: RequestContext, given: Upload): Answer {
  const { session } = context;
  refuseIncomplete(given);
  refuseTooLarge(context, given.content.length);
  const target = targetOf(context, given.table, given.sysId);
  if (
    target === undefined ||
    !context.scripts.access.mayUseTable(session, target.table, 'write', target)
  )
    return noRecord;
  const row = newRow(attachmentTable(context));
  row.values = {
    table_name: given.table,
    table_sys_id: given.sysId,
    file_name: given.fileName,
    content_type: given.type,
    size_bytes: String(given.content.length),
    ...(given.createdAt === '' ? {} : { sys_created_on: given.createdAt }),
  };
  refuse(insertRecord(session, row));
  addContent(session, row, given.content);
  const sysId = valueOf(row, 'sys_id');
  const base = request.path.replace(/\/(?:file|upload)\/?$/, '');
  // The file itself, under the version that was asked (a client's test compares it).
  const headers = { location: `${request.origin}${base}/${sysId}/file` };
  const stored = readRecord(session.engine.store, row.table, sysId) ?? row.values;
  const result = metadata(request, context, rowFrom(row.table, stored));
  return json(201, { result }, headers);
}

const rename: Handler = (request, context) => {
  const row = requestedAttachment(request, context, 'write');
  if (row === undefined) return noRecord;
  const { file_name: name = '' } = readBody(request);
  if (name === '') throw missing('file_name');
  row.values['file_name'] = name;
  refuse(updateRecord(context.session, row));
  return empty(204);
};

const remove: Handler = (request, context) => {
  const row = requestedAttachment(request, context, 'write');
  if (row === undefined) return noRecord;
  refuse(deleteRecord(context.session, row));
  removeContent(context.session.engine.store, valueOf(row, 'sys_id'));
  return empty(204);
};

function refuseIncomplete(given: Upload): void {
  for (const [name, value] of Object.entries({
    table_name: given.table,
    table_sys_id: given.sysId,
    file_name: given.fileName,
    'Content-Type': given.type,
  })) {
    if (value === '') throw missing(name);
  }
}

/** That a missing parameter is 400 is documented, its wording is assumed. */
function missing(name: string): Refusal {
  return new Refusal(failure(400, 'Invalid request', `Missing mandatory parameter: ${name}`));
}

/** Wording assumed. */
function refuseTooLarge(context: RequestContext, bytes: number): void {
  const megabytes = Number(
    context.session.engine.properties().get('com.glide.attachment.max_size') ?? '1024',
  );
  if (!(bytes > megabytes * 1_048_576)) return;
  const detail = `File size exceeds the limit of ${megabytes} MB`;
  throw new Refusal(failure(400, 'Attachment is too large', detail));
}

function refuse(outcome: WriteOutcome): void {
  if (outcome.kind === 'refused')
    throw new Refusal(failure(403, 'Operation Failed', outcome.detail));
}

function metadata(request: Request, context: RequestContext, row: Row): Record<string, unknown> {
  const { session, scripts } = context;
  const record = renderRecord(session, scripts.access, row, {
    display: 'false',
    excludeLinks: true,
    fields: undefined,
    origin: request.origin,
  });
  const sysId = valueOf(row, 'sys_id');
  return { ...record, download_link: `${request.origin}/api/now/attachment/${sysId}/file` };
}

export const attachmentRoutes: readonly Route[] = [
  ...attachmentAttributeRoutes,
  { method: 'GET', pattern: '/api/now/attachment', handle: listAttachments },
  { method: 'POST', pattern: '/api/now/attachment/file', handle: postFile },
  { method: 'POST', pattern: '/api/now/attachment/upload', handle: upload },
  { method: 'GET', pattern: '/api/now/attachment/{sys_id}', handle: getAttachment },
  { method: 'PATCH', pattern: '/api/now/attachment/{sys_id}', handle: rename },
  { method: 'DELETE', pattern: '/api/now/attachment/{sys_id}', handle: remove },
  { method: 'GET', pattern: '/api/now/attachment/{sys_id}/file', handle: getFile },
];
