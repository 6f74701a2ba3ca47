import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * With all that is missing above it. Node's own way to do so never ends where the system says "no such
 * file" of a folder that is there and takes no new ones, as /proc does.
 * @param mode of the folder, not of those above it; what is there keeps its own
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Somebody else may have been quicker.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
