import { type AnyNode, parse } from 'acorn';
import type { Check } from './check.ts';
import type { DistRecord } from './read-dist.ts';

/** Columns that hold scripts, by table. */
const scriptColumns: Readonly<Record<string, string>> = {
  sys_script: 'script',
  sys_ws_operation: 'operation_script',
  sysauto_script: 'script',
  sysevent_script_action: 'script',
  sys_ui_action: 'script',
};

/** ServiceNow's engine has none of these in a scope, or they are not what they seem. */
const bannedGlobals = new Set([
  'Promise',
  'fetch',
  'setTimeout',
  'setInterval',
  'globalThis',
  'window',
  'self',
  'URL',
  'Buffer',
  'process',
  'console',
  'crypto',
  'Reflect',
  'Function',
  'eval',
  'WeakRef',
  'structuredClone',
]);

/** Every script is ES2021, calls only what exists there, and finds the module that it requires. */
export const checkModules: Check = (records) => {
  const modules = records.filter((record) => record.table === 'sys_module');
  const paths = new Set(modules.map((module) => module.columns['path'] ?? ''));
  const sources = modules
    .filter((module) => /\.[jt]s$/.test(module.columns['path'] ?? ''))
    .map((module) => ({
      name: module.columns['path'] ?? '',
      text: module.columns['content'] ?? '',
    }));
  const scripts = records.flatMap(readScript);
  return [
    ...[...sources, ...scripts].flatMap((source) => checkSource(source.name, source.text)),
    ...scripts.flatMap((script) => missingTargets(script.name, script.text, paths)),
    ...sources.flatMap((source) => missingImports(source.name, source.text, paths)),
    ...[...paths]
      .filter((path) => path.includes('.test.'))
      .map((path) => `${path}: a test became a part of the app`),
  ];
};

function readScript(record: DistRecord): readonly { name: string; text: string }[] {
  const column = scriptColumns[record.table];
  const text = column === undefined ? '' : (record.columns[column] ?? '');
  return text === '' ? [] : [{ name: `${record.table} ${record.columns['name'] ?? ''}`, text }];
}

function missingTargets(name: string, text: string, paths: ReadonlySet<string>): string[] {
  return [...text.matchAll(/require\('([^']+)'\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !paths.has(target))
    .map((target) => `${name}: requires ${target}, which was not emitted`);
}

function missingImports(name: string, text: string, paths: ReadonlySet<string>): string[] {
  return [...text.matchAll(/from '(\.[^']+)'/g)]
    .map((match) => new URL(match[1] ?? '', `app:/${name}`).pathname.slice(1))
    .filter((target) => !paths.has(target))
    .map((target) => `${name}: imports ${target}, which was not emitted`);
}

function checkSource(name: string, text: string): string[] {
  try {
    const program = parse(text, { ecmaVersion: 2021, sourceType: 'module' });
    return namesIn(program)
      .filter((identifier) => bannedGlobals.has(identifier))
      .map((identifier) => `${name}: uses ${identifier}`);
  } catch (error) {
    return [`${name}: is not ES2021 (${String(error)})`];
  }
}

/** Identifiers that are not property names. */
function namesIn(root: AnyNode): string[] {
  const names: string[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) waiting.push(...node);
    else if (isNode(node)) {
      if (node['type'] === 'Identifier') names.push(String(node['name']));
      waiting.push(...childrenOf(node));
    }
  }
  return names;
}

function childrenOf(node: Readonly<Record<string, unknown>>): unknown[] {
  const isPlainMember = node['type'] === 'MemberExpression' && node['computed'] === false;
  const isPlainProperty = node['type'] === 'Property' && node['computed'] === false;
  return Object.entries(node)
    .filter(([name]) => !(isPlainMember && name === 'property'))
    .filter(([name]) => !(isPlainProperty && name === 'key'))
    .map(([, value]) => value);
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'type' in value;
}
