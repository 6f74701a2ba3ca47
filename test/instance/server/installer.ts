import { readFileSync } from 'node:fs';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { installApp, type InstallReport } from '../install/install-app.ts';
import { decodeUtf8 } from '../install/parse-xml.ts';
import { readPackage } from '../install/read-package.ts';
import {
  commitUpdateSet,
  loadUpdateSet,
  previewUpdateSet,
  type PreviewProblem,
} from '../install/update-set.ts';
import type { Store } from '../store/database.ts';
import { cacheGroups, type SharedState } from '../worker/shared-state.ts';

/** What an administrator does with artefacts on a running instance. */
export interface Installer {
  /** Installs or upgrades from a package: zip or folder. */
  installApp(source: string): InstallReport;
  /** "Import Update Set from XML"; gives back the id of the retrieved set. */
  loadUpdateSet(file: string): string;
  previewUpdateSet(setId: string): readonly PreviewProblem[];
  commitUpdateSet(setId: string): InstallReport;
}

export function createInstaller(store: Store, shared: SharedState): Installer {
  const afterwards = <T>(result: T): T => {
    for (const group of cacheGroups) shared.invalidate(group);
    return result;
  };
  return {
    installApp: (source) => afterwards(installApp(store, readPackage(source), source)),
    loadUpdateSet: (file) =>
      loadUpdateSet(store, loadDictionary(store), decodeUtf8(readFileSync(file), file), file),
    previewUpdateSet: (setId) => previewUpdateSet(store, loadDictionary(store), setId),
    commitUpdateSet: (setId) => afterwards(commitUpdateSet(store, loadDictionary(store), setId)),
  };
}
