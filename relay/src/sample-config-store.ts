import type { ConfigStoreDeps } from './config-store/deps.ts';
import { createSecretFinder } from './config-store/secrets-in-entry.ts';
import { connectors } from './connectors/registry.ts';
import type { SampleStore } from './database/sample-store.ts';
import { createIds } from './lib/ids.ts';
import { RelayError } from './lib/errors.ts';
import { openSecrets } from './secrets/open-secrets.ts';
import { newMasterKey } from './secrets/key-file.ts';
import { toKeyPlace } from './secrets/key-place.ts';

const NOW = Date.UTC(2026, 10, 22, 3);

/** For tests: configuration kept in this store, with a master key of its own and no vault. */
export async function createSampleConfigStore({
  db,
  reading,
  commit,
}: SampleStore): Promise<ConfigStoreDeps> {
  const newId = createIds(() => NOW);
  const keyPlace = toKeyPlace({ RELAY_KEY: newMasterKey() }, 'relay.yml');
  const { sealing } = await openSecrets({ db, commit, keyPlace, newId, now: () => NOW });
  return {
    db,
    reading,
    commit,
    clock: { now: () => NOW },
    newId,
    sealing,
    references: {
      readFor: (_workspace, reference) =>
        Promise.reject(new RelayError('SECRET_REFERENCE_REFUSED', `No ${reference} here.`)),
    },
    connectors,
    provided: { file: 'relay.yml', workspaces: [] },
    allowedHosts: [],
    findSecrets: createSecretFinder(connectors),
    onChanged: () => Promise.resolve(),
  };
}
