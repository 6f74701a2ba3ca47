import type { Table } from '../dictionary/dictionary.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import type { GlideRuntime, ScopeHandle } from '../scripts/runtime.ts';
import { cached } from '../worker/shared-state.ts';

export type ScriptOperation = 'read' | 'create' | 'update' | 'delete';

/**
 * Whether a script of one scope may touch a table of another (now-sdk.md section 6): the table's own access
 * flags cap everything, then the application must hold an allowed cross-scope privilege.
 */
export type RecordAccess = (
  scope: ScopeHandle,
  table: Table,
  operation: ScriptOperation,
) => boolean;

export function createRecordAccess(runtime: GlideRuntime): RecordAccess {
  const { engine } = runtime;
  const privileges = cached(engine.shared, 'scripts', () =>
    loadPrivileges(rowsOf(engine.store, 'sys_scope_privilege')),
  );
  return (scope, table, operation) => {
    if (scope.isGlobal || table.scope === scope.name) return true;
    const refused = `${capitalized(operation)} operation against '${table.name}' from scope '${scope.name}' has been refused due to the table's cross-scope access policy`;
    if (!table.access[operation]) {
      runtime.log('error', refused, scope.name);
      return false;
    }
    const known = privileges();
    const wanted = operation === 'update' ? ['update', 'write'] : [operation];
    if (wanted.some((name) => known.has(`${scope.sysId}|${table.name}|${name}`))) return true;
    throw scope.error(
      `${capitalized(operation)} operation on table '${table.name}' from scope '${scope.name}' was denied. The application '${scope.name}' must declare a cross scope access privilege. Please contact the application admin to update their access requests.`,
    );
  };
}

function loadPrivileges(rows: readonly Values[]): ReadonlySet<string> {
  return new Set(
    rows
      .filter((row) => row['status'] === 'allowed' && row['target_type'] === 'sys_db_object')
      .map(
        (row) =>
          `${row['source_scope'] ?? ''}|${row['target_name'] ?? ''}|${row['operation'] ?? ''}`,
      ),
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
