import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../database/sqlite.ts';
import { runCommand } from './sample-command.ts';

let folder: string;
let printed: string[];
let faults: string[];
let exits: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-cli-'));
  writeFileSync(join(folder, 'relay.yml'), 'provision: { workspaces: [{ name: default }] }\n');
  printed = [];
  faults = [];
  exits = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<void> {
  const ran = await runCommand(folder, args);
  printed.push(...ran.printed);
  faults.push(...ran.faults);
  exits.push(...ran.exits);
}

test('a token is shown once, listed without its secret, and revoked', async () => {
  await run('token', 'create', '--name', 'ci', '--workspace', 'default', '--json');
  const created: unknown = JSON.parse(printed.join(''));
  printed = [];
  await run('token', 'list', '--json');
  const listed = printed.join('');
  printed = [];
  await run('token', 'revoke', String(Object(created).id), '--json');

  expect(created).toMatchObject({ token: expect.stringMatching(/^art_[\w-]{43}$/), name: 'ci' });
  expect(listed).toContain('"name":"ci"');
  expect(listed).not.toContain(String(Object(created).token));
  expect(printed.join('')).toContain('"revoked":true');
  expect(exits).toEqual([]);
});

test('works beside a relay that holds the folder', async () => {
  const relay = await openSqlite(join(folder, 'data'));

  await run('dead-letters');
  await relay.close();

  expect(printed).toEqual(['No dead letters.\n']);
});

test.each([
  [['replay'], 'REQUEST_INVALID'],
  [['replay', '--all', '--workspace', 'nowhere'], 'NOT_FOUND'],
  [['token', 'revoke', 'nothing'], 'NOT_FOUND'],
  [['token', 'create', '--name', 'x', '--days', '0'], 'REQUEST_INVALID'],
])('%o is refused with its reason', async (args, code) => {
  await run(...args);

  expect(faults.join('')).toContain(code);
  expect(exits).toEqual([1]);
});

test('why and dry-run say so where there is nothing', async () => {
  await run('dry-run', '--last', '10');
  await run('why', 'INC0010001');

  expect(printed).toEqual(['No route takes any of these events.\n']);
  expect(faults.join('')).toContain('NOT_FOUND: Nothing is known by the id or number INC0010001.');
});

test('a comparison that somebody asks for at the shell is in the audit, as one by the API is', async () => {
  writeFileSync(
    join(folder, 'relay.yml'),
    `provision:
  workspaces:
    - name: default
      connections:
        - name: prod
          url: https://acme.service-now.com
          credentials: { kind: basic, user: relay, password: hunter2 }
          changes: 'off'
`,
  );

  // No record is there, so no instance is asked.
  await run('resync', '--connection', 'prod', '--json');

  expect([printed.map((line) => JSON.parse(line)), faults]).toEqual([
    [{ compared: 0, different: 0, unknownHere: 0 }],
    [],
  ]);
  const store = await openSqlite(join(folder, 'data'));
  const rows = await store.db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();
  await store.close();
  expect(rows).toContainEqual({
    actor: 'command line',
    action: 'connection.resync',
    subject: 'prod',
  });
});
