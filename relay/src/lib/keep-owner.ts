import { chownSync, statSync } from 'node:fs';

/** Written by root in the place of the other, it would be closed to the user that the relay runs as. */
export function keepOwner(file: string, beside: string): void {
  const former = statSync(file, { throwIfNoEntry: false });
  if (former !== undefined && process.getuid?.() === 0) chownSync(beside, former.uid, former.gid);
}
