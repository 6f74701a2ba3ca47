import { requireTable } from '../dictionary/dictionary.ts';
import { newRow, valueOf } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';
import { recordBehind } from './record-proxy.ts';

/** `new GlideSysAttachment()`: writing a text as an attachment and reading it back. */
export function createAttachments(kit: GlideKit): object {
  const { engine } = kit.runtime;
  const write = (
    record: unknown,
    fileName: unknown,
    type: unknown,
    content: Buffer,
  ): string | null => {
    const target = recordBehind(record)?.rowForGlide();
    if (target === undefined) return null;
    const row = newRow(requireTable(engine.dictionary(), 'sys_attachment'));
    row.values = {
      table_name: target.table.name,
      table_sys_id: valueOf(target, 'sys_id'),
      file_name: textFrom(fileName),
      content_type: textFrom(type),
      size_bytes: String(content.length),
    };
    if (insertRecord(kit.runtime.session(), row).kind !== 'written') return null;
    engine.store.write(() =>
      engine.store.sql
        .prepare('INSERT INTO _attachment_content VALUES (?, ?)')
        .run(valueOf(row, 'sys_id'), content),
    );
    return valueOf(row, 'sys_id');
  };
  const read = (sysId: string): Buffer => {
    const row = engine.store.sql
      .prepare<[string], { content: Buffer }>(
        'SELECT content FROM _attachment_content WHERE sys_id = ?',
      )
      .get(sysId);
    return row?.content ?? Buffer.alloc(0);
  };
  return {
    write: (record: unknown, name: unknown, type: unknown, text: unknown) =>
      write(record, name, type, Buffer.from(textFrom(text), 'utf8')),
    writeBase64: (record: unknown, name: unknown, type: unknown, text: unknown) =>
      write(record, name, type, Buffer.from(textFrom(text), 'base64')),
    getContent: (record: unknown) =>
      read(textFrom(recordBehind(record)?.rowForGlide().values['sys_id'])).toString('utf8'),
    getContentBase64: (record: unknown) =>
      read(textFrom(recordBehind(record)?.rowForGlide().values['sys_id'])).toString('base64'),
  };
}
