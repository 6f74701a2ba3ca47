import { expect, test } from 'vitest';
import { toCommonJs } from './to-common-js.ts';

/** Runs modules by name, the first one last, as the instance does. */
function run(sources: Readonly<Record<string, string>>, entry: string): Record<string, unknown> {
  const loaded = new Map<string, { exports: Record<string, unknown> }>();
  const load = (name: string): Record<string, unknown> => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    // oxlint-disable-next-line typescript/no-implied-eval -- what is tested is the source of a function
    const body = new Function('require', 'module', 'exports', toCommonJs(sources[name] ?? ''));
    body(load, module, module.exports);
    return module.exports;
  };
  return load(entry);
}

test.each<[what: string, source: string, expected: Record<string, unknown>]>([
  [
    'declarations',
    'export const a = 1; export let b = 2; export function c() { return 3; }',
    { a: 1, b: 2, c: expect.any(Function) },
  ],
  ['classes', 'export class A { static name2 = "x"; }', { A: expect.any(Function) }],
  [
    'patterns',
    'const source = { x: 1, y: [2, 3] }; export const { x, y: [first, ...rest], z = 4 } = source;',
    { x: 1, first: 2, rest: [3], z: 4 },
  ],
  [
    'lists with other names',
    'const a = 1; function b() {} export { a as one, b };',
    { one: 1, b: expect.any(Function) },
  ],
  ['a default expression', 'export default 40 + 2;', { default: 42 }],
  [
    'a default function',
    'export default function named() { return 1; }',
    { default: expect.any(Function) },
  ],
  ['an empty module', 'export {};', {}],
])('%s are exported', (_what, source, expected) => {
  expect(run({ entry: source }, 'entry')).toEqual(expected);
});

test('values that change later are seen as they are then', () => {
  const exports = run(
    { entry: 'export let count = 0; export function add() { count += 1; }' },
    'entry',
  );
  const { add } = exports;
  if (typeof add === 'function') add();

  expect(exports['count']).toBe(1);
});

test('names, defaults and whole modules are imported', () => {
  const sources = {
    lib: 'export const a = 1; export default 2; export { a as b };',
    entry: `import two, { a, b as same } from 'lib'; import * as whole from 'lib'; import 'lib';
      export const sum = a + same + two + whole.a;`,
  };

  expect(run(sources, 'entry')['sum']).toBe(5);
});

test('what comes from another module is passed on', () => {
  const sources = {
    lib: 'export const a = 1; export const b = 2;',
    entry: `export { a as first } from 'lib'; export * from 'lib'; export * as all from 'lib';`,
  };

  expect(run(sources, 'entry')).toMatchObject({ first: 1, a: 1, b: 2, all: { a: 1, b: 2 } });
});

test('modules that need each other see functions of the other', () => {
  const sources = {
    even: `import { isOdd } from 'odd'; export function isEven(n) { return n === 0 || isOdd(n - 1); } export const four = isEven(4);`,
    odd: `import { isEven } from 'even'; export function isOdd(n) { return n !== 0 && isEven(n - 1); }`,
  };

  expect(run(sources, 'even')['four']).toBe(true);
});

test('text in the source that looks like an import stays as it is', () => {
  const source = 'export const text = "import { a } from \'b\'"; // export const c = 1;';

  expect(run({ entry: source }, 'entry')).toEqual({ text: "import { a } from 'b'" });
});
