import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { keep, keptFolder } from '../kept.ts';
import { stock } from '../stock/stock.ts';
import { openStore, type Store } from '../store/database.ts';
import { createSystemTables } from '../store/system-tables.ts';
import type { SharedState } from '../worker/shared-state.ts';
import { installApp } from './install-app.ts';
import { installStock } from './install-stock.ts';
import { decodeUtf8 } from './parse-xml.ts';
import { readPackage } from './read-package.ts';
import { commitUpdateSet, loadUpdateSet, previewUpdateSet } from './update-set.ts';

export interface Artefacts {
  readonly app?: string;
  readonly updateSet?: string;
  readonly demoData?: boolean;
}

/** Their file names. */
const ENDING = '.db';
const KEPT = 12;

/**
 * Writes the store of a fresh instance with these artefacts. Installing is most of what a start costs, and always
 * comes to the same rows: they are kept under the hash of all that they follow from, and copied from then on.
 */
export async function writeInstalledStore(
  file: string,
  artefacts: Artefacts,
  shared: SharedState,
): Promise<void> {
  const name = `${hashOf(artefacts)}${ENDING}`;
  if (copyIfThere(path.join(keptFolder(), name), file)) return;
  const store = openStore(file, shared);
  try {
    createSystemTables(store.sql);
    installStock(store, stock, artefacts.demoData ?? true);
    installArtefact(store, artefacts);
  } finally {
    // The last connection brings the log into the file.
    store.close();
  }
  await keep(name, (part) => copyFileSync(file, part));
  forgetUnused();
}

function installArtefact(store: Store, { app, updateSet }: Artefacts): void {
  if (app !== undefined) {
    installApp(store, readPackage(app), app);
  } else if (updateSet !== undefined) {
    const text = decodeUtf8(readFileSync(updateSet), updateSet);
    const setId = loadUpdateSet(store, loadDictionary(store), text, updateSet);
    previewUpdateSet(store, loadDictionary(store), setId);
    commitUpdateSet(store, loadDictionary(store), setId);
  }
}

function hashOf({ app, updateSet, demoData = true }: Artefacts): string {
  const hash = createHash('sha256').update(String(demoData));
  if (app !== undefined && statSync(app, { throwIfNoEntry: false })?.isFile() === true) {
    hash.update(readFileSync(app));
  } else if (app !== undefined) {
    for (const { path: name, text } of readPackage(app)) hash.update(`\0${name}\0`).update(text);
  } else if (updateSet !== undefined) {
    hash.update(`\0${path.basename(updateSet)}\0`).update(readFileSync(updateSet));
  }
  return hash.digest('hex');
}

function copyIfThere(from: string, to: string): boolean {
  try {
    copyFileSync(from, to);
    const now = new Date();
    utimesSync(from, now, now);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Tests install many apps once. */
function forgetUnused(): void {
  const byAge = readdirSync(keptFolder())
    .filter((name) => name.endsWith(ENDING))
    .map((name) => path.join(keptFolder(), name))
    .map((name) => ({ name, usedAt: statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.usedAt - a.usedAt);
  for (const { name } of byAge.slice(KEPT)) rmSync(name, { force: true });
}
