import type { LookupTable } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import type { Fields, Reference } from '../../domain/incident-fields.ts';

export interface ResolveDeps {
  readonly servicenow: {
    lookUp(
      connection: Connection,
      table: LookupTable,
      column: string,
      value: string,
    ): Promise<string>;
  };
}

/** Names of the configuration become sys_ids. A name that fits none or several is a failure by name. */
export async function resolveReferences(
  deps: ResolveDeps,
  connection: Connection,
  references: readonly Reference[],
): Promise<Fields> {
  const fields: Record<string, string> = {};
  for (const { column, table, value } of references) {
    fields[column] = await deps.servicenow.lookUp(
      connection,
      table,
      columnFor(table, value),
      value,
    );
  }
  return fields;
}

function columnFor(table: Reference['table'], value: string): string {
  if (table === 'sys_user_group') return 'name';
  return value.includes('@') ? 'email' : 'user_name';
}
