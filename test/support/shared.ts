import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hereOrSkipped } from './here-or-skipped.ts';
import { projectFolder } from './project.ts';

/** What other projects recorded, which keeps its licenses and so stays outside of this one. */
export const sharedFolder = path.resolve(projectFolder, process.env['RELAY_SHARED'] ?? '../shared');

export interface SharedPayload {
  readonly name: string;
  readonly body: string;
}

/** Whether payloads of other projects are here; where they must be, their absence is an error. */
export function sharedPayloadsAreHere(folder: string): boolean {
  const wanted = path.join(sharedFolder, 'payloads', folder);
  return hereOrSkipped(existsSync(wanted), `the recorded payloads in ${wanted} (RELAY_SHARED)`);
}

/** The payloads of one folder whose file names match, in the order of their names. */
export function sharedPayloads(folder: string, fileName: RegExp): readonly SharedPayload[] {
  const wanted = path.join(sharedFolder, 'payloads', folder);
  return readdirSync(wanted)
    .filter((name) => fileName.test(name))
    .toSorted()
    .map((name) => ({ name, body: readFileSync(path.join(wanted, name), 'utf8') }));
}

/** Names of the folders with payloads, in order. */
export function sharedPayloadFolders(): readonly string[] {
  return readdirSync(path.join(sharedFolder, 'payloads'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
