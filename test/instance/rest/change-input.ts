import type { Table } from '../dictionary/dictionary.ts';
import type { Request } from './answer.ts';
import { readBody } from './read-body.ts';

/** Values come in the address or in the body; the body wins (documentation: change-management-api.md). */
export function bodyWithQuery(request: Request): Record<string, string> {
  const inAddress = [...request.query].filter(([name]) => !name.startsWith('sysparm_'));
  return { ...Object.fromEntries(inAddress), ...readBody(request) };
}

/** Names that the table does not have come back, so that a caller sees what was not taken. */
export function ignoredFields(table: Table, given: Readonly<Record<string, string>>): string[] {
  return Object.keys(given).filter(
    (name) => !table.columns.has(name) && name !== 'encrypted_fields',
  );
}
