import type { LoadedConfig } from '../config/load.ts';
import type { ConfigStoreDeps } from '../config-store/deps.ts';
import { createSecretFinder } from '../config-store/secrets-in-entry.ts';
import { connectors } from '../connectors/registry.ts';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Sealing } from '../domain/sealing.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewId } from '../lib/ids.ts';
import { createReferences } from '../secrets/create-references.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import type { SecretPlaces } from './serve.ts';

/** The configuration of a store for a command. Keys are read when the first secret is met. */
export function openConfigStore(
  open: {
    readonly db: Db;
    readonly reading: Db;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly newId: NewId;
  },
  config: LoadedConfig,
  { keyPlace, referencePlace }: SecretPlaces,
): ConfigStoreDeps & { close(): Promise<void> } {
  const references = createReferences(config.process.secrets, referencePlace);
  let opened: Promise<Sealing> | undefined;
  const sealing = (): Promise<Sealing> => {
    opened ??= openSecrets({ ...open, keyPlace, now: () => open.clock.now() }).then(
      (secrets) => secrets.sealing,
    );
    return opened;
  };
  return {
    ...open,
    sealing: {
      seal: async (...values) => (await sealing()).seal(...values),
      open: async (...values) => (await sealing()).open(...values),
    },
    references,
    connectors,
    provided: config.provided,
    allowedHosts: config.process.outgoing.allow,
    findSecrets: createSecretFinder(connectors),
    // The relay beside us looks for itself.
    onChanged: () => Promise.resolve(),
    close: () => references.close(),
  };
}
