import { InstallRefused } from './refused.ts';
import type { ShippedRecord } from './read-records.ts';

/**
 * Every generated script begins with `require('<scope>/<package>/<version>/…')`. The SDK can leave a module
 * out and still report success; the app would then fail at run time, so it is refused here.
 */
export function checkRequireTargets(records: readonly ShippedRecord[]): void {
  const modules = new Set(
    records
      .filter((record) => record.table === 'sys_module')
      .map((record) => record.values['path'] ?? ''),
  );
  for (const record of records) {
    if (record.table === 'sys_module') continue;
    for (const text of Object.values(record.values)) {
      for (const [, target = ''] of text.matchAll(/require\(['"]([^'"]+)['"]\)/g)) {
        if (!isInPackage(modules, target) || modules.has(target)) continue;
        throw new InstallRefused(
          'missing module',
          `${record.origin} requires ${target}, which the package does not contain`,
        );
      }
    }
  }
}

/** Names like `lodash` resolve elsewhere; paths with a scope in front must be shipped. */
function isInPackage(modules: ReadonlySet<string>, target: string): boolean {
  if (target.startsWith('.') || target.startsWith('@')) return false;
  const scope = target.split('/')[0] ?? '';
  return scope.startsWith('x_') || [...modules].some((path) => path.startsWith(`${scope}/`));
}
