import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jobKinds } from '../relay/src/queue/job.ts';

const root = path.resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function findAll(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

/** Links to files, and what looks like a path in code marks; folders of the machine and of URLs are not ours. */
function pathsNamedIn(page: string): readonly string[] {
  const text = read(page);
  const links = findAll(text, /\]\((?!https?:|#)([^)#\s]+)/g);
  const marked = findAll(
    text,
    /`((?:\.ci|docs|now-app|relay|shared-types|test|tools)\/[\w./-]*)`/g,
  );
  const beside = path.dirname(path.join(root, page));
  return [...links.map((link) => path.relative(root, path.resolve(beside, link))), ...marked];
}

test.each(pages)('every npm script that %s names exists', (page) => {
  const text = read(page);
  const named = [...findAll(text, /npm run (?:-s )?([\w:-]+)/g), ...findAll(text, /npm (test)\b/g)];

  expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
});

test.each(pages)('every path that %s names exists', (page) => {
  const missing = pathsNamedIn(page).filter((named) => !existsSync(path.join(root, named)));

  expect(missing).toEqual([]);
});

test('every run-time dependency of relay and contract has its line, and every line a dependency', () => {
  const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
  const names = ['relay', 'shared-types'].flatMap((workspace) =>
    Object.keys(Manifest.parse(JSON.parse(read(`${workspace}/package.json`))).dependencies),
  );

  const listed = findAll(read('docs/decisions/0004-dependencies.md'), /^- `([^`]+)` – /gm);

  expect(listed.toSorted()).toEqual([...new Set(names)].toSorted());
});

test('ARCHITECTURE.md has a line for each kind of job', () => {
  const listed = findAll(read('ARCHITECTURE.md'), /^\| `([a-z-]+\.[a-z]+)`\s+\|/gm);

  expect(listed.toSorted()).toEqual([...jobKinds].toSorted());
});

test('the two commands of the README stand alone on their lines, so that CI can run them', () => {
  const lines = read('README.md').split('\n');

  expect(lines).toContain('npm ci && npm run demo -- --once');
  expect(lines).toContain('npm ci && npm test');
});
