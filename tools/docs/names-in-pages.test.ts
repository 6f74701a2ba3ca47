import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const pages = globSync(
  [
    'README.md',
    'docs/*.md',
    'docs/examples/*',
    'now-app/INSTALL.md',
    'relay/src/connectors/*/README.md',
    'relay/src/api/try-it/page.html',
    'tools/templates/*/README.md',
  ],
  { cwd: root },
);

/** Commands are copied as they stand: the workspace in them is the one that `setup` makes. */
test.each(pages)('%s names the workspace that is there after setup', (page) => {
  const content = readFileSync(path.join(root, page), 'utf8');

  const named = content.matchAll(
    /(?:\/in\/|\/workspaces\/|--workspace |WORKSPACE=|id="workspace".* value=")(?<name>[a-z][a-z-]*)/g,
  );
  const others = [...named].filter(({ groups }) => groups?.['name'] !== 'main');

  expect(others.map(([text]) => text)).toEqual([]);
});
