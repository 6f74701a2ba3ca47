import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { projectFolder } from '../../test/support/project.ts';

const run = promisify(execFile);
const parts = ['relay', 'shared-types', 'now-app', 'tools', 'test'];
const files = [
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'oxlint.config.ts',
  'vitest.config.ts',
  '.gitignore',
];

const Report = z.object({ numFailedTests: z.number(), numPassedTests: z.number() });

let copy: string;

/** The project as somebody has it who is about to add a connector. */
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'relay-new-connector-'));
  for (const part of parts) {
    cpSync(path.join(projectFolder, part), path.join(copy, part), {
      recursive: true,
      filter: (from) => !/\/now-app\/(?:target|dist|node_modules)$/.test(from),
    });
  }
  for (const file of files) cpSync(path.join(projectFolder, file), path.join(copy, file));
  symlinkSync(path.join(projectFolder, 'node_modules'), path.join(copy, 'node_modules'));
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true }), 60_000);

function node(...args: readonly string[]) {
  return run(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, RELAY_PROPERTY_RUNS: '20' },
    maxBuffer: 20_000_000,
  });
}

test('a new connector is one folder and the line that is printed: it compiles, and the family takes it', async () => {
  const { stdout } = await node('tools/new-connector.ts', 'nagios-xi');
  const line = /^export \{ nagiosXi \}.*$/m.exec(stdout)?.[0] ?? '';
  const list = path.join(copy, 'relay/src/connectors/all.ts');
  const lines = readFileSync(list, 'utf8').split('\n');
  const place = lines.findIndex((one) => one.includes("'./netwrix/index.ts'"));
  writeFileSync(list, lines.toSpliced(place, 0, line).join('\n'));

  const settings = {
    extends: './tsconfig.base.json',
    compilerOptions: { types: ['node'] },
    include: ['relay/src/connectors'],
  };
  writeFileSync(path.join(copy, 'tsconfig.connectors.json'), JSON.stringify(settings));
  await node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.connectors.json');
  const folder = 'relay/src/connectors/nagios-xi';
  const lint = await node('node_modules/oxlint/bin/oxlint', folder);
  await node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project=unit',
    'relay/src/connectors/family.test.ts',
    folder,
    '--testNamePattern=nagios-xi|registry',
    '--reporter=json',
    '--outputFile=held.json',
  );
  const held = Report.parse(JSON.parse(readFileSync(path.join(copy, 'held.json'), 'utf8')));

  expect(lint.stdout).toContain('0 errors');
  expect(held.numFailedTests).toBe(0);
  expect(held.numPassedTests).toBeGreaterThan(20);
}, 240_000);
