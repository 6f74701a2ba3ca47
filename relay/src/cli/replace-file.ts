import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { keepOwner } from '../lib/keep-owner.ts';

/** A cut in the middle, or a full disk, leaves the old file or the new one; who may read it stays, since it may hold secrets. */
export function replaceFile(named: string, text: string): void {
  const former = statSync(named, { throwIfNoEntry: false });
  // What is no file, such as /dev/stdout, has nothing to lose, and would become one.
  if (former?.isFile() === false) return writeFileSync(named, text);
  const file = former === undefined ? named : realpathSync(named);
  const beside = `${file}.new`;
  try {
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { flag: 'wx', mode: former === undefined ? 0o666 : 0o600 });
    if (former !== undefined) chmodSync(beside, former.mode);
    keepOwner(file, beside);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
