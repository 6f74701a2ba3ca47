import type { SetupResult } from '../setup/run-setup.ts';
import type { Made } from './init.ts';

/** With the files that were written first, and the first admin token; shown once. */
export type ShownSetup = SetupResult & { readonly init?: Made | undefined };

const words = {
  create: 'create',
  update: 'update',
  keep: 'keep',
  'by-hand': 'BY HAND',
  created: 'created',
  updated: 'updated',
  kept: 'kept',
} as const;

/** For people: each step with what came of it, and the page for what is left to do by hand. */
export function printSetup(result: ShownSetup): readonly string[] {
  const { workspace, connection, url, mode, plan = [], steps = [], undone = [] } = result;
  return [
    `${workspace}/${connection}  ${url}  (${mode} mode)`,
    ...(result.init?.token === undefined
      ? []
      : [`token    the first admin token of the API; it is not shown again: ${result.init.token}`]),
    ...plan.flatMap(({ kind, title, detail, link }) => toLines(words[kind], title, detail, link)),
    ...steps.flatMap(({ outcome, title, detail, link }) =>
      toLines(words[outcome], title, detail, link),
    ),
    ...undone.map(({ outcome, id, detail }) => `${outcome.padEnd(9)}${id}: ${detail}`),
    ...(result.added ?? []).map((what) => `added    ${what}`),
    ...toWays(result.ways ?? []),
    ...(result.verified === undefined
      ? []
      : [`${(result.well ? 'ok' : 'FAILED').padEnd(9)}${result.verified}`]),
    ...result.next.map((line) => `next     ${line}`),
  ];
}

function toWays(ways: NonNullable<SetupResult['ways']>): readonly string[] {
  return ways.map(
    ({ kind, needs }, index) => `${index === 0 ? 'sign in  ' : '      or '}${kind}: ${needs}`,
  );
}

function toLines(word: string, title: string, detail: string, link: string): readonly string[] {
  const line = `${word.padEnd(9)}${title}: ${detail}`;
  return word === 'BY HAND' ? [line, `${' '.repeat(9)}${link}`] : [line];
}
