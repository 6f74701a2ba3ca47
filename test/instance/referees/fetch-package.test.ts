import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { projectFolder } from '../../support/project.ts';
import { fetchPackage } from './fetch-package.ts';

const home = path.join(projectFolder, 'test/node_modules/.referees');
const unreachable = { name: 'alert-relay-referee', version: '1.0.0', integrity: 'sha512-none' };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a registry that is away is told in a sentence, and leaves nothing half done', () => {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
  vi.stubEnv('npm_config_fetch_retries', '0');
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});

  const found = fetchPackage(unreachable);

  expect(found).toBeUndefined();
  expect(warned.mock.calls[0]?.[0]).toMatch(
    /^alert-relay-referee@1\.0\.0 cannot be had from the registry of npm, which this test needs once per machine: .*ECONNREFUSED/,
  );
  const left = existsSync(home) ? readdirSync(home) : [];
  expect(left.filter((name) => name.includes('alert-relay-referee'))).toEqual([]);
});
