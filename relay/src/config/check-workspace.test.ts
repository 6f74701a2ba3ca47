import { expect, test } from 'vitest';
import { connectors } from '../connectors/registry.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { NamedEntry } from './kinds.ts';
import { toFaultLine } from './problem.ts';

const named = (kind: NamedEntry['kind'], name: string, entry: object = {}): NamedEntry => ({
  kind,
  name,
  entry: { name, ...entry },
});
const token = 'x'.repeat(32);
const prod = named('connection', 'prod', {
  url: 'acme',
  changes: 'off',
  credentials: { kind: 'basic', user: 'u', password: 'p' },
});
const web = named('source', 'web', { connector: 'alertmanager', settings: { token } });
const route = (name: string, entry: object = {}) =>
  named('route', name, { sources: ['web'], connection: 'prod', ...entry });

const check = (...entries: readonly NamedEntry[]) =>
  checkWorkspace('acme', entries, { connectors, allowedHosts: [] });

test('a workspace that is right is what the relay works by', () => {
  const checked = check(named('workspace', 'acme'), prod, web, route('ops'));

  expect(checked).toMatchObject({
    faults: [],
    configuration: {
      unused: [],
      workspaces: ['acme'],
      routes: [{ name: 'ops', workspace: 'acme' }],
    },
  });
});

test.each<[readonly NamedEntry[], string]>([
  [
    [prod, web, route('ops'), route('night', { connection: 'test' })],
    'the route night: connection: expected the name of a connection of this workspace (prod), not test',
  ],
  [
    [prod, web, route('ops', { noteOn: 'INC1', workNotes: false })],
    'the route ops: noteOn: expected workNotes or comments to be on: nothing else is written',
  ],
  [
    [named('workspace', 'acme', { match: 'all' }), prod, web, route('a'), route('b')],
    'the route b: expected ownRecords: true, since with match: all the route a takes the same events to prod',
  ],
  [
    [named('workspace', 'acme', { fallbackRoute: 'none' }), prod, web, route('ops')],
    'the workspace acme: fallbackRoute: expected the name of a route of this workspace (ops), not none',
  ],
  [
    [prod, named('source', 'web', { connector: 'alertmanager', settings: { tokn: token } })],
    'the source web: settings.tokn: no such field here: remove it or correct its spelling',
  ],
])('a fault is told with the object that has it: %#', (entries, line) => {
  expect(check(...entries).faults.map(toFaultLine)).toContain(line);
});

/** A workspace with one of everything, and with a field that nobody knows in one of its objects. */
function withFault(kind: NamedEntry['kind'], name: string, change: object = {}) {
  const all = [
    named('workspace', 'acme', { fallbackRoute: 'rest' }),
    prod,
    web,
    named('source', 'night', { connector: 'zabbix', settings: { token } }),
    named('destination', 'chat', { kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' }),
    named('webhook', 'told', { url: 'https://hooks.example.com/a' }),
    named('maintenance', 'sunday', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
    route('ops', { sources: ['web', 'night'], destination: 'chat' }),
    route('own', { sources: ['web'] }),
    route('rest', { sources: ['night'] }),
  ];
  const isMeant = (one: NamedEntry): boolean => one.kind === kind && one.name === name;
  const spoil = (one: NamedEntry) => ({ ...one, entry: { ...one.entry, ...change, tokn: 1 } });
  const entries = all.map((one) => (isMeant(one) ? spoil(one) : one));
  return check(...entries).configuration;
}

const unusedOf = ({ unused }: Configuration) => unused.map((one) => `${one.kind} ${one.name}`);

test.each<[NamedEntry['kind'], string, readonly string[]]>([
  ['connection', 'prod', []],
  ['source', 'night', []],
  ['destination', 'chat', []],
  ['webhook', 'told', []],
  ['maintenance', 'sunday', []],
  ['route', 'own', ['source web']],
  // What no other route takes would go nowhere without it.
  ['route', 'rest', ['source web', 'source night']],
  ['workspace', 'acme', ['connection prod', 'source web', 'source night']],
])('a fault of the %s %s stops that, and %j', (kind, name, beside) => {
  const configuration = withFault(kind, name);

  expect(unusedOf(configuration)).toEqual([`${kind} ${name}`, ...beside]);
  for (const { because } of configuration.unused) {
    expect(because).toContain('tokn: no such field here: remove it or correct its spelling');
  }
});

test('of a name that may not be nothing is used, and it is told', () => {
  for (const [kind, name] of [
    ['workspace', 'Acme'],
    ['connection', 'Prod'],
  ] as const) {
    const checked = check(named(kind, name), web);

    expect(checked.configuration).toMatchObject({ connections: [], sources: [] });
    expect(checked.faults.map(toFaultLine)).toContainEqual(
      expect.stringMatching(`^the ${kind} .*name: expected a name`),
    );
  }
});

test('a route that is switched off takes no source along', () => {
  expect(unusedOf(withFault('route', 'own', { enabled: false }))).toEqual(['route own']);
});

test('what is unused calls nobody and takes nothing in, and what is there without it is as it was', () => {
  const right = check(named('workspace', 'acme'), prod, web, route('ops')).configuration;

  const { connections } = withFault('connection', 'prod');
  const { sources, routes } = withFault('source', 'night');
  const all = withFault('workspace', 'acme');

  expect(connections).toMatchObject([{ name: 'prod', enabled: false, changes: 'off' }]);
  expect(sources).toMatchObject([right.sources[0], { connector: 'zabbix', enabled: false }]);
  expect([...all.connections, ...all.sources].filter(({ enabled }) => enabled)).toEqual([]);
  // Zabbix sends no groups: without it in the list its route would group, and write to other records.
  expect(routes.find(({ name }) => name === 'ops')?.groupBy).toBe('alert');
});

test('all that is wrong with an object is told, that it could not be read first', () => {
  const bad = named('connection', 'prod', { url: 'acme', changes: 'of' });
  const unread = [{ kind: 'source', name: 'web', because: 'settings.token: not there' }] as const;

  const { configuration } = checkWorkspace(
    'acme',
    [bad, named('source', 'web', { connector: 'alertmanager' })],
    { connectors, allowedHosts: [] },
    unread,
  );

  expect(configuration.unused).toEqual([
    { workspace: 'acme', kind: 'source', name: 'web', because: 'settings.token: not there' },
    {
      workspace: 'acme',
      kind: 'connection',
      name: 'prod',
      because: expect.stringMatching(/^credentials: expected .*; changes: .*/),
    },
  ]);
});
