import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtApp } from '../../../now-app/tools/built-app.ts';

export interface Change {
  /** A part of the text of each record that is changed: the path of a module, the name of a column. */
  readonly where: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** The built app in a folder of its own, with one thing in it made wrong on purpose. */
export function copyWithChange(folder: string, { where, from, to }: Change): string {
  cpSync(builtApp().dist, folder, { recursive: true });
  const update = path.join(folder, 'update');
  let changed = 0;
  for (const name of readdirSync(update)) {
    const file = path.join(update, name);
    const before = readFileSync(file, 'utf8');
    if (!before.includes(where)) continue;
    const after = before.replaceAll(from, to);
    if (after === before) continue;
    writeFileSync(file, after);
    changed += 1;
  }
  if (changed === 0) throw new Error(`the built app has no ${String(from)} in ${where}`);
  return folder;
}
