import path from 'node:path';

/** The root of the repository. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

export function inProject(...parts: readonly string[]): string {
  return path.join(projectFolder, ...parts);
}
