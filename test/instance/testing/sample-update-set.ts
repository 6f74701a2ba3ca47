import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const SET_ID = '5e70000000000000000000000000000a';

/** Wraps the records of a package folder as "Export to XML" does; gives back the file. */
export function writeSampleUpdateSet(packageFolder: string, setId = SET_ID): string {
  const payloads = ['scope', 'update'].flatMap((part) =>
    readdirSync(path.join(packageFolder, part)).map((name) => ({
      name: name.replace(/\.xml$/, ''),
      payload: readFileSync(path.join(packageFolder, part, name), 'utf8'),
    })),
  );
  const header = `<sys_remote_update_set action="INSERT_OR_UPDATE"><name>Sample 1.0.0</name><sys_id>${setId}</sys_id><state>loaded</state></sys_remote_update_set>`;
  const rows = payloads.map(
    ({ name, payload }) =>
      `<sys_update_xml action="INSERT_OR_UPDATE"><action>INSERT_OR_UPDATE</action><name>${name}</name><payload>${escaped(payload)}</payload><remote_update_set>${setId}</remote_update_set></sys_update_xml>`,
  );
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'update-set-')), 'set.xml');
  writeFileSync(
    file,
    `<?xml version="1.0" encoding="UTF-8"?><unload unload_date="2026-11-22 00:00:00">${header}${rows.join('')}</unload>`,
  );
  return file;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
