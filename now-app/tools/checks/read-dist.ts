import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One record of the built app. */
export interface DistRecord {
  readonly file: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Reads what the SDK emitted: a flat, regular XML that needs no general parser. */
export function readDist(dist: string): readonly DistRecord[] {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return readRecords(file.slice(dist.length + 1), readFileSync(file, 'utf8'));
    });
}

export function readRecords(file: string, xml: string): readonly DistRecord[] {
  const records = xml.matchAll(
    /<(\w+) action="(?:INSERT_OR_UPDATE|DELETE)"[^>]*>([\s\S]*?)<\/\1>/g,
  );
  return [...records].map((match) => ({
    file,
    table: match[1] ?? '',
    columns: readColumns(match[2] ?? ''),
  }));
}

function readColumns(body: string): Record<string, string> {
  const columns: Record<string, string> = {};
  const elements = body.matchAll(
    /<(\w+)(?: [^>]*?)?(?:\/>|>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>)/g,
  );
  for (const [, name, literal, escaped] of elements) {
    if (name !== undefined) columns[name] = literal ?? unescapeXml(escaped ?? '');
  }
  return columns;
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
