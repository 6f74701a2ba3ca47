import path from 'node:path';
import type { Provided } from './config/load.ts';
import { connectors } from './connectors/registry.ts';
import { createGroupCommit } from './database/group-commit.ts';
import { openSqlite } from './database/sqlite.ts';
import { createIds } from './lib/ids.ts';
import { RelayError } from './lib/errors.ts';
import { openSecrets } from './secrets/open-secrets.ts';
import { newMasterKey } from './secrets/key-file.ts';
import { toKeyPlace } from './secrets/key-place.ts';
import type { ConfigStoreDeps } from './config-store/deps.ts';
import { createSecretFinder } from './config-store/secrets-in-entry.ts';

/** For tests: a store of its own with a master key. */
export interface SampleConfigStore {
  readonly deps: ConfigStoreDeps;
  close(): Promise<void>;
}

const NOW = Date.UTC(2026, 10, 22, 3);

export async function createSampleConfigStore(
  folder: string,
  provided: Provided = { file: 'relay.yml', workspaces: [] },
): Promise<SampleConfigStore> {
  const store = await openSqlite(folder);
  const { db } = store;
  const commit = createGroupCommit(store, () => undefined);
  const newId = createIds(() => NOW);
  const keyPlace = toKeyPlace({ RELAY_KEY: newMasterKey() }, path.join(folder, 'relay.yml'));
  const { sealing } = await openSecrets({ db, commit, keyPlace, newId, now: () => NOW });
  return {
    deps: {
      db,
      commit,
      clock: { now: () => NOW },
      newId,
      sealing,
      references: {
        readFor: (_workspace, reference) =>
          Promise.reject(new RelayError('SECRET_REFERENCE_REFUSED', `No ${reference} here.`)),
      },
      connectors,
      provided,
      allowedHosts: [],
      findSecrets: createSecretFinder(connectors),
      onChanged: () => Promise.resolve(),
    },
    close: () => store.close(),
  };
}
