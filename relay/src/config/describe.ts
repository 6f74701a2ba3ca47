import { Secret } from '../lib/secret.ts';
import type { ConnectorSettings } from './cross-check.ts';
import type { LoadedConfig } from './load.ts';
import { secretKeysOf } from './secret-keys.ts';

/** The effective values for the log at start; of a secret it says only whether there is one. */
export function describeConfig(
  config: LoadedConfig,
  connectors: readonly ConnectorSettings[],
): Readonly<Record<string, unknown>> {
  if (config.provided.workspaces.length === 0) {
    return { ...config.process, provision: 'none; what is configured is in the store' };
  }
  return { ...config.process, provision: describeProvided(config, connectors) };
}

function describeProvided(
  { configuration }: LoadedConfig,
  connectors: readonly ConnectorSettings[],
): object {
  const { connections, sources, destinations, webhooks, routes } = configuration;
  return {
    connections: connections.map((connection) => ({
      ...toShown(connection),
      secret: toPresence(connection.secret),
    })),
    sources: sources.map((source) => ({
      ...source,
      settings: toShown(source.settings, findSecrets(source.connector, connectors)),
    })),
    destinations: destinations.map((destination) => toShown(destination)),
    webhooks: webhooks.map((webhook) => toShown(webhook)),
    routes,
  };
}

function toPresence(secret: Secret | undefined): 'set' | 'not set' {
  return secret === undefined ? 'not set' : 'set';
}

function toShown(value: unknown, secretKeys: ReadonlySet<string> = new Set()): object {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => {
      if (part instanceof Secret || secretKeys.has(key)) return [key, 'set'];
      const isNested = typeof part === 'object' && part !== null && !Array.isArray(part);
      return [key, isNested ? toShown(part, secretKeys) : part];
    }),
  );
}

/** The connector's schema marks its secrets with `.meta({ secret: true })`, at any depth. */
function findSecrets(id: string, connectors: readonly ConnectorSettings[]): ReadonlySet<string> {
  const connector = connectors.find((candidate) => candidate.id === id);
  if (connector === undefined) return new Set();
  return new Set(secretKeysOf(connector.settings));
}
