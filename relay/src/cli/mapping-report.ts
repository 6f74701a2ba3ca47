import type { Command } from 'commander';
import { indexConfiguration } from '../domain/find-configured.ts';
import { systemClock } from '../lib/clock.ts';
import { findMappingReports, type MappingReport } from '../store/mapping-reports.ts';
import { reportRot } from '../sync/readiness/report-rot.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withInstances } from './with-instances.ts';
import { type OpenStore, withStore } from './with-store.ts';

const NOTHING_YET =
  'No report: none was made yet (a relay makes one a day), or no connection is switched on.';

interface ReportOptions extends WorkspaceOptions {
  readonly last?: boolean;
}

/** `alert-relay mapping-report`: names, choices and routes that no longer fit the instances. */
export function addMappingReport(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('mapping-report'))
    .description('names, choices and routes that no longer fit the instances')
    .option('--last', 'the last daily report, without asking the instances')
    .action((options: ReportOptions) =>
      withStore(deps, options, async (open) => {
        const workspace = chooseWorkspace(options, open.workspaces);
        const reports =
          options.last === true
            ? await findMappingReports(open.store.db, workspace)
            : await reportAll(open, workspace);
        const shown = reports.map(({ connection, at, findings }) => ({ connection, at, findings }));
        printResult(
          deps,
          options,
          shown,
          reports.length === 0 ? [NOTHING_YET] : reports.flatMap(toLines),
        );
      }),
    );
}

async function reportAll(open: OpenStore, workspace: string): Promise<readonly MappingReport[]> {
  const configuration = await open.configuration();
  const configured = indexConfiguration(configuration);
  const connections = configuration.connections.filter(
    (connection) => connection.workspace === workspace && connection.enabled,
  );
  const reports: MappingReport[] = [];
  await withInstances(open, async ({ servicenow }) => {
    const { store, commit } = open;
    const deps = { reading: store.reading, commit, clock: systemClock, servicenow, ...configured };
    for (const connection of connections) reports.push(await reportRot(deps, connection));
  });
  return reports;
}

function toLines({ connection, at, findings }: MappingReport): readonly string[] {
  return [
    `${connection}, ${new Date(at).toISOString()}: ${findings.length === 0 ? 'nothing found' : `${findings.length} findings`}`,
    ...findings.map(({ line }) => `  ${line}`),
  ];
}
