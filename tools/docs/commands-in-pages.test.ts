import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '../../relay/src/cli/program.ts';

const root = path.join(import.meta.dirname, '../..');
const pages = globSync(
  ['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'now-app/*.md', 'relay/src/**/README.md'],
  { cwd: root },
);

const nothing = () => undefined;
const program = createProgram({
  version: '0',
  env: {},
  print: nothing,
  printError: nothing,
  createLog: () => ({ info: nothing, warn: nothing, fatal: nothing }),
  compose: () => Promise.reject(new TypeError('not part of this test')),
  onStopRequest: nothing,
  exit: nothing,
});

/** The words of each command that a page gives to be copied; `X` and `…` stand for any. */
function commandsOf(page: string): readonly (readonly string[])[] {
  const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/\\\n\s*/g, ' ');
  return [...text.matchAll(/npm run relay -- (?<words>[^`\n#|]+)/g)]
    .map(({ groups }) => groups?.['words'] ?? '')
    .filter((words) => words !== 'X' && !words.includes('…'))
    .map((words) => words.trim().match(/'[^']*'|"[^"]*"|\S+/g) ?? []);
}

/** What the command line would complain about; undefined where nothing is. */
function findFault(words: readonly string[]): string | undefined {
  let command: ReturnType<typeof createProgram> = program;
  const rest = [...words];
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest.shift();
  }
  if (command === program && rest[0] !== '--version') return `no command ${rest[0]}`;
  const given: string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('--')) {
      given.push(word);
      continue;
    }
    const option = command.options.find(({ long }) => long === word);
    if (option === undefined) return `no option ${word}`;
    const hasValue = rest[0] !== undefined && !rest[0].startsWith('--');
    if (option.required && !hasValue) return `${word} without a value`;
    if (option.required || (option.optional && hasValue)) rest.shift();
    while (option.variadic && rest[0] !== undefined && !rest[0].startsWith('--')) rest.shift();
  }
  const missing = command.registeredArguments.filter(({ required }) => required)[given.length];
  return missing === undefined ? undefined : `no ${missing.name()}`;
}

test('each command in a page is one that the command line takes', () => {
  const all = pages.flatMap((page) => commandsOf(page).map((words) => ({ page, words })));

  const faults = all.flatMap(({ page, words }) => {
    const fault = findFault(words);
    return fault === undefined ? [] : [`${page}: ${words.join(' ')}: ${fault}`];
  });

  expect(all.length).toBeGreaterThan(40);
  expect(faults).toEqual([]);
});
