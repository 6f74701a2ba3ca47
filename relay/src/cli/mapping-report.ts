import type { Command } from 'commander';
import { indexConfiguration } from '../domain/find-configured.ts';
import { systemClock } from '../lib/clock.ts';
import { toRelayError } from '../lib/errors.ts';
import { findMappingReports, type MappingReport } from '../store/mapping-reports.ts';
import { reportRot } from '../sync/readiness/report-rot.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { toPrintable } from './printable.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withInstances } from './with-instances.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

const NOTHING_YET =
  'No report: none was made yet (a relay makes one a day), or no connection is switched on.';

interface Reported {
  readonly reports: readonly MappingReport[];
  readonly failures: readonly string[];
}

interface ReportOptions extends WorkspaceOptions {
  readonly last?: boolean;
}

/** `alert-relay mapping-report`: names, choices and routes that no longer fit the instances. */
export function addMappingReport(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('mapping-report'))
    .description('names, choices and routes that no longer fit the instances')
    .option('--last', 'the last daily report, without asking the instances')
    .action((options: ReportOptions) =>
      judgeWithStore(deps, options, async (open) => {
        const workspace = chooseWorkspace(options, open.workspaces);
        const { reports, failures } =
          options.last === true
            ? { reports: await findMappingReports(open.store.db, workspace), failures: [] }
            : await reportAll(open, workspace);
        for (const line of failures) deps.printError(toPrintable(`${line}\n`));
        const shown = reports.map(({ connection, at, findings }) => ({ connection, at, findings }));
        const isNothing = reports.length + failures.length === 0;
        const lines = isNothing ? [NOTHING_YET] : reports.flatMap(toLines);
        if (options.json === true || lines.length > 0) printResult(deps, options, shown, lines);
        return { well: failures.length === 0 };
      }),
    );
}

/** Of every instance that can be asked: one that is away says nothing against the others. */
async function reportAll(open: OpenStore, workspace: string): Promise<Reported> {
  const configuration = await open.configuration();
  const configured = indexConfiguration(configuration);
  const connections = configuration.connections.filter(
    (connection) => connection.workspace === workspace && connection.enabled,
  );
  const reports: MappingReport[] = [];
  const failures: string[] = [];
  await withInstances(open, async ({ servicenow }) => {
    const { store, commit } = open;
    const deps = { reading: store.reading, commit, clock: systemClock, servicenow, ...configured };
    for (const connection of connections) {
      try {
        reports.push(await reportRot(deps, connection));
      } catch (thrown) {
        const { code, message } = toRelayError(thrown);
        failures.push(`${connection.name}: ${code}: ${message}`);
      }
    }
  });
  return { reports, failures };
}

function toLines({ connection, at, findings }: MappingReport): readonly string[] {
  return [
    `${connection}, ${new Date(at).toISOString()}: ${findings.length === 0 ? 'nothing found' : `${findings.length} findings`}`,
    ...findings.map(({ line }) => `  ${line}`),
  ];
}
