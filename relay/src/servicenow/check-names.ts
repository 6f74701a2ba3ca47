import type { LookupTable } from '@alert-relay/shared-types';
import type { Connection, Route } from '../domain/configuration.ts';
import { literalNames, type LiteralName } from '../domain/mapping-rot.ts';
import type { CheckedName } from '../domain/readiness.ts';
import { columnFor } from '../domain/references.ts';
import { RelayError } from '../lib/errors.ts';

export interface CheckNamesDeps {
  readonly servicenow: {
    lookUp(
      connection: Connection,
      table: LookupTable,
      column: string,
      value: string,
    ): Promise<string>;
  };
}

/** Asks the instance for every name that stands in a route as it is. */
export async function checkNames(
  deps: CheckNamesDeps,
  connection: Connection,
  route: Route,
): Promise<readonly CheckedName[]> {
  const checked: CheckedName[] = [];
  for (const literal of literalNames(route)) {
    checked.push(await checkName(deps, connection, route, literal));
  }
  return checked;
}

async function checkName(
  { servicenow }: CheckNamesDeps,
  connection: Connection,
  { name: route }: Route,
  { by, ...literal }: LiteralName,
): Promise<CheckedName> {
  const { table, name } = literal;
  // An alert is none of ServiceNow's.
  if (by === 'alert') return { ...literal, route, found: { sysId: name } };
  try {
    const sysId = await servicenow.lookUp(connection, table, by ?? columnFor(table, name), name);
    return { ...literal, route, found: { sysId } };
  } catch (thrown) {
    if (!(thrown instanceof RelayError)) throw thrown;
    if (thrown.code === 'SERVICENOW_LOOKUP_EMPTY') return { ...literal, route, found: 'none' };
    if (thrown.code === 'SERVICENOW_LOOKUP_AMBIGUOUS')
      return { ...literal, route, found: 'several' };
    throw thrown;
  }
}
