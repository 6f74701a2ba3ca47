interface Layer {
  /** What it is for, for who opens the tree for the first time. */
  readonly is: string;
  readonly mayImport: readonly string[];
}

/**
 * The folders of relay/src, and what each may import from its siblings; anything else is refused by the linter.
 * ARCHITECTURE.md prints this table. `main.ts`, `compose.ts` and `stages.ts` may import everything.
 */
const parts: Readonly<Record<string, Layer>> = {
  lib: {
    is: 'clock, ids, errors, the way out by HTTP: nothing that knows of alerts',
    mayImport: [],
  },
  domain: {
    is: 'what is decided, as pure functions, and the words for it as types',
    mayImport: ['lib'],
  },
  'connector-kit': {
    is: 'what connectors are made of: the contract, checks of tokens and signatures, texts',
    mayImport: ['domain', 'lib'],
  },
  connectors: {
    is: 'one folder for each kind of tool, and where it can be told something',
    mayImport: ['connector-kit', 'domain', 'lib'],
  },
  database: {
    is: 'one schema on two stores, its migrations, and how writes share a commit',
    mayImport: ['lib'],
  },
  queue: {
    is: 'jobs in lanes: taken, tried again, replayed; shared by several relays',
    mayImport: ['database', 'domain', 'lib'],
  },
  store: {
    is: 'one file for each table; `views/` answer what people ask',
    mayImport: ['database', 'domain', 'lib'],
  },
  secrets: {
    is: 'what is sealed in the store, and vaults that references lead to',
    mayImport: ['database', 'domain', 'lib'],
  },
  servicenow: {
    is: 'the only code that speaks to an instance',
    mayImport: ['domain', 'lib'],
  },
  'sign-in': {
    is: 'a person allows a connection to use an instance, in a browser',
    mayImport: ['servicenow', 'database', 'store', 'domain', 'lib'],
  },
  intake: {
    is: 'the doors for tools and for the app: kept, then answered',
    mayImport: [
      'connector-kit',
      'normalize',
      'database',
      'queue',
      'store',
      'domain',
      'lib',
      'http',
    ],
  },
  normalize: {
    is: 'which routes and lanes an event gets',
    mayImport: ['database', 'queue', 'store', 'domain', 'lib'],
  },
  sync: {
    is: 'what jobs do: `outbound/`, `inbound/`, `reconcile/`, `webhooks/`; and what goes on for each connection beside: `watch/`, `status/`, `readiness/`',
    mayImport: [
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
  },
  http: {
    is: 'server, Express app, problems, security headers',
    mayImport: ['lib'],
  },
  doctor: {
    is: 'everything that a connection needs, looked at before it matters',
    mayImport: ['servicenow', 'domain', 'lib'],
  },
  agent: {
    is: 'the way to an instance that only an agent beside it reaches',
    mayImport: ['api', 'config', 'database', 'store', 'domain', 'lib'],
  },
  setup: {
    is: 'client, account and roles made on an instance, and the connection here',
    mayImport: ['config', 'config-store', 'servicenow', 'domain', 'lib'],
  },
  'config-store': {
    is: 'configuration in the store: changed, versioned, followed',
    mayImport: ['config', 'database', 'store', 'domain', 'lib'],
  },
  api: {
    is: 'the admin API: routes as data, their description, who may call them',
    mayImport: [
      'config',
      'config-store',
      'connectors',
      'doctor',
      'normalize',
      'database',
      'queue',
      'setup',
      'sign-in',
      'store',
      'domain',
      'lib',
    ],
  },
  config: {
    is: 'the schemas of relay.yml, and what they are checked for together',
    mayImport: ['connector-kit', 'connectors', 'domain', 'lib'],
  },
  telemetry: {
    is: 'log, metrics and spans',
    mayImport: ['lib'],
  },
  cli: {
    is: 'the commands of `alert-relay`',
    mayImport: [
      'agent',
      'config',
      'config-store',
      'doctor',
      'connectors',
      'connector-kit',
      'intake',
      'normalize',
      'sync',
      'database',
      'queue',
      'secrets',
      'servicenow',
      'setup',
      'sign-in',
      'store',
      'domain',
      'lib',
    ],
  },
};

export const layers: typeof parts = {
  ...parts,
  compose: { is: 'puts the others together, and nobody knows it', mayImport: Object.keys(parts) },
};

export const folders: readonly string[] = Object.keys(layers);
