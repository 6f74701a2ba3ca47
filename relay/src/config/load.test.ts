import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectors as shipped } from '../connectors/registry.ts';
import { literal } from '../domain/template.ts';
import { describeConfig } from './describe.ts';
import { loadConfig, type LoadedConfig, type LoadResult } from './load.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const signingSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const connectors = [
  {
    id: 'alertmanager',
    settings: z.strictObject({ token: z.string().min(8).meta({ secret: true }) }),
    sendsGroups: true,
  },
  {
    id: 'generic',
    settings: z.strictObject({ token: z.string().min(8).optional() }),
    sendsGroups: false,
  },
];

const smallest = `
provision:
  workspaces:
    - name: acme
      connections:
        - name: production
          url: example
          credentials: { kind: basic, user: relay, password: { env: NOW_PASSWORD } }
          changes: off
      sources:
        - { name: prometheus, connector: alertmanager, settings: { token: 'long enough' } }
        - { name: scripts, connector: generic }
      routes:
        - { name: all, sources: [prometheus], connection: production }
        - { name: mixed, sources: [prometheus, scripts], connection: production }
`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-config-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function load(text: string, env: Record<string, string> = {}, data?: string): LoadResult {
  const file = path.join(folder, 'relay.yml');
  writeFileSync(file, text);
  return loadConfig({ file, env: { NOW_PASSWORD: 'hunter22', ...env }, connectors, data });
}

function loaded(result: LoadResult): LoadedConfig {
  if (result.kind === 'loaded') return result.config;
  throw new TypeError(`not loaded: ${JSON.stringify(result.problems, undefined, 1)}`);
}

function problemsOf(result: LoadResult): readonly string[] {
  if (result.kind === 'loaded') return [];
  return result.problems.map(({ line, path: at, expected }) => `${line}: ${at}: ${expected}`);
}

function passwordOf({ configuration }: LoadedConfig): string | undefined {
  const credentials = configuration.connections[0]?.credentials;
  return credentials?.kind === 'basic' ? credentials.password.reveal() : undefined;
}

test('a beginning of references ends where one workspace is told from another', () => {
  const said = problemsOf(load('secrets: { references: ["vault:secret/data/{workspace}"] }'));

  expect(said.join()).toMatch(
    /^1: secrets\.references\[0\]: expected something behind {workspace}/,
  );
  expect(problemsOf(load('secrets: { references: ["vault:kv/{workspace}/", "env:X_"] }'))).toEqual(
    [],
  );
});

