import type { Table } from '../dictionary/dictionary.ts';
import type { Request } from './answer.ts';
import { readBody } from './read-body.ts';

/** Values come in the address or in the body; the body wins (documentation: change-management-api.md). */
export function bodyWithQuery(request: Request): Record<string, string> {
  const inAddress = [...request.query].filter(([name]) => !name.startsWith('sysparm_'));
  return { ...Object.fromEntries(inAddress), ...readBody(request) };
}

/** The same for a record: choices may be given by what they show, in any case, as `"state": "assess"` there. */
export function givenFields(request: Request, table: Table): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bodyWithQuery(request)).map(([name, value]) => [
      name,
      choiceOf(table, name, value),
    ]),
  );
}

function choiceOf(table: Table, name: string, value: string): string {
  const choices = table.columns.get(name)?.choices ?? [];
  if (choices.some((choice) => choice.value === value)) return value;
  const shown = choices.find((choice) => choice.label.toLowerCase() === value.toLowerCase());
  return shown?.value ?? value;
}

/** Names that the table does not have come back, so that a caller sees what was not taken. */
export function ignoredFields(table: Table, given: Readonly<Record<string, string>>): string[] {
  return Object.keys(given).filter(
    (name) => !table.columns.has(name) && name !== 'encrypted_fields',
  );
}
