import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { paths } from './paths.ts';
import { runSdk } from './sdk.ts';

/**
 * Run it after adding or removing a record, a column or a file: `node now-app/tools/update-keys.ts`.
 * The SDK keeps what was removed as `deleted` and ships a record that deletes it. Until the first
 * release nobody has it, so the entry goes.
 */
const keys = join(paths.source, 'fluent', 'generated', 'keys.ts');
await withBuildLock(() => {
  rmSync(paths.stamp, { force: true });
  runSdk('build');
  const before = readFileSync(keys, 'utf8');
  const after = dropDeleted(before.split('\n')).join('\n');
  writeFileSync(keys, after);
  console.log(before === after ? 'keys: up to date' : 'keys: entries of removed records dropped');
});

/** An entry is a line that opens a brace, its lines four spaces deeper, and the line that closes it. */
function dropDeleted(lines: readonly string[]): readonly string[] {
  const marks = lines.flatMap((line, index) => (line.trim() === 'deleted: true' ? [index] : []));
  const dropped = new Set<number>();
  for (const mark of marks) {
    const indent = ' '.repeat((lines[mark] ?? '').search(/\S/) - 4);
    const isBorder = (line: string): boolean =>
      line.startsWith(indent) && line[indent.length] !== ' ';
    const start = lines.findLastIndex((line, index) => index < mark && isBorder(line));
    const end = lines.findIndex((line, index) => index > mark && isBorder(line));
    for (let index = start; index <= end; index += 1) dropped.add(index);
  }
  return lines.filter((_line, index) => !dropped.has(index));
}
