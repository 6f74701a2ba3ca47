import type { LookupTable } from '@alert-relay/shared-types';
import { invalid, type Checked } from './checks.ts';

/** The contract's table of what may be looked up; a contract test compares the two. */
export const lookupColumns: Readonly<Record<LookupTable, readonly string[]>> = {
  sys_user_group: ['name'],
  sys_user: ['email', 'user_name'],
  cmdb_ci: ['name', 'fqdn', 'correlation_id'],
  cmdb_ci_service: ['name'],
  task: ['number'],
};

export interface LookupQuestion {
  readonly table: LookupTable;
  readonly column: string;
  readonly value: string;
}

export function parseLookup(
  parameter: (name: string) => string | undefined,
): Checked<LookupQuestion> {
  const table = parameter('table') ?? '';
  if (!isLookupTable(table)) {
    return fault('table', `one of ${Object.keys(lookupColumns).join(', ')}`);
  }
  const column = parameter('column') ?? '';
  if (!lookupColumns[table].includes(column)) {
    return fault('column', `one of ${lookupColumns[table].join(', ')}`);
  }
  const value = parameter('value') ?? '';
  if (value === '' || value.length > 255) return fault('value', 'text of 1 to 255 characters');
  return { ok: true, value: { table, column, value } };
}

function fault(field: string, expectation: string): Checked<LookupQuestion> {
  return { ok: false, refusal: invalid(field, expectation) };
}

function isLookupTable(name: string): name is LookupTable {
  return Object.keys(lookupColumns).includes(name);
}
