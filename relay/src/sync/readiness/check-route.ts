import type { MetadataAnswer } from '@alert-relay/shared-types';
import type { Connection, Route } from '../../domain/configuration.ts';
import { judgeReadiness, type Readiness } from '../../domain/readiness.ts';
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
  const { columns } = await deps.servicenow.fetchMetadata(connection, route.table);
  const names = await checkNames(deps, connection, route);
  const findings = judgeReadiness(route, columns, names);
  const trial = isTried ? await tryRoute(deps, connection, route) : undefined;
  const isRefused = trial?.steps.some(({ refusal }) => refusal !== undefined) === true;
  return {
    route: route.name,
    table: route.table,
    isReady: !isRefused && findings.every(({ weight }) => weight === 'hint'),
    findings,
    states: columns.find(({ name }) => name === 'state')?.choices ?? [],
    trial,
  };
}
