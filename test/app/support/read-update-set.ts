import { readFileSync } from 'node:fs';
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
