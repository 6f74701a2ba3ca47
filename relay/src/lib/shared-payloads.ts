import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const projectFolder = path.resolve(import.meta.dirname, '../../..');

/**
 * For tests: bodies that other projects recorded. They keep their licenses and so stay outside of this
 * project, in `../shared` or where RELAY_SHARED says. `undefined` when they are not on this machine.
 */
export function findSharedPayloads(folder: string): ReadonlyMap<string, Uint8Array> | undefined {
  // oxlint-disable-next-line node/no-process-env -- only tests come here, and they have no configuration
  const shared = process.env['RELAY_SHARED'] ?? '../shared';
  const found = path.resolve(projectFolder, shared, 'payloads', folder);
  if (!existsSync(found)) return undefined;
  const names = readdirSync(found).filter((name) => name.endsWith('.json'));
  return new Map(names.toSorted().map((name) => [name, readFileSync(path.join(found, name))]));
}
