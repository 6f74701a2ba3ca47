import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { builtRelay } from '../support/built-relay.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const wrong = `
listen: { port: eighty }
provision:
  workspaces:
    - name: Main
      routes:
        - { name: all, sources: [nobody], connection: nowhere }
`;

test('every fault of the configuration is listed at once, with exit code 78', async () => {
  await using folder = await createTemporaryFolder('configuration');
  const file = path.join(folder.path, 'relay.yml');
  await writeFile(file, wrong);

  const { status, stderr } = spawnSync(builtRelay, ['serve', '--config', file], {
    encoding: 'utf8',
    timeout: 20_000,
  });

  expect(status).toBe(78);
  const faults = stderr.split('\n').filter((line) => line.startsWith(file));
  expect(faults.map((line) => line.slice(file.length))).toEqual([
    expect.stringMatching(/^:2: listen\.port: expected number/),
    expect.stringMatching(/^:5: provision\.workspaces\[0\]\.name: expected a name/),
    expect.stringMatching(/^:7: .*sources\[0\]: expected the name of a source .* not nobody$/),
    expect.stringMatching(/^:7: .*connection: expected the name of a connection .* not nowhere$/),
  ]);
});
