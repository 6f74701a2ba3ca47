import type { Check } from './check.ts';
import { checkAccess } from './check-access.ts';
import { checkModules } from './check-modules.ts';
import { checkPrivileges } from './check-privileges.ts';
import { checkSecrets } from './check-secrets.ts';
import { readDist } from './read-dist.ts';

const checks: readonly Check[] = [checkModules, checkAccess, checkPrivileges, checkSecrets];

/** What neither the compiler nor the SDK refuses and an instance would. Throws with all faults. */
export function checkDist(dist: string): { readonly records: number; readonly modules: number } {
  const records = readDist(dist);
  const faults = checks.flatMap((check) => check(records));
  if (faults.length > 0) {
    throw new Error(`The built app has ${faults.length} faults:\n- ${faults.join('\n- ')}`);
  }
  const modules = records.filter((record) => record.table === 'sys_module').length;
  return { records: records.length, modules };
}
