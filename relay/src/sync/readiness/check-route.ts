import type { MetadataAnswer } from '@alert-relay/shared-types';
import type { Connection, Route } from '../../domain/configuration.ts';
import {
  type ClosedTable,
  judgeReadiness,
  type Readiness,
  type TableColumn,
} from '../../domain/readiness.ts';
import { errorCodes, RelayError } from '../../lib/errors.ts';
import { checkNames, type CheckNamesDeps } from '../../servicenow/check-names.ts';
import { tryRoute, type TryRouteDeps } from './try-route.ts';

export interface CheckRouteDeps extends TryRouteDeps {
  readonly servicenow: TryRouteDeps['servicenow'] &
    CheckNamesDeps['servicenow'] & {
      fetchMetadata(connection: Connection, table: string): Promise<MetadataAnswer>;
    };
}

/** Whether the instance takes what a route writes, by what it says and, on request, by what it does. */
export async function checkRoute(
  deps: CheckRouteDeps,
  connection: Connection,
  route: Route,
  { isTried }: { readonly isTried: boolean },
): Promise<Readiness> {
  const seen = await findColumns(deps, connection, route.table);
  const names = await checkNames(deps, connection, route);
  const findings = judgeReadiness(route, seen, names);
  const columns = 'because' in seen ? [] : seen;
  const states = columns.find(({ name }) => name === 'state')?.choices ?? [];
  const trial = isTried ? await tryRoute(deps, connection, route, states) : undefined;
  const isRefused = trial?.steps.some(({ refusal }) => refusal !== undefined) === true;
  return {
    route: route.name,
    table: route.table,
    isReady: !isRefused && findings.every(({ weight }) => weight === 'hint'),
    findings,
    states,
    trial,
  };
}

/** That one table cannot be read is said of its route; that the instance is away, of all. */
async function findColumns(
  { servicenow }: CheckRouteDeps,
  connection: Connection,
  table: string,
): Promise<readonly TableColumn[] | ClosedTable> {
  try {
    return (await servicenow.fetchMetadata(connection, table)).columns;
  } catch (thrown) {
    const isAnswer =
      thrown instanceof RelayError &&
      (errorCodes[thrown.code].retry === 'never' || thrown.code === 'SERVICENOW_FORBIDDEN');
    if (!isAnswer) throw thrown;
    return { because: thrown.message };
  }
}
