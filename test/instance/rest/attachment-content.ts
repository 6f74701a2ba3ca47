import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { valueOf, type Row, type Session } from '../engine/session.ts';
import type { Table } from '../dictionary/dictionary.ts';
import { updateRow } from '../store/records.ts';
import type { Store } from '../store/database.ts';

const CHUNK_BYTES = '700000';

/** The bytes of an attachment, and what the platform notes about them (recorded: rapid7). */
export function addContent(session: Session, row: Row, content: Uint8Array): void {
  keepContent(session.engine.store, row.table, valueOf(row, 'sys_id'), content);
}

export function keepContent(store: Store, table: Table, sysId: string, content: Uint8Array): void {
  store.write(() => {
    store.sql
      .prepare('INSERT INTO _attachment_content VALUES (?, ?)')
      .run(sysId, Buffer.from(content));
    updateRow(store, table, sysId, {
      hash: createHash('sha256').update(content).digest('hex'),
      size_bytes: String(content.length),
      size_compressed: String(gzipSync(content).length),
      compressed: '1',
      state: 'available',
      chunk_size_bytes: CHUNK_BYTES,
    });
  });
}

export function contentOf(store: Store, sysId: string): Buffer {
  const row = store.sql
    .prepare<[string], { content: Buffer }>(
      'SELECT content FROM _attachment_content WHERE sys_id = ?',
    )
    .get(sysId);
  return row?.content ?? Buffer.alloc(0);
}

export function removeContent(store: Store, sysId: string): void {
  store.write(() =>
    store.sql.prepare('DELETE FROM _attachment_content WHERE sys_id = ?').run(sysId),
  );
}
