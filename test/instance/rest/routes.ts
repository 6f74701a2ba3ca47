import { aggregateRoutes } from './aggregate-api.ts';
import { attachmentRoutes } from './attachment-api.ts';
import { batchRoutes } from './batch-api.ts';
import { catalogRoutes } from './catalog-api.ts';
import { changeRoutes } from './change-api.ts';
import { cmdbRoutes } from './cmdb-api.ts';
import { identifyReconcileRoutes } from './identify-reconcile-api.ts';
import { importSetRoutes } from './import-set-api.ts';
import { problemStateRoutes } from './problem-state-api.ts';
import type { Handler, Route } from './route.ts';
import { schemaRoutes } from './schema-api.ts';
import { tableRoutes } from './table-api.ts';
import { tinyUrlRoutes } from './tiny-url-api.ts';
import { updateSetRoutes } from './update-set-api.ts';

/** One array per API file. To add an API: write `rest/<name>-api.ts` exporting its routes, and list them here. */
const routes: readonly Route[] = [
  ...tableRoutes,
  ...aggregateRoutes,
  ...attachmentRoutes,
  ...batchRoutes,
  ...catalogRoutes,
  ...changeRoutes,
  ...cmdbRoutes,
  ...identifyReconcileRoutes,
  ...importSetRoutes,
  ...problemStateRoutes,
  ...schemaRoutes,
  ...tinyUrlRoutes,
  ...updateSetRoutes,
];

export interface FoundRoute {
  readonly handle: Handler;
  readonly parameters: Readonly<Record<string, string>>;
  /** 1 and 2 when the path names a version, 0 for the latest. */
  readonly version: number;
}

/** `wrong method` tells 405 from an address that no API knows. */
export function findRoute(method: string, path: string): FoundRoute | 'wrong method' | undefined {
  const version = /^\/api\/\w+\/v(\d)\//.exec(path)?.[1];
  const plain = version === undefined ? path : path.replace(/^(\/api\/\w+\/)v\d\//, '$1');
  const wanted = method === 'HEAD' ? 'GET' : method;
  let known = false;
  for (const route of routes) {
    const parameters = matchPattern(route.pattern, plain);
    if (parameters === undefined) continue;
    if (route.method === wanted)
      return { handle: route.handle, parameters, version: Number(version ?? 0) };
    known = true;
  }
  return known ? 'wrong method' : undefined;
}

const compiled = new Map<string, { readonly regex: RegExp; readonly names: readonly string[] }>();

export function matchPattern(pattern: string, path: string): Record<string, string> | undefined {
  let known = compiled.get(pattern);
  if (known === undefined) {
    const names = [...pattern.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
    const source = pattern
      .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/\{[^}]+\}/g, '([^/]+)');
    known = { regex: new RegExp(`^${source}/?$`), names };
    compiled.set(pattern, known);
  }
  const match = known.regex.exec(path);
  if (match === null) return undefined;
  return Object.fromEntries(
    known.names.map((name, index) => [name, decoded(match[index + 1] ?? '')]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
