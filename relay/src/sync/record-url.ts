import type { Connection } from '../domain/configuration.ts';

/** Where a person opens the record. */
export function toRecordUrl(
  { url }: Pick<Connection, 'url'>,
  { table, sys_id: sysId }: { readonly table: string; readonly sys_id: string },
): string {
  return `${url}/nav_to.do?uri=${encodeURIComponent(`${table}.do?sys_id=${sysId}`)}`;
}
