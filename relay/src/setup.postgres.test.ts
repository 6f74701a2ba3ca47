import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { runCommand } from './cli/sample-command.ts';
import { createSampleDatabase } from './database/sample-store.ts';

async function countTables(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('select 1 from pg_class where relkind = $1 and oid > 16384', [
    'r',
  ]);
  await client.end();
  return rows.length;
}

test('a plan leaves an empty database as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  writeFileSync(join(folder, 'relay.yml'), '');
  const env = { RELAY_DATABASE_URL: await createSampleDatabase('template0') };
  const setup = ['setup', '--url', 'acme', '--name', 'production'];

  const plan = await runCommand(folder, [...setup, '--dry-run'], env);

  expect(plan.printed.join('')).toContain('BY HAND');
  expect(await countTables(env.RELAY_DATABASE_URL)).toBe(0);
  expect(readdirSync(folder)).toEqual(['relay.yml']);
  rmSync(folder, { recursive: true });
});

test('a plan leaves the schema of an earlier release as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  writeFileSync(join(folder, 'relay.yml'), '');
  const env = { RELAY_DATABASE_URL: await createSampleDatabase('template0') };
  const setup = ['setup', '--url', 'acme', '--name', 'production', '--dry-run'];
  await runCommand(folder, ['migrate'], env);
  const client = new pg.Client(env.RELAY_DATABASE_URL);
  await client.connect();
  await client.query('drop table held_lane');
  await client.query("delete from kysely_migration where name >= '0034-held-lanes'");
  await client.end();
  const before = await countTables(env.RELAY_DATABASE_URL);

  const plan = await runCommand(folder, setup, env);

  expect(plan.faults.join('')).toContain('STORE_UNSUITABLE: The schema of the store is that of an');
  expect(plan.exits).toEqual([1]);
  expect(await countTables(env.RELAY_DATABASE_URL)).toBe(before);
  await runCommand(folder, ['migrate'], env);
  expect((await runCommand(folder, setup, env)).printed.join('')).toContain('BY HAND');
  rmSync(folder, { recursive: true });
});
