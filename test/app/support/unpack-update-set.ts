import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SaxesParser } from 'saxes';

export interface UpdateSetRow {
  readonly name: string;
  readonly type: string;
  readonly action: string;
  readonly payload: string;
}

/** The rows of an update set, read by a strict parser. */
export function readUpdateSet(file: string): readonly UpdateSetRow[] {
  const rows: Record<string, string>[] = [];
  let column = '';
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    if (tag.name === 'sys_update_xml') rows.push({});
    column = tag.name;
    text = '';
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', (tag) => {
    const row = rows.at(-1);
    if (row !== undefined && tag.name === column) row[column] ??= text;
  });
  parser.write(readFileSync(file, 'utf8')).close();
  return rows.map((row) => ({
    name: row['name'] ?? '',
    type: row['type'] ?? '',
    action: row['action'] ?? '',
    payload: row['payload'] ?? '',
  }));
}

/** Lays the records of an update set out as an app package, so that the instance can install them. */
export function unpackUpdateSet(rows: readonly UpdateSetRow[], folder: string): void {
  for (const row of rows) {
    const part =
      row.name.startsWith('sys_app_') && row.type === 'Custom Application' ? 'scope' : 'update';
    mkdirSync(path.join(folder, part), { recursive: true });
    writeFileSync(path.join(folder, part, `${row.name}.xml`), row.payload);
  }
}
