import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSources, setPrefix } from '../../tools/vendor-prefix/set-prefix.ts';
import { projectFolder } from '../support/project.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const workspaces = ['now-app', 'relay', 'shared-types', 'test'];

// Another vendor's checkout: the prefix is set, everything is built from it, and the demo tells its story.
let folder: TemporaryFolder;
const there = (...parts: readonly string[]): string => path.join(folder.path, ...parts);

beforeAll(async () => {
  folder = await createTemporaryFolder('vendor-prefix');
  for (const file of listSources(projectFolder)) {
    cpSync(path.join(projectFolder, file), there(file));
  }
  linkPackages();
  setPrefix({ root: folder.path, prefix: 'x_9acme' });
  for (const tool of ['build.ts', 'package.ts']) {
    await run(process.execPath, [there('now-app/tools', tool)], { cwd: folder.path });
  }
}, 600_000);

afterAll(async () => {
  await folder.remove();
});

/** The installed packages, and the workspaces of the copy among them. */
function linkPackages(): void {
  mkdirSync(there('node_modules/@alert-relay'), { recursive: true });
  for (const name of readdirSync(path.join(projectFolder, 'node_modules'))) {
    if (name === '@alert-relay') continue;
    symlinkSync(path.join(projectFolder, 'node_modules', name), there('node_modules', name));
  }
  for (const name of workspaces) {
    symlinkSync(there(name), there('node_modules/@alert-relay', name));
    const own = path.join(projectFolder, name, 'node_modules');
    if (existsSync(own)) symlinkSync(own, there(name, 'node_modules'));
  }
}

test('what was the prefix is nowhere any more: not in the sources, the package or the update sets', () => {
  const sources = listSources(folder.path).map((file) => readFileSync(there(file), 'latin1'));
  const artefacts = there('now-app/target/artefacts');
  const files = readdirSync(artefacts).map((name) => readFileSync(path.join(artefacts, name)));
  const shipped = files.flatMap((bytes) =>
    bytes.toString('latin1', 0, 2) === 'PK'
      ? Object.entries(unzipSync(bytes)).map(([name, entry]) => `${name} ${strFromU8(entry)}`)
      : [bytes.toString('utf8')],
  );

  expect(shipped.length).toBeGreaterThan(100);
  expect([...sources, ...shipped].filter((text) => text.includes('x_alrt')).length).toBe(0);
  expect(shipped.some((text) => text.includes('x_9acme_relay.api_user'))).toBe(true);
});

test('app and relay of the new prefix tell the story of the demo together', async () => {
  const { stdout } = await run(
    process.execPath,
    [there('test/demo/main.ts'), '--once', '--tool=receiver'],
    { cwd: folder.path },
  );

  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    incident: { number: expect.stringMatching(/^INC\d+$/), state: '6' },
    writeBack: { tool: 'webhook', payload: { type: 'incident.resolved' } },
  });
}, 300_000);
