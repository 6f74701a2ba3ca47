import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, runOxlint } from './run-oxlint.ts';

/** File, what it imports, and whether the project's own configuration accepts that. */
const cases = [
  ['relay/src/domain/a.ts', '../lib/clock.ts', 'accepts'],
  ['relay/src/domain/b.ts', '../store/links.ts', 'refuses'],
  ['relay/src/domain/c.ts', 'node:fs', 'refuses'],
  ['relay/src/connectors/zabbix/a.ts', '../../connector-kit/connector.ts', 'accepts'],
  ['relay/src/connectors/zabbix/b.ts', '../alertmanager/payload.ts', 'refuses'],
  ['relay/src/connectors/zabbix/c.ts', 'undici', 'refuses'],
  ['relay/src/http/a.ts', '../lib/errors.ts', 'accepts'],
  ['relay/src/http/b.ts', '../domain/retry.ts', 'refuses'],
  ['relay/src/sync/outbound/a.ts', '../../servicenow/client.ts', 'accepts'],
  ['relay/src/sync/outbound/b.ts', '../../intake/router.ts', 'refuses'],
  ['relay/src/sync/outbound/c.ts', '../../telemetry/metrics.ts', 'refuses'],
  ['relay/src/sync/outbound/d.ts', '../../compose/compose-ground.ts', 'refuses'],
  ['relay/src/compose.ts', './telemetry/metrics.ts', 'accepts'],
  ['relay/src/compose/a.ts', '../telemetry/metrics.ts', 'accepts'],
  ['test/instance/a.ts', '../../relay/src/lib/clock.ts', 'refuses'],
  ['test/instance/b.ts', '../../now-app/src/server/names.ts', 'refuses'],
] as const;

let folder = '';
let refused: readonly string[] = [];

/** A project of these files only, with the configuration and the rules of this one. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-layers-'));
  cpSync(path.join(root, 'oxlint.config.ts'), path.join(folder, 'oxlint.config.ts'));
  cpSync(path.join(root, 'tools/lint'), path.join(folder, 'tools/lint'), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, imported] of cases) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `import '${imported}';\n`);
  }
  const diagnostics = await runOxlint(folder, ['relay', 'test']);
  refused = diagnostics
    .filter(({ code }) => code === 'eslint(no-restricted-imports)')
    .map(({ filename }) => filename);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(cases)('%s importing %s: the linter %s', (file, _imported, verdict) => {
  expect(refused.includes(file)).toBe(verdict === 'refuses');
});
