import vm from 'node:vm';
import type { Access } from '../acl/access.ts';
import type { Row } from '../engine/session.ts';
import { createGlideGlobals } from '../glide/glide-globals.ts';
import { createGlideKit, type GlideKit } from '../glide/glide-kit.ts';
import type { RecordAccess } from '../glide/record-access.ts';
import { wrapRow } from '../glide/record-proxy.ts';
import type { Coverage } from './coverage.ts';
import type { Modules, ModuleSource } from './modules.ts';
import type { GlideRuntime, ScopeHandle } from './runtime.ts';
import type { ScriptIncludes } from './script-includes.ts';
import { toCommonJs } from './to-common-js.ts';

export interface ScopeContext {
  readonly handle: ScopeHandle;
  readonly kit: GlideKit;
  readonly context: vm.Context;
  /** Compiles a script as a function of the given parameters; once per thread. */
  compile(key: string, source: string, parameters: readonly string[]): ScriptFunction;
  require(path: string): unknown;
  /** Modules whose loading was ended by the quota, or by an error of theirs, are loaded anew. */
  forgetUnfinished(): void;
}

export type ScriptFunction = (...given: readonly unknown[]) => unknown;

interface Deps {
  readonly runtime: GlideRuntime;
  readonly access: Access;
  readonly recordAccess: RecordAccess;
  readonly modules: Modules;
  readonly includes: ScriptIncludes;
  readonly coverage: Coverage;
}

/** The global object in which all scripts of one scope run in this thread. */
export function createScopeContext(deps: Deps, name: string, sysId: string): ScopeContext {
  const globals: Record<string, unknown> = {};
  const context = vm.createContext(globals, { name: `scope ${name}` });
  // V8 puts these into every context; the platform's engine has neither.
  vm.runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context);
  const realm = createRealm(context);
  const handle: ScopeHandle = {
    name,
    sysId,
    isGlobal: name === 'global',
    error: realm.error,
    parseJson: realm.parseJson,
    wrapRow: (row: Row) => wrapRow(kit, row),
  };
  const kit = createGlideKit(deps.runtime, handle, deps.access, deps.recordAccess);
  const glide = createGlideGlobals(kit);
  const loaded = new Map<string, { exports: unknown }>();
  const unfinished = new Set<string>();
  const compiled = new Map<string, { source: string; run: ScriptFunction }>();

  const compile: ScopeContext['compile'] = (key, source, parameters) => {
    const known = compiled.get(key);
    if (known?.source === source) return known.run;
    const text = `(function (${parameters.join(', ')}) {${source}\n})`;
    const run = realm.toFunction(new vm.Script(text, { filename: key }).runInContext(context));
    compiled.set(key, { source, run });
    return run;
  };
  const requireFrom =
    (from: string | undefined) =>
    (request: string): unknown => {
      if (request === '@servicenow/glide') return glide;
      if (request.startsWith('@servicenow/glide/'))
        return glide[request.slice('@servicenow/glide/'.length)] ?? {};
      const module = deps.modules.resolve(request, from, name);
      if (module === undefined)
        throw handle.error(`Cannot find module '${request}' in scope ${name}`);
      return loadModule(module);
    };
  const loadModule = (module: ModuleSource): unknown => {
    const known = loaded.get(module.path);
    if (known !== undefined) return known.exports;
    const holder: { exports: unknown } = { exports: realm.emptyObject() };
    loaded.set(module.path, holder);
    unfinished.add(module.path);
    deps.coverage.record('sys_module', module.sysId);
    if (module.path.endsWith('.json')) holder.exports = realm.parseJson(module.content);
    else runModule(module, holder);
    unfinished.delete(module.path);
    return holder.exports;
  };
  const runModule = (module: ModuleSource, holder: { exports: unknown }): void => {
    const body =
      module.path.includes('/node_modules/') || !/^\s*(import|export)\b/m.test(module.content)
        ? module.content
        : toCommonJs(module.content);
    const run = compile(module.path, body, ['require', 'module', 'exports']);
    run(requireFrom(module.path), holder, holder.exports);
  };

  Object.assign(globals, glide, { require: requireFrom(undefined) });
  deps.includes.define(globals, name, (key, source) => {
    vm.runInContext(source, context, { filename: key });
  });
  const forgetUnfinished = (): void => {
    for (const path of unfinished) loaded.delete(path);
    unfinished.clear();
  };
  return { handle, kit, context, compile, require: requireFrom(undefined), forgetUnfinished };
}

interface Realm {
  readonly error: (message: string) => Error;
  readonly parseJson: (text: string) => unknown;
  readonly emptyObject: () => object;
  readonly toFunction: (value: unknown) => ScriptFunction;
}

/** Ways to make values of the context's own realm: its errors, its objects. */
function createRealm(context: vm.Context): Realm {
  const make = (source: string): ScriptFunction => toFunction(vm.runInContext(source, context));
  const makeError = make('(function (message) { return new Error(message); })');
  const parse = make('(function (text) { return JSON.parse(text); })');
  const empty = make('(function () { return {}; })');
  return {
    error(message) {
      const error: unknown = makeError(message);
      return isErrorLike(error) ? error : new Error(message);
    },
    parseJson: (text) => parse(text),
    emptyObject() {
      const value: unknown = empty();
      return typeof value === 'object' && value !== null ? value : {};
    },
    toFunction,
  };
}

function toFunction(value: unknown): ScriptFunction {
  if (typeof value !== 'function') throw new TypeError('The script did not compile to a function');
  return (...given) => {
    const result: unknown = Reflect.apply(value, undefined, [...given]);
    return result;
  };
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
