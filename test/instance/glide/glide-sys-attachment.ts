import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { deleteRecord, insertRecord } from '../engine/write-record.ts';
import { addContent, contentOf, removeContent } from '../rest/attachment-content.ts';
import { textFrom } from '../scripts/runtime.ts';
import type { OutboundAnswer } from '../scripts/outbound-call.ts';
import { textOf } from '../store/database.ts';
import { readRecord } from '../store/records.ts';
import type { GlideKit } from './glide-kit.ts';
import { recordBehind } from './record-proxy.ts';

/** `new GlideSysAttachment()`: files of records, as text or Base64. Streams are texts here. */
export function createAttachments(kit: GlideKit): object {
  const { engine } = kit.runtime;
  const table = (): Table => requireTable(engine.dictionary(), 'sys_attachment');
  const write = (record: unknown, name: unknown, type: unknown, content: Buffer): string | null =>
    writeAttachment(kit, table(), recordBehind(record)?.rowForGlide(), {
      name: textFrom(name),
      type: textFrom(type),
      content,
    });
  const read = (attachment: unknown): Buffer =>
    contentOf(engine.store, textFrom(recordBehind(attachment)?.rowForGlide().values['sys_id']));
  const idsOf = (tableName: unknown, sysId: unknown): string[] =>
    engine.store
      .prepare('SELECT sys_id FROM sys_attachment WHERE table_name = ? AND table_sys_id = ?')
      .all(textFrom(tableName), textFrom(sysId))
      .map((row) => textOf(row['sys_id']));

  return {
    write: (record: unknown, name: unknown, type: unknown, text: unknown) =>
      write(record, name, type, Buffer.from(textFrom(text), 'utf8')),
    writeBase64: (record: unknown, name: unknown, type: unknown, text: unknown) =>
      write(record, name, type, Buffer.from(textFrom(text), 'base64')),
    writeContentStream: (record: unknown, name: unknown, type: unknown, stream: unknown) =>
      write(record, name, type, Buffer.from(textFrom(stream), 'utf8')),
    getContent: (attachment: unknown) => read(attachment).toString('utf8'),
    getContentBase64: (attachment: unknown) => read(attachment).toString('base64'),
    getContentStream: (sysId: unknown) => contentOf(engine.store, textFrom(sysId)).toString('utf8'),
    getAttachments: (tableName: unknown, sysId: unknown) =>
      attachmentsOf(kit, table(), idsOf(tableName, sysId)),
    deleteAttachment(sysId: unknown) {
      const stored = readRecord(engine.store, table(), textFrom(sysId));
      if (stored === undefined) return;
      deleteRecord(kit.runtime.session(), rowFrom(table(), stored));
      removeContent(engine.store, textFrom(sysId));
    },
    copy(fromTable: unknown, fromId: unknown, toTable: unknown, toId: unknown) {
      return idsOf(fromTable, fromId).map((id) =>
        copyAttachment(kit, table(), id, textFrom(toTable), textFrom(toId)),
      );
    },
  };
}

/** The body of an outbound answer as a file of a record; gives back the file's sys_id. */
export function saveAnswer(
  kit: GlideKit,
  answer: OutboundAnswer,
  to: { readonly table: string; readonly sysId: string; readonly name: string },
): string {
  const { engine } = kit.runtime;
  const target = engine.dictionary().find(to.table);
  if (target === undefined || answer.kind !== 'answer') return '';
  const row = rowFrom(target, { sys_id: to.sysId });
  const type = answer.headers['content-type'] ?? 'application/octet-stream';
  const file = { name: to.name, type, content: Buffer.from(answer.body, 'utf8') };
  return writeAttachment(kit, requireTable(engine.dictionary(), 'sys_attachment'), row, file) ?? '';
}

interface NewFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

function writeAttachment(
  kit: GlideKit,
  table: Table,
  target: Row | undefined,
  file: NewFile,
): string | null {
  if (target === undefined) return null;
  const row = newRow(table);
  row.values = {
    table_name: target.table.name,
    table_sys_id: valueOf(target, 'sys_id'),
    file_name: file.name,
    content_type: file.type,
    size_bytes: String(file.content.length),
  };
  if (insertRecord(kit.runtime.session(), row).kind !== 'written') return null;
  addContent(kit.runtime.session(), row, file.content);
  return valueOf(row, 'sys_id');
}

function copyAttachment(
  kit: GlideKit,
  table: Table,
  id: string,
  toTable: string,
  toId: string,
): string | null {
  const { engine } = kit.runtime;
  const target = engine.dictionary().find(toTable);
  const stored = readRecord(engine.store, table, id);
  if (target === undefined || stored === undefined) return null;
  const row = rowFrom(target, { sys_id: toId });
  const file = {
    name: stored['file_name'] ?? '',
    type: stored['content_type'] ?? '',
    content: contentOf(engine.store, id),
  };
  return writeAttachment(kit, table, row, file);
}

/** A record set to walk through with next(). */
function attachmentsOf(kit: GlideKit, table: Table, ids: readonly string[]): object {
  let position = -1;
  const current = (): Row =>
    rowFrom(table, readRecord(kit.runtime.engine.store, table, ids[position] ?? '') ?? {});
  return {
    next() {
      position += 1;
      return position < ids.length;
    },
    hasNext: () => position + 1 < ids.length,
    getRowCount: () => ids.length,
    getValue: (name: unknown) => current().values[textFrom(name)] ?? null,
    getUniqueValue: () => ids[position] ?? null,
  };
}
