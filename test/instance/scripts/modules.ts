import type { Store } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';

export interface ModuleSource {
  readonly sysId: string;
  readonly path: string;
  readonly content: string;
  readonly scope: string;
}

export interface Modules {
  /** The module that `request` means when `from` asks for it. */
  resolve(request: string, from: string | undefined, scope: string): ModuleSource | undefined;
}

const endings = ['', '.ts', '.js', '.json', '/index.ts', '/index.js'];

export function loadModules(store: Store, scopeNames: ReadonlyMap<string, string>): Modules {
  const byPath = new Map<string, ModuleSource>();
  for (const row of rowsOf(store, 'sys_module')) {
    const path = row['path'] ?? '';
    byPath.set(path, {
      sysId: row['sys_id'] ?? '',
      path,
      content: row['content'] ?? '',
      scope: scopeNames.get(row['sys_scope'] ?? '') ?? 'global',
    });
  }
  const roots = [...byPath.values()].filter((module) => module.path.endsWith('/package.json'));
  const find = (path: string): ModuleSource | undefined =>
    endings.map((ending) => byPath.get(`${path}${ending}`)).find((module) => module !== undefined);

  return {
    resolve(request, from, scope) {
      if (!request.startsWith('.')) return find(request) ?? findPackage(byPath, request, scope);
      if (from !== undefined) return find(joined(folderOf(from), request));
      // A script include names modules from the root of its package.
      const root = roots.find((module) => module.scope === scope);
      return root === undefined ? undefined : find(joined(folderOf(root.path), request));
    },
  };
}

/** A bare name means a dependency that the build bundled: `scope/name/version/index.js`. */
function findPackage(
  byPath: ReadonlyMap<string, ModuleSource>,
  name: string,
  scope: string,
): ModuleSource | undefined {
  const start = `${scope}/${name}/`;
  return [...byPath.values()].find(
    (module) =>
      module.path.startsWith(start) &&
      /^[^/]+\/index\.(js|ts)$/.test(module.path.slice(start.length)),
  );
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function joined(folder: string, relative: string): string {
  const parts = folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
