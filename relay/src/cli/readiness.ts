import type { Command } from 'commander';
import { indexConfiguration } from '../domain/find-configured.ts';
import type { Readiness } from '../domain/readiness.ts';
import { RelayError } from '../lib/errors.ts';
import { checkRoute } from '../sync/readiness/check-route.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { FAILURE } from './exit-codes.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withInstances } from './with-instances.ts';
import { withStore } from './with-store.ts';

interface ReadinessOptions extends WorkspaceOptions {
  readonly try?: boolean;
}

/** `alert-relay readiness`: whether the instance takes what a route writes. */
export function addReadiness(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('readiness <route>'))
    .description('whether the instance takes what a route writes; exit code 1 if it does not')
    .option('--try', 'make a scratch record, resolve it and cancel it: shows data policies too')
    .action((name: string, options: ReadinessOptions) => judge(deps, options, name));
}

async function judge(
  deps: StoreCommandDeps,
  options: ReadinessOptions,
  name: string,
): Promise<void> {
  const judged: Readiness[] = [];
  await withStore(deps, options, async (open) => {
    const workspace = chooseWorkspace(options, open.workspaces);
    const configured = indexConfiguration(await open.configuration());
    const route = configured.findRoute(workspace, name);
    const connection = route && configured.findConnection(workspace, route.connection);
    if (route === undefined || connection === undefined) {
      const known = configured.routesOf(workspace).map((one) => one.name);
      throw new RelayError(
        'NOT_FOUND',
        `There is no route ${name} in workspace ${workspace}; known are ${known.join(', ') || 'none'}.`,
      );
    }
    await withInstances(open, async ({ servicenow }) => {
      const readiness = await checkRoute({ servicenow, newId: open.newId }, connection, route, {
        isTried: options.try === true,
      });
      judged.push(readiness);
      printResult(deps, options, readiness, toReadinessLines(readiness));
    });
  });
  if (judged.some(({ isReady }) => !isReady)) deps.exit(FAILURE);
}

export function toReadinessLines({
  route,
  table,
  isReady,
  findings,
  states,
  trial,
}: Readiness): readonly string[] {
  return [
    `${route} → ${table}: ${isReady ? 'ready' : 'not ready'}`,
    ...findings.map(({ weight, line }) => `  ${weight}  ${line}`),
    ...(states.length === 0
      ? []
      : [`  states: ${states.map(({ value, label }) => `${value} ${label}`).join(', ')}`]),
    ...(trial?.steps ?? []).map(({ step, refusal, drift }) => {
      const columns = drift.map(({ column, kind }) => `${column} ${kind}`).join(', ');
      const outcome =
        refusal ?? (columns === '' ? 'taken as it was sent' : `taken, but ${columns}`);
      return `  tried ${step}${trial?.number === undefined ? '' : ` ${trial.number}`}: ${outcome}`;
    }),
  ];
}
