import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, runOxlint } from './run-oxlint.ts';

/** Rule → what it refuses and what it accepts. The linter itself runs on both. */
const cases = {
  'no-plain-error': {
    refused: ["throw new Error('no')"],
    accepted: ["throw new RelayError('BUG', 'no')", 'throw thrown'],
  },
  'constant-log-message': {
    refused: [
      'log.info({ id }, `applied ${id}`)',
      "deps.log.warn({ id }, 'applied ' + id)",
      'log.error(error)',
    ],
    accepted: ["log.info({ id }, 'applied')", 'console.log(`any ${id}`)', 'Math.log(id)'],
  },
  'no-own-mocks': {
    refused: ["vi.mock('./store.ts')", "vi.doMock('./store.ts')"],
    accepted: ["vi.spyOn(store, 'find')", 'vi.restoreAllMocks()', 'other.mock()'],
  },
  'no-timer-in-test': {
    refused: [
      'await new Promise((resolve) => setTimeout(resolve, 100))',
      "import { setTimeout as delay } from 'node:timers/promises'",
    ],
    accepted: ['await expect.poll(() => done)', 'clock.setTimeout(100)'],
  },
  'reasoned-suppression': {
    refused: ['// oxlint-disable-next-line no-console\nlog()', '/* eslint-disable no-console */'],
    accepted: ['// oxlint-disable-next-line no-console -- the console is the point\nlog()'],
  },
  'schema-naming': {
    refused: ['export const route = z.object({})', 'export const RouteSchema = z.string().min(1)'],
    accepted: [
      'export const Route = z.object({}).strict()',
      'const text = z.string()',
      'export const limit = Math.max(1)',
      'export const parse = () => z.string()',
    ],
  },
} as const;

const table = Object.entries(cases).flatMap(([rule, { refused, accepted }]) => [
  ...refused.map((code) => [rule, 'refuses', code] as const),
  ...accepted.map((code) => [rule, 'accepts', code] as const),
]);

let folder = '';
let found: Awaited<ReturnType<typeof runOxlint>> = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-lint-'));
  const rules = Object.fromEntries(Object.keys(cases).map((rule) => [`relay/${rule}`, 'error']));
  const config = { jsPlugins: [path.join(root, 'tools/lint/rules.ts')], categories: {}, rules };
  writeFileSync(path.join(folder, '.oxlintrc.json'), JSON.stringify(config));
  for (const [index, [, , code]] of table.entries()) {
    writeFileSync(path.join(folder, `case-${index}.js`), `${code};\n`);
  }
  found = await runOxlint(folder, ['-A', 'all', '-c', '.oxlintrc.json', '.']);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(table)('%s %s %s', (rule, verdict, code) => {
  const index = table.findIndex((each) => each[2] === code);

  const rules = found
    .filter(({ filename }) => path.basename(filename) === `case-${index}.js`)
    .map((diagnostic) => diagnostic.code);

  expect(rules).toEqual({ refuses: [`relay(${rule})`], accepts: [] }[verdict]);
});
