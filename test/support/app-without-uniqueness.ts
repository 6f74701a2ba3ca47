import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { builtApp } from '../../now-app/tools/built-app.ts';

/** The built app with every `unique` of its dictionary switched off, as a package of its own. */
export async function writeAppWithoutUniqueness(folder: string): Promise<string> {
  const entries = unzipSync(await readFile(builtApp().zip));
  let changed = 0;
  const mutated = Object.entries(entries).map(([name, bytes]): [string, Uint8Array] => {
    const text = strFromU8(bytes);
    if (!/<unique>true<\/unique>|unique="true"/.test(text)) return [name, bytes];
    changed += 1;
    const without = text
      .replaceAll('<unique>true</unique>', '<unique>false</unique>')
      .replaceAll('unique="true"', 'unique="false"');
    return [name, strToU8(without)];
  });
  if (changed === 0) throw new Error('the built app has no unique column: nothing to take away');
  const file = path.join(folder, 'alert-relay-without-uniqueness.zip');
  await writeFile(file, zipSync(Object.fromEntries(mutated)));
  return file;
}
