import { expect, test } from 'vitest';
import { connectors } from '../connectors/registry.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { NamedEntry } from './kinds.ts';

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
    kind: 'right',
    configuration: { workspaces: ['acme'], routes: [{ name: 'ops', workspace: 'acme' }] },
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
  expect(check(...entries)).toMatchObject({
    kind: 'wrong',
    problems: expect.arrayContaining([line]),
  });
});
