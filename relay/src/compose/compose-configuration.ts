import type { LoadedConfig } from '../config/load.ts';
import { followConfiguration } from '../config-store/live.ts';
import { createSecretFinder } from '../config-store/secrets-in-entry.ts';
import { connectors } from '../connectors/registry.ts';
import type { Configuration } from '../domain/configuration.ts';
import { createReferences, type ReferencePlace } from '../secrets/create-references.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import type { ComposeOptions, Ground } from './compose-ground.ts';

export type ComposedConfiguration = Awaited<ReturnType<typeof composeConfiguration>>;

/** What is configured, as it stands in the store and in the file, and the secrets in it. */
export async function composeConfiguration(
  { store, db, commit, clock, newId, log }: Ground,
  config: LoadedConfig,
  options: Pick<ComposeOptions, 'keyPlace' | 'referencePlace' | 'readProvided'>,
) {
  const { sealing, hasKey } = await openSecrets({
    db,
    commit,
    keyPlace: options.keyPlace,
    newId,
    now: () => clock.now(),
  });
  if (!hasKey) log.warn({}, 'no master key: secrets are not taken; "alert-relay init" makes one');
  const references = createReferences(config.process.secrets, options.referencePlace);
  const provided = { ...config.provided };
  async function readProvidedAgain(): Promise<readonly string[]> {
    const before = provided.workspaces;
    provided.workspaces = (await options.readProvided()).workspaces;
    return provided.workspaces
      .filter((entries, index) => JSON.stringify(entries) !== JSON.stringify(before[index]))
      .flatMap((entries) => entries[0]?.name ?? []);
  }
  const configStore = {
    db,
    reading: store.reading,
    commit,
    clock,
    newId,
    sealing,
    references,
    connectors,
    provided,
    allowedHosts: config.process.outgoing.allow,
    findSecrets: createSecretFinder(connectors),
    onChanged: () => live.refresh(),
  };
  const live = await followConfiguration({ ...configStore, log, readProvidedAgain });
  if (config.process.outgoing.proxy === undefined) {
    warnOfProxy(log, options.referencePlace.env, live.current());
  }
  return { sealing, references, configStore, live };
}

const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** Who sets them for a machine expects every program to go by them. Their values may hold a password. */
function warnOfProxy(
  log: Ground['log'],
  env: ReferencePlace['env'],
  { connections }: Configuration,
): void {
  const variables = proxyVariables.filter((name) => (env[name] ?? '') !== '');
  const isOneNamed = connections.some(({ transport }) => transport?.proxy !== undefined);
  if (variables.length === 0 || isOneNamed) return;
  log.warn(
    {
      variables,
      cure: 'name it as outgoing.proxy in relay.yml, or as transport.proxy of the connections that need it (docs/connections.md); where all is reached directly there is nothing to do',
    },
    'the environment names a proxy, and nothing goes by it: the relay calls directly',
  );
}
