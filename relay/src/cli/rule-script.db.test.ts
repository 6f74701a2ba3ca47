import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openSqlite } from '../database/sqlite.ts';
import { sha256Hex } from '../lib/digest.ts';
import { findRuleTokenHash } from '../store/rule-tokens.ts';
import { runCommand } from './sample-command.ts';

let folder: string;
let faults: string[];

const credentials = '{ kind: basic, user: relay, password: secret }';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-rule-'));
  writeFileSync(
    join(folder, 'relay.yml'),
    `publicUrl: https://relay.example.com
provision:
  workspaces:
    - name: acme
      connections:
        - { name: bare, url: example, mode: table, changes: push, credentials: ${credentials} }
        - { name: polled, url: example, mode: table, changes: pull, credentials: ${credentials} }
`,
  );
  faults = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<string> {
  const ran = await runCommand(folder, ['rule-script', ...args]);
  faults.push(...ran.faults);
  return ran.printed.join('');
}

function tokenIn(output: string): string {
  return /Bearer (?<token>arr_[\w-]{43})/.exec(output)?.groups?.['token'] ?? 'none';
}

async function storedHash(): Promise<string | undefined> {
  const store = await openSqlite(join(folder, 'data'), { beside: true });
  const hash = await findRuleTokenHash(store.db, { workspace: 'acme', connection: 'bare' });
  await store.close();
  return hash;
}

test('prints what the form of a business rule asks for, and keeps the hash of the token alone', async () => {
  const output = await run('bare', '--json');

  const { rule } = z
    .object({ rule: z.looseObject({ script: z.string() }) })
    .parse(JSON.parse(output));
  expect(rule).toMatchObject({
    table: 'incident',
    active: true,
    advanced: true,
    when: 'after',
    insert: true,
    update: true,
  });
  expect(rule.script).toContain('https://relay.example.com/w/acme/servicenow/bare/rule');
  expect(await storedHash()).toBe(sha256Hex(tokenIn(rule.script)));
});

test('as text it names the fields of the form in the words of ServiceNow', async () => {
  expect(await run('bare')).toMatch(/Name +alert-relay\n +Table +incident\n +Active +yes\n/);
});

test('a token is shown once; a new one makes it void, and revoking leaves none', async () => {
  const first = tokenIn(await run('bare'));
  expect(await run('bare')).toBe('');
  expect(faults.join('')).toContain('--regenerate');

  const second = tokenIn(await run('bare', '--regenerate'));
  expect(second).not.toBe(first);
  expect(await storedHash()).toBe(sha256Hex(second));

  expect(await run('bare', '--revoke', '--json')).toContain('"revoked":true');
  expect(await storedHash()).toBeUndefined();
});

test.each([
  ['nowhere', 'There is no connection nowhere'],
  ['polled', 'listens to no pasted rule'],
])('%s has no rule', async (name, why) => {
  await run(name);

  expect(faults.join('')).toContain(why);
});

test('an address that no instance could call prints no rule, and leaves the one before', async () => {
  const first = tokenIn(await run('bare'));

  // By the rules of URLs a host with a port is one, of a scheme of that name.
  for (const url of ['relay.example.com:8443', 'ftp://relay.example.com', 'https://a b']) {
    expect(await run('bare', '--regenerate', '--url', url)).toBe('');
  }

  expect(faults.join('')).toContain('use --url https://');
  expect(await storedHash()).toBe(sha256Hex(first));
});
