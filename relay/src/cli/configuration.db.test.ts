import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newMasterKey } from '../secrets/key-file.ts';
import { runCommand } from './sample-command.ts';

let folder: string;
let faults: readonly string[];
let exits: number[];
const env = { RELAY_KEY: newMasterKey() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-cli-'));
  writeFileSync(join(folder, 'relay.yml'), 'provision: { workspaces: [{ name: default }] }\n');
  [faults, exits] = [[], []];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<string> {
  const ran = await runCommand(folder, args, env);
  faults = ran.faults;
  exits.push(...ran.exits);
  return ran.printed.join('');
}

const acme = ['--workspace', 'acme'];

async function fill(): Promise<void> {
  await run('workspaces', 'create', '--set', 'name=acme');
  const source = ['name=prometheus', 'connector=alertmanager', `settings.token=${'t'.repeat(32)}`];
  await run('sources', 'create', ...acme, '--set', ...source);
  const signIn = ['kind=basic', 'user=relay', 'password=CANARY-word'];
  const connection = ['name=prod', 'url=acme', 'changes=off'];
  const fields = [...connection, ...signIn.map((field) => `credentials.${field}`)];
  await run('connections', 'create', ...acme, '--set', ...fields);
  const route = join(folder, 'route.yml');
  writeFileSync(route, 'name: ops\nsources: [prometheus]\nconnection: prod\n');
  await run('routes', 'create', ...acme, '--file', route);
}

test('a workspace is filled, changed, switched off, listed and emptied', async () => {
  await fill();
  await run('routes', 'edit', 'ops', ...acme, '--set', 'table=problem', 'workNotes=false');
  await run('routes', 'disable', 'ops', ...acme);
  const shown: unknown = JSON.parse(await run('routes', 'show', 'ops', ...acme, '--json'));
  const list = await run('workspaces', 'list');
  const connection = await run('connections', 'show', 'prod', ...acme);
  await run('connections', 'delete', 'prod', ...acme);
  const inUse = faults.join('');
  const deleted = await run('connections', 'delete', 'prod', ...acme, '--cascade');

  expect(shown).toMatchObject({
    enabled: false,
    entry: { table: 'problem', workNotes: false, sources: ['prometheus'] },
  });
  expect(list).toContain('relay.yml');
  expect(list).toContain('acme  on');
  expect(connection).not.toContain('CANARY');
  expect(inUse).toContain('CONFIGURATION_IN_USE: the connection prod is used by the route ops');
  expect(deleted).toBe('connection prod: deleted\nroute ops: deleted\n');
  expect(exits).toEqual([1]);
});

test('a destination that a source tells is in use, and is taken from it', async () => {
  await fill();
  const slack = ['name=chat', 'kind=slack', 'url=https://hooks.slack.com/services/T/B/x'];
  await run('destinations', 'create', ...acme, '--set', ...slack);
  await run('sources', 'edit', 'prometheus', ...acme, '--set', 'destination=chat');

  await run('destinations', 'delete', 'chat', ...acme);
  const inUse = faults.join('');
  await run('destinations', 'delete', 'chat', ...acme, '--cascade');
  const left: unknown = JSON.parse(await run('sources', 'show', 'prometheus', ...acme, '--json'));

  expect(inUse).toContain('the destination chat is used by the source prometheus');
  expect(left).toMatchObject({ entry: { name: 'prometheus', connector: 'alertmanager' } });
  expect(left).not.toHaveProperty('entry.destination');
  expect(exits).toEqual([1]);
});

test('what is exported comes in again, and a version comes back', async () => {
  await fill();
  const file = join(folder, 'export.yml');
  await run('export-config', ...acme, '--out', file);
  await run('routes', 'delete', 'ops', ...acme);

  const dry = await run('import-config', file, '--dry-run');
  const done = await run('import-config', file);
  const history: unknown = JSON.parse(await run('config', 'history', ...acme, '--json'));
  const since = await run('config', 'diff', '5', ...acme);
  await run('config', 'rollback', '5', ...acme);
  const audit = await run('audit', 'verify');

  expect(readFileSync(file, 'utf8')).toContain('set: true');
  expect(readFileSync(file, 'utf8')).not.toContain('CANARY');
  // An anchor would give the secret that somebody fills in to all others as well.
  expect(readFileSync(file, 'utf8').match(/set: true/g)?.length).toBeGreaterThan(1);
  expect(dry).toBe('acme: route ops: added\n');
  expect(done).toBe(dry);
  expect(history).toMatchObject([
    { revision: 6, action: 'configuration.import' },
    { revision: 5, action: 'route.delete', actor: 'command line' },
    { revision: 4, action: 'route.create' },
    { revision: 3 },
    { revision: 2 },
    { revision: 1 },
  ]);
  expect(since).toContain('acme: route ops: added');
  expect(audit).toContain('Whole: 7 entries');
  expect(exits).toEqual([]);
});

test('what was added to an object is told as a whole', async () => {
  await fill();
  await run('routes', 'edit', 'ops', ...acme, '--set', 'backSync.comments=true');
  await run('routes', 'edit', 'ops', ...acme, '--set', 'backSync.state=false');

  expect(await run('config', 'diff', '4', ...acme)).toBe(
    'acme: route ops: changed\n  backSync: absent → {"comments":true,"state":false}\n',
  );
  expect(await run('config', 'diff', '5', ...acme)).toBe(
    'acme: route ops: changed\n  backSync.state: absent → false\n',
  );
});

test('a dry run refuses what the import would', async () => {
  const file = join(folder, 'import.json');
  const routes = [{ name: 'ops', sources: ['nobody'], connection: 'nowhere' }];
  writeFileSync(file, JSON.stringify({ provision: { workspaces: [{ name: 'acme', routes }] } }));

  const dry = await run('import-config', file, '--dry-run');

  expect(dry).toBe('');
  expect(faults.join('')).toMatch(/CONFIGURATION_REFUSED: the route ops: .*nowhere|nobody/);
  expect(exits).toEqual([1]);
});

test('what the file provides stays, and a dry run does not say otherwise', async () => {
  const settings = { authorization: { token: 'x'.repeat(32) } };
  const hook = { name: 'hook', connector: 'generic', settings };
  const workspace = { name: 'default', sources: [{ ...hook, name: 'ours' }] };
  const provide = (workspaces: object) => JSON.stringify({ provision: { workspaces } });
  writeFileSync(join(folder, 'relay.yml'), provide([workspace]));
  const file = join(folder, 'import.json');
  writeFileSync(file, provide([{ name: 'default', sources: [hook] }]));

  const dry = await run('import-config', file, '--dry-run');

  expect(faults).toEqual([]);
  expect(dry).toBe('default: source hook: added\n');
});

test('an export of what the file provides comes in as nothing new, and a change of it is refused', async () => {
  const settings = { authorization: { token: 'x'.repeat(32) } };
  const ours = { name: 'ours', connector: 'generic', settings };
  const provide = (sources: object) =>
    JSON.stringify({ provision: { workspaces: [{ name: 'default', sources }] } });
  writeFileSync(join(folder, 'relay.yml'), provide([ours]));
  const file = join(folder, 'export.yml');
  await run('export-config', '--out', file);
  const changed = join(folder, 'changed.json');
  writeFileSync(changed, provide([{ ...ours, backSync: false }]));

  const again = await run('import-config', file);
  await run('import-config', changed);

  expect(again).toBe('Nothing differs.\n');
  expect(faults.join('')).toContain('CONFIGURATION_PROVIDED: the source ours stands in');
  expect(exits).toEqual([1]);
});

test('what the file provides is changed in the file', async () => {
  await run('workspaces', 'disable', 'default');

  expect(faults.join('')).toContain('CONFIGURATION_PROVIDED: the workspace default stands in');
});

test('without a master key no secret is taken', async () => {
  await run('workspaces', 'create', '--set', 'name=acme');
  const { RELAY_KEY: key } = env;
  env.RELAY_KEY = '';
  const source = ['name=prometheus', 'connector=alertmanager', `settings.token=${'t'.repeat(32)}`];
  await run('sources', 'create', ...acme, '--set', ...source);
  env.RELAY_KEY = key;

  expect(faults.join('')).toContain('SECRETS_KEY_MISSING');
});
