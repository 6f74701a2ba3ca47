import { type Command, InvalidArgumentError } from 'commander';
import { indexConfiguration } from '../domain/find-configured.ts';
import { lastRecorded } from '../store/views/recorded.ts';
import { dryRun, type WouldBe } from '../sync/outbound/dry-run.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withStore } from './with-store.ts';

interface DryRunOptions extends WorkspaceOptions {
  readonly last: number;
}

const MAX_EVENTS = 10_000;

/** `alert-relay dry-run`: what the routes of a file would have done with the last events. */
export function addDryRun(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('dry-run'))
    .description(
      'what the routes of this configuration would do with the last events; writes nothing',
    )
    .option('--last <count>', 'how many events', toCount, 200)
    .action((options: DryRunOptions) =>
      withStore(deps, options, async ({ store, configuration }) => {
        const current = await configuration();
        const workspace = chooseWorkspace(options, current.workspaces);
        const configured = indexConfiguration(current);
        const draft = {
          routing: configured.routingOf(workspace),
          routes: configured.routesOf(workspace),
        };
        const recorded = await lastRecorded(store.db, workspace, options.last);
        const steps = dryRun(draft, recorded);
        const summary =
          recorded.length === 0
            ? `No events are kept in workspace ${workspace}.`
            : summarize(steps);
        const unreadable = recorded.reduce((sum, one) => sum + one.unreadable, 0);
        if (unreadable > 0) {
          deps.printError(`${unreadable} events left out: only a newer release can read them.\n`);
        }
        printResult(deps, options, steps, [...steps.map(toLine), summary]);
      }),
    );
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= MAX_EVENTS) return count;
  throw new InvalidArgumentError(`expected a number from 1 to ${MAX_EVENTS}`);
}

function toLine({ delivery, route, key, command }: WouldBe): string {
  if (command.kind === 'nothing') return `${delivery}  ${route}  nothing: ${command.because}`;
  const columns = Object.entries(command.fields).map(([column, value]) => `${column}=${value}`);
  const what = `${command.operation} ${(key ?? '').slice(0, 12)}: ${command.because}`;
  return `${delivery}  ${route}  ${what}${columns.map((column) => `\n    ${column}`).join('')}`;
}

function summarize(steps: readonly WouldBe[]): string {
  const counts = Map.groupBy(steps, ({ command }) =>
    command.kind === 'write' ? command.operation : 'nothing',
  );
  const parts = [...counts].map(([kind, some]) => `${some.length} ${kind}`);
  return parts.length === 0 ? 'No route takes any of these events.' : parts.join(', ');
}
