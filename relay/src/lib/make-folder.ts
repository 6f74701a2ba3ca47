import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * With all that is missing above it. Node's own way to do so never ends where the system says "no such
 * file" of a folder that is there and takes no new ones, as /proc does.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may have been quicker.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
