/**
 * What each folder of relay/src may import from its siblings; anything else is refused by the linter.
 * ARCHITECTURE.md prints this table. `main.ts`, `compose.ts` and `stages.ts` may import everything.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  domain: ['lib'],
  'connector-kit': ['domain', 'lib'],
  connectors: ['connector-kit', 'domain', 'lib'],
  database: ['lib'],
  queue: ['database', 'domain', 'lib'],
  store: ['database', 'domain', 'lib'],
  secrets: ['database', 'domain', 'lib'],
  servicenow: ['domain', 'lib'],
  intake: [
    'connector-kit',
    'connectors',
    'normalize',
    'database',
    'queue',
    'store',
    'domain',
    'lib',
    'http',
  ],
  normalize: ['database', 'queue', 'store', 'domain', 'lib'],
  sync: [
    'connector-kit',
    'connectors',
    'servicenow',
    'normalize',
    'database',
    'queue',
    'store',
    'domain',
    'lib',
  ],
  http: ['lib'],
  api: ['normalize', 'database', 'queue', 'secrets', 'store', 'domain', 'lib'],
  config: ['connector-kit', 'connectors', 'domain', 'lib'],
  telemetry: ['lib'],
  cli: [
    'config',
    'connectors',
    'connector-kit',
    'sync',
    'database',
    'queue',
    'secrets',
    'store',
    'domain',
    'lib',
  ],
};

export const folders: readonly string[] = Object.keys(mayImport);
