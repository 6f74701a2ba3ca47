import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.ts';

/** Everything that a build depends on: sources, checks, settings, and the version of the SDK. */
export function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(paths.repository, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function sourceFiles(): readonly string[] {
  const folders = ['now-app/src', 'now-app/tools', 'shared-types/src'];
  const found = folders.flatMap((folder) =>
    readdirSync(join(paths.repository, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(paths.repository.length + 1)),
  );
  return [
    'now-app/now.config.json',
    'now-app/package.json',
    'node_modules/@servicenow/sdk/package.json',
    ...found.toSorted(),
  ];
}
