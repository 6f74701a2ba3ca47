import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../support/project.ts';

const page = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8');

/** Of the catalogue: L loss and order, S answers of ServiceNow, D database and host. */
const catalogue = [...numbered('L', 25), ...numbered('S', 21), ...numbered('D', 15)];

const rows = page.split('\n').flatMap((line) => {
  const row = /^\| (?<fault>[LSD]\d+) [^|]*\| (?<tests>.*) \|$/.exec(line)?.groups;
  return row === undefined ? [] : [{ fault: row['fault'] ?? '', tests: row['tests'] ?? '' }];
});

function numbered(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}

/** Names of tests begin with the faults that they show: 'L1 L2 a relay that …'. */
function showsFault(file: string, fault: string): boolean {
  const names = new RegExp(`\\(\\s*['"\`]([LSDI]\\d+ )*${fault} `);
  return names.test(readFileSync(inProject(file), 'utf8'));
}

test('each fault of the catalogue has its tests, or the README says why not', () => {
  const without = /Not shown here: (?<faults>.*)/.exec(page)?.groups?.['faults'] ?? '';
  const missing = [...without.matchAll(/\b[LSD]\d+\b/g)].map(([fault]) => fault);

  expect([...rows.map(({ fault }) => fault), ...missing].toSorted()).toEqual(catalogue.toSorted());
});

test.each(rows)('$fault is shown where the README says', ({ fault, tests }) => {
  const files = [...tests.matchAll(/`(?<file>[\w/.-]+\.(?:test|conformance)\.ts)`/g)].map(
    ({ groups }) => groups?.['file'] ?? '',
  );

  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !showsFault(file, fault))).toEqual([]);
});