describe('a configuration that is right', () => {
  test('the smallest file gets every default', () => {
    const { process, configuration } = loaded(load(smallest));

    expect(process).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      publicUrl: undefined,
      database: { url: undefined, maxConnections: 10, leaseSeconds: 30 },
      data: path.join(folder, 'data'),
      outgoing: { allow: [] },
      log: { level: 'info' },
      tracing: { endpoint: undefined },
      limits: { maxBodyBytes: 1_048_576, maxConnections: 10_000 },
      retention: { days: 30 },
      secrets: { references: [] },
    });
    expect(configuration.connections[0]?.url).toBe('https://example.service-now.com');
    expect(configuration.routes[0]).toEqual({
      workspace: 'acme',
      name: 'all',
      enabled: true,
      sources: ['prometheus'],
      when: undefined,
      includePrivate: false,
      ownRecords: false,
      connection: 'production',
      table: 'incident',
      groupBy: 'group',
      references: [],
      fields: {},
      defaults: {},
      owners: {},
      note: undefined,
      reopenWithinMs: undefined,
      severityMap: {
        critical: { impact: '1', urgency: '1', severity: '1' },
        high: { impact: '2', urgency: '1', severity: '2' },
        warning: { impact: '2', urgency: '2', severity: '2' },
        info: { impact: '3', urgency: '3', severity: '3' },
        unknown: { impact: '3', urgency: '3', severity: '3' },
      },
      additionalInformation: undefined,
      workNotes: true,
      comments: false,
      closeCode: literal('Solution provided'),
      closeNotes: literal('Resolved in prometheus.'),
      closingStates: ['7', '8'],
      outwardStates: {
        firing: '1',
        acknowledged: '2',
        unacknowledged: '1',
        silenced: undefined,
        unsilenced: undefined,
        resolved: '6',
      },
      inwardStates: {
        '1': 'firing',
        '2': 'acknowledged',
        '3': 'acknowledged',
        '6': 'resolved',
        '7': 'resolved',
        '8': 'canceled',
      },
      afterManualResolve: 'note',
      destination: undefined,
      backSync: {
        state: true,
        assignment: false,
        priority: false,
        workNotes: false,
        comments: false,
        attachments: false,
        otherFields: false,
        deletes: 'off',
        merges: false,
      },
    });
  });

  test('records are per group only where every source sends groups', () => {
    const { configuration } = loaded(load(smallest));

    expect(configuration.routes.map(({ groupBy }) => groupBy)).toEqual(['group', 'alert']);
  });

  test('an empty file is a relay that works on nothing yet', () => {
    expect(loaded(load('')).configuration.workspaces).toEqual([]);
  });

  test('--data goes before RELAY_DATA_DIR, which goes before the file', () => {
    const file = 'data: /from/file';
    const env = { RELAY_DATA_DIR: '/from/env' };

    expect(loaded(load(file)).process.data).toBe('/from/file');
    expect(loaded(load(file, env)).process.data).toBe('/from/env');
    expect(loaded(load(file, env, '/from/option')).process.data).toBe('/from/option');
    expect(loaded(load(file, { RELAY_DATA_DIR: '' })).process.data).toBe('/from/file');
  });

  test('RELAY_DATABASE_URL goes before the file, and neither is ever shown', () => {
    const file = 'database: { url: postgres://relay:hunter22@db/file }';
    const env = { RELAY_DATABASE_URL: 'postgres://relay:hunter22@db/env' };

    expect(loaded(load('')).process.database.url).toBeUndefined();
    expect(loaded(load(file)).process.database.url?.reveal()).toContain('/file');
    expect(loaded(load(file, env)).process.database.url?.reveal()).toContain('/env');
    expect(loaded(load('', env)).process.database.url?.reveal()).toContain('/env');
    expect(JSON.stringify(describeConfig(loaded(load(file)), connectors))).not.toContain(
      'hunter22',
    );
  });

  test('what the file says of the database stays when the environment names another one', () => {
    const file = 'database: { url: postgres://db/file, maxConnections: 5, leaseSeconds: 60 }';
    const env = { RELAY_DATABASE_URL: 'postgres://db/env' };

    expect(loaded(load(file, env)).process.database).toMatchObject({
      maxConnections: 5,
      leaseSeconds: 60,
    });
    expect(loaded(load(file, { RELAY_DATABASE_URL: '' })).process.database.url?.reveal()).toBe(
      'postgres://db/file',
    );
  });

  test('in table mode push needs no secret: the token of the pasted rule is its own', () => {
    const text = smallest.replace('changes: off', 'changes: push\n          mode: table');

    expect(loaded(load(text)).configuration.connections[0]).toMatchObject({ changes: 'push' });
  });

  test('the way to an instance is kept, with its secrets', () => {
    const proxy = 'proxy: { url: "http://proxy.example:3128", user: u, password: word }';
    const text = smallest.replace(
      'changes: off',
      `changes: off\n          transport: { ${proxy} }`,
    );

    const way = loaded(load(text)).configuration.connections[0]?.transport;
    expect(way?.proxy).toMatchObject({ url: 'http://proxy.example:3128', user: 'u' });
    expect(way?.proxy?.password?.reveal()).toBe('word');
    expect(loaded(load(smallest)).configuration.connections[0]?.transport).toBeUndefined();
  });

  test('the way out for all that is called is kept, with its secret', () => {
    const proxy = 'proxy: { url: "http://proxy.example:3128", user: u, password: word }';

    const way = loaded(load(`outgoing: { ${proxy} }`)).process.outgoing.proxy;

    expect(way).toMatchObject({ url: 'http://proxy.example:3128', user: 'u' });
    expect(way?.password?.reveal()).toBe('word');
  });

  test('a file that need not be there counts as an empty one, one that is there is read', () => {
    const file = path.join(folder, 'relay.yml');
    const options = { file, env: {}, connectors, mayBeAbsent: true };

    expect(loaded(loadConfig(options)).process.listen.port).toBe(8080);
    writeFileSync(file, 'listen: { port: 9 }');
    expect(loaded(loadConfig(options)).process.listen.port).toBe(9);
  });

  test('a database of another kind is a fault like any other', () => {
    expect(load('', { RELAY_DATABASE_URL: 'mysql://db/relay' })).toMatchObject({
      kind: 'invalid',
      problems: [{ path: 'RELAY_DATABASE_URL', expected: expect.stringContaining('postgres://') }],
    });
    expect(load('database: { url: mysql://db/relay }')).toMatchObject({
      problems: [{ path: 'database.url', line: 1 }],
    });
  });

  test('a secret comes from the environment or from a file, without its last newline', () => {
    writeFileSync(path.join(folder, 'password'), 'from the file\n');
    const text = smallest.replace('{ env: NOW_PASSWORD }', '{ file: password }');

    const revealed = [smallest, text].map((each) => passwordOf(loaded(load(each))));

    expect(revealed).toEqual(['hunter22', 'from the file']);
  });

  test('none takes a state out of the default maps', () => {
    const route = `connection: production, outwardStates: { firing: none, silenced: 3 }, inwardStates: { 1: none, 9: resolved } }`;
    const { configuration } = loaded(load(smallest.replace('connection: production }', route)));

    expect(configuration.routes[0]?.outwardStates).toMatchObject({
      firing: undefined,
      silenced: '3',
      resolved: '6',
    });
    expect(configuration.routes[0]?.inwardStates).toEqual({
      '2': 'acknowledged',
      '3': 'acknowledged',
      '6': 'resolved',
      '7': 'resolved',
      '8': 'canceled',
      '9': 'resolved',
    });
  });

  test.each([
    ['0s', 100, 100],
    ['300ms', 300, 300],
    ['4d', 345_600_000, 345_600_000],
    ['24d', 2_073_600_000, 345_600_000],
    // A timer of that time would end at once.
    ['25d', 2_073_600_000, 345_600_000],
  ])('a pause of %s is one of %i ms, and a quota of %i', (time, ms, quotaMs) => {
    const pauses = `reconcileEvery: ${time}\n          tableMode: { quota: ${time}, pollEvery: ${time} }`;
    const text = smallest.replace('changes: off', `changes: off\n          ${pauses}`);

    expect(loaded(load(text)).configuration.connections[0]).toMatchObject({
      reconcileEveryMs: ms,
      tableMode: { quotaMs, pollEveryMs: ms },
    });
  });

  test('relay.example.yml loads as it stands', () => {
    const result = loadConfig({
      file: path.join(root, 'relay.example.yml'),
      env: {
        SERVICENOW_CLIENT_ID: 'client',
        SERVICENOW_CLIENT_SECRET: 'client secret',
        SERVICENOW_SIGNING_SECRET: signingSecret,
        ALERTMANAGER_TOKEN: 'a token that nobody guesses easily',
        ALERTMANAGER_AUTHORIZATION: 'Bearer abc',
        CHAT_SIGNING_SECRET: signingSecret,
        STATUS_PAGE_URL: 'https://status.example.com/hook',
        STATUS_PAGE_PASSWORD: 'p',
      },
      connectors: shipped,
    });

    const { configuration } = loaded(result);
    expect(configuration.destinations[0]).toMatchObject({
      kind: 'alertmanager',
      settings: { acknowledgeFor: 14_400_000, quietFor: 300_000 },
    });
    expect(configuration.routes[0]?.groupBy).toBe('group');
  });

  test('the connection of docs/table-mode.md loads as it stands', () => {
    const page = readFileSync(path.join(root, 'docs/table-mode.md'), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]+?)```/.exec(page) ?? [];
    const within = example.replaceAll(/^/gm, '      ');

    const { configuration } = loaded(
      load(`provision:\n  workspaces:\n    - name: acme\n${within}`, {
        SERVICENOW_PASSWORD: 'p',
      }),
    );

    expect(configuration.connections[0]).toMatchObject({ mode: 'table', pageSize: 200 });
  });
});

describe('a configuration with faults', () => {
  test('all of them are reported at once, each with its place and what was expected', () => {
    const result = load(`
listen: { port: 99999 }
colour: blue
provision:
  workspaces:
    - name: 9acme
      connections:
        - name: production
          url: http://example.com
          credentials: { kind: basic, user: relay, password: { env: MISSING } }
        - name: production
          url: 'https://user:pass@example.com'
          credentials: { kind: magic }
          changes: off
      sources:
        - { name: prometheus, connector: alertmanager, settings: { token: short } }
        - { name: zabbix, connector: zabbixx }
      destinations:
        - { name: back, kind: alertmanager, url: 'ftp://x', quietFor: 5 }
      routes:
        - { name: all, sources: [prometheus, promtheus], connection: productio, destination: bak }
`);

    expect(problemsOf(result)).toEqual([
      '2: listen.port: Too big: expected number to be <=65535',
      '3: colour: no such field here: remove it or correct its spelling',
      '6: provision.workspaces[0].name: expected a name: a lower-case letter, then up to 62 letters, digits and dashes',
      '8: provision.workspaces[0].connections[0].secret: expected a secret, since changes: push is signed with it',
      '9: provision.workspaces[0].connections[0].url: expected https://, or the host among outgoing.allow: http shows the password',
      '10: provision.workspaces[0].connections[0].credentials.password: expected the environment variable MISSING to be set',
      '11: provision.workspaces[0].connections[1].name: expected a name of its own: production is taken by number 1 of this list',
      '12: provision.workspaces[0].connections[1].url: expected an address without user and password: they belong into credentials',
      "13: provision.workspaces[0].connections[1].credentials.kind: Invalid discriminator value. Expected 'basic' | 'agent' | 'client-credentials' | 'password' | 'authorization-code' | 'jwt-bearer' | 'api-key' | 'certificate'",
      '16: provision.workspaces[0].sources[0].settings.token: Too small: expected string to have >=8 characters',
      '17: provision.workspaces[0].sources[1].connector: expected a connector (alertmanager, generic), not zabbixx',
      '19: provision.workspaces[0].destinations[0].url: expected an address that starts with https:// or http://',
      '19: provision.workspaces[0].destinations[0].quietFor: expected a time with its unit, such as 30s, 5m or 4h',
      '21: provision.workspaces[0].routes[0].sources[1]: expected the name of a source of this workspace (prometheus, zabbix), not promtheus',
      '21: provision.workspaces[0].routes[0].connection: expected the name of a connection of this workspace (production), not productio',
      '21: provision.workspaces[0].routes[0].destination: expected the name of a destination of this workspace (back), not bak',
    ]);
  });

  test.each([
    ['http://login.example.com/token', false],
    ['HTTP://login.example.com/token', false],
    ['https://login.example.com/token', true],
    ['http://localhost:8081/token', true],
    ['http://keycloak.lab/token', true],
  ])('a client secret goes to %s: %s', (tokenUrl, isRight) => {
    const result = load(`
outgoing: { allow: [keycloak.lab] }
provision:
  workspaces:
    - name: main
      connections:
        - name: production
          url: example
          changes: off
          credentials: { kind: client-credentials, clientId: a, clientSecret: b }
          standby: { kind: client-credentials, clientId: a, clientSecret: b, tokenUrl: '${tokenUrl}' }
        - name: test
          url: test
          changes: off
          credentials: { kind: client-credentials, clientId: a, clientSecret: b, tokenUrl: '${tokenUrl}' }
`);
    const expected =
      'expected https://, or the host among outgoing.allow: http shows what signs in';

    expect(problemsOf(result)).toEqual(
      isRight
        ? []
        : [
            `11: provision.workspaces[0].connections[0].standby.tokenUrl: ${expected}`,
            `15: provision.workspaces[0].connections[1].credentials.tokenUrl: ${expected}`,
          ],
    );
  });

  test.each(['\\n', '\\u200b'])('a key that no header can carry is refused: %s', (foreign) => {
    const result = load(`
provision:
  workspaces:
    - name: main
      connections:
        - name: production
          url: example
          changes: off
          credentials: { kind: api-key, apiKey: "from the page${foreign}of the key" }
`);

    expect(problemsOf(result)).toEqual([
      '9: provision.workspaces[0].connections[0].credentials.apiKey: expected one line of at most 4,000 printable characters',
    ]);
  });

  test('people do not sign in over plain http', () => {
    const result = load(`
provision:
  workspaces:
    - name: main
      connections:
        - name: production
          url: example
          changes: off
          credentials: { kind: authorization-code, clientId: a, authorizationUrl: 'http://login.example.com' }
`);

    expect(problemsOf(result)).toEqual([
      expect.stringContaining('.credentials.authorizationUrl: expected https://, or the host'),
    ]);
  });

  test('a fault in one place does not make names of other places unknown', () => {
    const result = load(smallest.replace('url: example', 'url: ""'));

    expect(problemsOf(result)).toHaveLength(1);
  });

  test('YAML that cannot be read is reported with its line', () => {
    expect(problemsOf(load('listen:\n  port: 1\n  port: 2\n'))).toEqual([
      '3: (file): expected YAML: Map keys must be unique at line 3, column 3:',
    ]);
  });

  test.each([
    ['that nothing is named', 'listen: *host\n', 'Unresolved alias'],
    ['of what it is part of', 'provision: &all\n  workspaces: [*all]\n', 'circular structure'],
    [
      'of aliases of aliases',
      `a: &a [${'1,'.repeat(40)}]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]\n`,
      'Excessive alias count',
    ],
  ])('an alias %s is a problem, not a crash', (_name, text, because) => {
    expect(problemsOf(load(text))).toEqual([expect.stringContaining(`expected YAML: `)]);
    expect(problemsOf(load(text)).join('')).toContain(because);
  });

  test('a file that is not there is a problem, not a crash', () => {
    const result = loadConfig({ file: path.join(folder, 'none.yml'), env: {}, connectors });

    expect(problemsOf(result)).toEqual([expect.stringContaining('ENOENT')]);
  });

  test('no problem repeats the value of a field', () => {
    const text = smallest
      .replace("'long enough'", 'hunter2')
      .replace('{ env: NOW_PASSWORD }', '[hunter2]')
      .replace('changes: off', 'changes: push\n          secret: hunter2');

    const report = problemsOf(load(text)).join('\n');

    expect(report).toContain('settings.token');
    expect(report).toContain('credentials.password');
    expect(report).toContain('connections[0].secret');
    expect(report).not.toContain('hunter2');
  });
});

describe('settings of a connector that may take several forms', () => {
  const forms = connectors.map(({ id, sendsGroups }) => ({
    id,
    sendsGroups,
    settings: z.union([
      z.strictObject({ token: z.string().min(8).meta({ secret: true }) }),
      z.strictObject({ user: z.string(), password: z.string().meta({ secret: true }) }),
    ]),
  }));
  const twoForms = smallest.replace('connector: generic', 'connector: generic, settings: BASIC');

  function loadForms(basic: string): LoadResult {
    const file = path.join(folder, 'relay.yml');
    writeFileSync(file, twoForms.replace('BASIC', basic));
    return loadConfig({ file, env: { NOW_PASSWORD: 'hunter22' }, connectors: forms });
  }

  test('the nearest form says what is wrong', () => {
    expect(problemsOf(loadForms('{ user: u, pasword: p }'))).toEqual([
      '12: provision.workspaces[0].sources[1].settings.password: expected string, but it is missing',
      '12: provision.workspaces[0].sources[1].settings.pasword: no such field here: remove it or correct its spelling',
    ]);
  });

  test('secrets of each form are masked in the description', () => {
    const config = loaded(loadForms('{ user: u, password: not for the log }'));

    const described = JSON.stringify(describeConfig(config, forms));

    expect(described).toContain('"user":"u"');
    expect(described).not.toContain('not for the log');
  });
});

describe('the description for the log', () => {
  test('speaks of no connection where the file provides none: they may be in the store', () => {
    expect(describeConfig(loaded(load('')), connectors)).not.toHaveProperty('connections');
    expect(describeConfig(loaded(load('')), connectors)).toMatchObject({
      provision: 'none; what is configured is in the store',
    });
  });

  test('shows effective values and of secrets only that they are set', () => {
    const described = describeConfig(loaded(load(smallest)), connectors);

    const text = JSON.stringify(described);
    expect(text).not.toContain('hunter22');
    expect(text).not.toContain('long enough');
    expect(described).toMatchObject({
      listen: { port: 8080 },
      provision: {
        connections: [{ credentials: { user: 'relay', password: 'set' }, secret: 'not set' }],
        sources: [{ settings: { token: 'set' } }, {}],
      },
    });
  });
});

describe('how events find their routes', () => {
  const withRouting = (lines: string): string =>
    smallest.replace('      routes:\n', `${lines}\n      routes:\n`);
  const withRoute = (fields: string): string =>
    smallest.replace(
      'name: all, sources: [prometheus], connection: production',
      `name: all, sources: [prometheus], connection: production, ${fields}`,
    );

  test('a workspace that says nothing takes the first route and has no maintenance', () => {
    expect(loaded(load(smallest)).configuration.routing).toEqual([
      { workspace: 'acme', match: 'first', fallbackRoute: undefined, maintenance: [] },
    ]);
  });

  test('conditions nest', () => {
    const text = withRoute(
      'when: { any: [{ field: labels.team, equals: 1 }, { not: { severityAtLeast: high } }] }',
    );

    expect(loaded(load(text)).configuration.routes[0]?.when).toEqual({
      kind: 'any',
      of: [
        { kind: 'equals', field: 'labels.team', value: '1' },
        { kind: 'not', of: { kind: 'severity-at-least', severity: 'high' } },
      ],
    });
  });

  test.each([
    [
      '{ field: title, in: [a, 2, true] }',
      { kind: 'in', field: 'title', values: ['a', '2', 'true'] },
    ],
    ['{ field: labels.x, exists: false }', { kind: 'exists', field: 'labels.x', isWanted: false }],
    ['{ any: [{ severityAtLeast: high }] }', { kind: 'any', of: [{ severity: 'high' }] }],
    ['{ all: [{ field: title, equals: 1 }] }', { kind: 'all', of: [{ value: '1' }] }],
  ])('%s is a condition', (condition, expected) => {
    const [route] = loaded(load(withRoute(`when: ${condition}`))).configuration.routes;

    expect(route?.when).toMatchObject(expected);
  });

  test('a part of the week begins and ends at its minutes', () => {
    const weekly = '{ days: [mon], from: "08:30", to: "09:05", zone: UTC }';
    const [route] = loaded(load(withRoute(`when: { timeWindow: ${weekly} }`))).configuration.routes;

    const window = route?.when?.kind === 'time-window' ? route.when.window : undefined;
    const isIn = (time: string) => window?.contains(Date.parse(`2026-11-23T${time}Z`));
    expect(['08:29', '08:30', '09:04', '09:05'].map(isIn)).toEqual([false, true, true, false]);
  });

  test.each([
    ['when: { field: titel, equals: x }', 'expected a field of an event: source, kind, status'],
    ['when: { field: title, matches: "(" }', 'expected a pattern of RE2: '],
    ['when: { severityAtLeast: hgh }', 'expected one of "critical"'],
    ['when: { timeWindow: { from: "8", to: "18:00", zone: UTC } }', 'expected a time of day'],
    ['when: { timeWindow: { from: "08:00", to: "18:00", zone: Mars } }', 'expected a time zone'],
    [`when: ${'{ not: '.repeat(20)}{ severityAtLeast: high }${' }'.repeat(20)}`, 'less deeply'],
    [
      `when: { all: [{ severityAtLeast: high }, ${'{ not: '.repeat(20)}{ severityAtLeast: high }${' }'.repeat(20)}] }`,
      'less deeply',
    ],
    ['when: { any: [] }', 'Too small'],
  ])('%s is a fault', (fields, expected) => {
    expect(problemsOf(load(withRoute(fields))).join('\n')).toContain(expected);
  });

  test.each([
    [
      '      fallbackRoute: none',
      'fallbackRoute: expected the name of a route of this workspace (all, mixed), not none',
    ],
    [
      '      webhooks: [{ name: hook, url: "https://x.example", sources: [scripts, web] }]',
      'webhooks[0].sources[1]: expected the name of a source of this workspace',
    ],
    [
      `      maintenance: [${'{ name: a, from: 2027-01-01T00:00:00Z, to: 2027-01-02T00:00:00Z },'.repeat(2)}]`,
      'maintenance[1].name: expected a name of its own: a is taken by number 1',
    ],
    ['      match: all', 'routes[1]: expected ownRecords: true'],
    ['      maintenance: [{ name: a, from: 2027-01-01T00:00:00Z }]', 'expected either from and to'],
    [
      '      maintenance: [{ name: a, weekly: { from: "22:00", to: "06:00", zone: UTC }, routes: [x] }]',
      'maintenance[0].routes[0]: expected the name of a route',
    ],
  ])('%s is a fault', (lines, expected) => {
    expect(problemsOf(load(withRouting(lines))).join('\n')).toContain(expected);
  });
});

describe('what a route writes', () => {
  const withRoute = (fields: string): string =>
    smallest.replace(
      'name: all, sources: [prometheus], connection: production',
      `name: all, sources: [prometheus], connection: production, ${fields}`,
    );

  test('a name is a text, or a text with what to do when nobody has it', () => {
    const text = withRoute(
      'assignmentGroup: Network, configurationItem: { value: "{{ labels.host }}", by: fqdn, fallback: unknown }',
    );

    expect(loaded(load(text)).configuration.routes[0]?.references).toMatchObject([
      { column: 'assignment_group', table: 'sys_user_group', by: undefined, otherwise: 'fail' },
      {
        column: 'cmdb_ci',
        by: 'fqdn',
        value: { source: '{{ labels.host }}' },
        fallback: 'unknown',
        otherwise: 'leave-empty',
      },
    ]);
  });

  test('each name is looked up in its table, for its column', () => {
    const route = (fields: string) => loaded(load(withRoute(fields))).configuration.routes[0];
    const people = 'caller: a@example.com, assignee: bob, service: Shop, parent: INC1';
    const rest = 'assignmentGroup: Network, configurationItem: db1';

    expect(
      [...(route(`${people}, ${rest}`)?.references ?? [])].map(
        ({ column, table, value, otherwise }) => [column, table, value.source, otherwise],
      ),
    ).toEqual([
      ['assignment_group', 'sys_user_group', 'Network', 'fail'],
      ['caller_id', 'sys_user', 'a@example.com', 'fail'],
      ['assigned_to', 'sys_user', 'bob', 'leave-empty'],
      ['cmdb_ci', 'cmdb_ci', 'db1', 'leave-empty'],
      ['business_service', 'cmdb_ci_service', 'Shop', 'leave-empty'],
      ['parent', 'task', 'INC1', 'fail'],
    ]);
    expect(route('noteOn: INC1')?.references).toMatchObject([{ column: 'note_on', table: 'task' }]);
  });

  test('texts of its own columns and of others are templates; what is absent is none', () => {
    const text = withRoute(
      'category: network, shortDescription: "{{ title }}", fields: { u_a: b }',
    );

    const fields = loaded(load(text)).configuration.routes[0]?.fields ?? {};
    expect(Object.entries(fields).map(([column, { source }]) => [column, source])).toEqual([
      ['short_description', '{{ title }}'],
      ['category', 'network'],
      ['u_a', 'b'],
    ]);
  });

  test.each([
    ['', 'chat'],
    [', enabled: false', undefined],
  ])('a destination%s is told by its name, and one that is off is none', (more, told) => {
    const url = 'https://hooks.slack.com/services/T/B/x';
    const destination = `      destinations: [{ name: chat, kind: slack, url: "${url}"${more} }]\n`;
    const text = withRoute('destination: chat').replace(
      '      routes:\n',
      `${destination}      routes:\n`,
    );

    expect(loaded(load(text)).configuration.routes[0]?.destination).toBe(told);
  });

  test('a new life may reopen the last record for a while', () => {
    const text = withRoute('onRefire: { reopenWithin: 2h }');

    expect(loaded(load(text)).configuration.routes[0]?.reopenWithinMs).toBe(7_200_000);
  });

  test.each([
    'resolveWhenSilentFor: 5m',
    'caller: { value: a, by: email }',
    'parent: { value: a, by: alert }',
    `table: ${'a'.repeat(80)}`,
    'noteOn: INC1, workNotes: false, comments: true',
  ])('%s is right', (fields) => {
    expect(problemsOf(load(withRoute(fields)))).toEqual([]);
  });

  test.each([
    ['shortDescription: "{{ title"', 'expected a template: output'],
    ['fields: { u_team: "{{ labels.team | shout }}" }', 'expected a template: undefined filter'],
    ['fields: { state: "6" }', 'expected a column that is not written by the relay itself'],
    ['owners: { impact: nobody }', 'expected one of "servicenow"'],
    ['configurationItem: { value: a, by: email }', 'expected one of "name"'],
    ['onRefire: { reopenWithin: 2 }', 'expected a time with its unit'],
    ['resolveWhenSilentFor: 299s', 'expected at least 5m'],
    ['caller: { value: a, by: name }', 'expected one of "email"'],
    [`table: ${'a'.repeat(81)}`, 'expected the name of a table'],
    ['noteOn: INC1, workNotes: false', 'expected workNotes or comments to be on'],
  ])('%s is a fault', (fields, expected) => {
    expect(problemsOf(load(withRoute(fields))).join('\n')).toContain(expected);
  });
});
