import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite } from '../database/sqlite.ts';
import { answerJson, type ScriptedServer, startScriptedServer } from '../lib/scripted-server.ts';
import { createKeyFile } from '../secrets/key-file.ts';
import { recordStatus } from '../store/connection-status.ts';
import { runCommand } from './sample-command.ts';

/** Whom the instance knows. */
let known: readonly string[];
let server: ScriptedServer;
let folder: string;

beforeEach(async () => {
  known = ['first', 'second'];
  server = await startScriptedServer(({ headers }, response) => {
    const [, given = ''] = (headers.authorization ?? '').split(' ');
    const [, password = ''] = Buffer.from(given, 'base64').toString().split(':');
    if (known.includes(password)) answerJson(response, 200, { result: [] });
    else answerJson(response, 401, { error: { message: 'User Not Authenticated' } });
  });
  folder = mkdtempSync(join(tmpdir(), 'relay-credentials-'));
  writeFileSync(
    join(folder, 'relay.yml'),
    'outgoing: { allow: [127.0.0.1] }\nprovision: { workspaces: [{ name: default }] }\n',
  );
  createKeyFile(join(folder, 'relay.key'));
  await run(
    'connections',
    'create',
    '--file',
    fileOf('connection', { ...connection(), changes: 'off' }),
  );
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const basic = (password: string) => ({ kind: 'basic', user: 'relay', password });
const connection = () => ({
  name: 'prod',
  url: server.url,
  mode: 'table',
  credentials: basic('first'),
});

function fileOf(name: string, content: object): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

async function run(...args: readonly string[]) {
  const { printed, faults, exits } = await runCommand(folder, args);
  return { said: printed.join(''), fault: faults.join(''), exit: exits[0] ?? 0 };
}

const standby = async (): Promise<unknown> => {
  const { said } = await run('credentials', 'show', 'prod', '--json');
  return Object(JSON.parse(said)).standby;
};

test('other credentials are tried, changed to, gone back from, and the former ones retired', async () => {
  const second = fileOf('second', basic('second'));

  const there = await run('credentials', 'switch', 'prod', '--file', second);
  expect(there).toMatchObject({ exit: 0, fault: '' });
  expect(there.said).toMatch(
    /^prod: .*; changed \(revision 2\)\n {2}signs in with basic; basic stands by\n/,
  );
  expect(await standby()).toBe('basic');
  const back = await run('credentials', 'switch', 'prod', '--json');
  expect(JSON.parse(back.said)).toMatchObject({ revision: 3, credentials: { kind: 'basic' } });
  expect((await run('credentials', 'retire', 'prod')).exit).toBe(0);
  expect(await standby()).toBeUndefined();

  const none = await run('credentials', 'retire', 'prod');
  expect(none).toMatchObject({ exit: 1, fault: expect.stringContaining('Nothing stands by') });
  expect(there.said + back.said).not.toMatch(/first|second/);
});

test('what the instance does not take changes nothing', async () => {
  known = ['first'];

  const refused = await run(
    'credentials',
    'switch',
    'prod',
    '--file',
    fileOf('x', basic('second')),
  );

  expect(refused).toMatchObject({ said: '', exit: 1 });
  expect(refused.fault).toContain('CREDENTIALS_REFUSED');
  expect(await standby()).toBeUndefined();
});

test('a day that is none is refused, and the day that is given is shown', async () => {
  const file = fileOf('second', basic('second'));
  const change = (day: string) =>
    run('credentials', 'switch', 'prod', '--file', file, '--expire-on', day);

  const wrong = await change('tomorrow');
  const right = await change('2999-12-31');

  expect(wrong).toMatchObject({ exit: 1, fault: expect.stringContaining('credentialsExpireOn') });
  expect(right.said).toContain('credentials: ends on 2999-12-3');
});

test('what uses them is named, in this workspace alone', async () => {
  const settings = { authorization: { token: 'a'.repeat(20) } };
  const source = { name: 'scripts', connector: 'generic', settings };
  const route = { name: 'ops', sources: ['scripts'], connection: 'prod' };
  const beside = { ...connection(), name: 'beside', changes: 'off' };
  await run('sources', 'create', '--file', fileOf('source', source));
  await run('routes', 'create', '--file', fileOf('route', route));
  await run('connections', 'create', '--file', fileOf('beside', beside));
  await run('workspaces', 'create', '--set', 'name=other');
  const theirs = fileOf('theirs', { ...beside, name: 'theirs' });
  await run('connections', 'create', '--workspace', 'other', '--file', theirs);

  const { said } = await run('credentials', 'show', 'prod', '--workspace', 'default');

  expect(said).toBe('  signs in with basic\n  used by prod: ops\n  used by beside\n');
});

test('of two sets the doctor signs in with the one that the relay uses', async () => {
  known = ['second'];
  const both = { ...connection(), changes: 'off', standby: basic('second') };
  await run('connections', 'edit', 'prod', '--file', fileOf('both', both));
  const signIn = async () => {
    const { said } = await run('doctor', 'prod', '--json');
    const { checks }: { checks?: readonly object[] } = Object(JSON.parse(said));
    return checks?.find((check) => Object(check).id === 'sign-in');
  };

  const first = await signIn();
  const store = await openSqlite(join(folder, 'data'), { beside: true });
  const seen = { workspace: 'default', connection: 'prod', since: Date.now(), seenAt: Date.now() };
  const inUse = { status: 'degraded', because: 'STANDBY_IN_USE', message: '' } as const;
  await createGroupCommit(
    store,
    () => undefined,
  )((unit) => recordStatus(unit, 'relay', { ...seen, ...inUse }));
  await store.close();
  const second = await signIn();

  expect([first, second]).toMatchObject([{ verdict: 'fail' }, { verdict: 'pass' }]);
});

test('least rights are those that the routes to this connection need, in this workspace', async () => {
  const settings = { authorization: { token: 'a'.repeat(20) } };
  const source = fileOf('source', { name: 'scripts', connector: 'generic', settings });
  const route = (table: string, to: string) =>
    fileOf('route', { name: table, sources: ['scripts'], connection: to, table });
  const beside = fileOf('beside', { ...connection(), name: 'beside', changes: 'off' });
  await run('connections', 'create', '--file', beside);
  await run('sources', 'create', '--file', source);
  await run('routes', 'create', '--file', route('incident', 'prod'));
  await run('routes', 'create', '--file', route('problem', 'beside'));
  await run('workspaces', 'create', '--set', 'name=other');
  const there = ['--workspace', 'other'];
  const theirs = fileOf('theirs', { ...connection(), changes: 'off' });
  await run('connections', 'create', ...there, '--file', theirs);
  await run('sources', 'create', ...there, '--file', source);
  await run('routes', 'create', ...there, '--file', route('problem', 'prod'));

  await run('doctor', 'prod', '--rights', '--workspace', 'default');

  const asked = server.received.findLast(({ path }) => path.includes('/sys_user_role?'));
  expect(asked?.path).toContain('sn_incident_write');
  // What other tables than incident would take.
  expect(asked?.path).not.toMatch(/\bitil\b/);
});
