import { rowsOf } from '../store/rows.ts';
import type { Store } from '../store/database.ts';
import type { Coverage } from './coverage.ts';

export interface ScriptIncludes {
  /** Makes the includes of a scope appear as globals that load when they are first named. */
  define(
    globals: Record<string, unknown>,
    scope: string,
    run: (key: string, source: string) => void,
  ): void;
}

export function loadScriptIncludes(
  store: Store,
  scopeNames: ReadonlyMap<string, string>,
  coverage: Coverage,
): ScriptIncludes {
  const rows = rowsOf(store, 'sys_script_include').filter((row) => row['active'] !== '0');
  return {
    define(globals, scope, run) {
      const namespace: Record<string, unknown> = {};
      for (const row of rows) {
        const owner = scopeNames.get(row['sys_scope'] ?? '') ?? 'global';
        const name = row['name'] ?? '';
        if (owner !== scope || name === '') continue;
        const load = (): unknown => {
          Reflect.deleteProperty(globals, name);
          coverage.record('sys_script_include', row['sys_id'] ?? '');
          run(`sys_script_include.${name}`, row['script'] ?? '');
          return globals[name];
        };
        defineLazily(globals, name, load);
        Object.defineProperty(namespace, name, { enumerable: true, get: () => globals[name] });
      }
      if (scope !== 'global') globals[scope] = namespace;
    },
  };
}

function defineLazily(target: Record<string, unknown>, name: string, load: () => unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get: load,
    set(value: unknown) {
      Object.defineProperty(target, name, {
        configurable: true,
        enumerable: true,
        writable: true,
        value,
      });
    },
  });
}
