import type { Command } from 'commander';
import { type ShownStatus, showStatuses } from '../store/views/connection-statuses.ts';
import { chooseConnection } from './choose-connection.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { judgeWithStore } from './with-store.ts';

/** `alert-relay status`: how each connection is, since when, and why. */
export function addStatus(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('status [connection]'))
    .description(
      'how connections are, since when and why; exit code 1 if one that is switched on does not deliver',
    )
    .action((name: string | undefined, options: WorkspaceOptions) =>
      judgeWithStore(deps, options, async (open) => {
        const { store, now, workspaces, configuration } = open;
        const workspace = chooseWorkspace(options, workspaces);
        const { connections } =
          name === undefined
            ? await configuration()
            : { connections: [await chooseConnection(open, options, name)] };
        const names = connections
          .filter((one) => one.workspace === workspace)
          .map((one) => one.name);
        const rows = await showStatuses(store.db, workspace, names, now());
        printResult(deps, options, { rows: rows.map(toJson) }, rows.map(toLine));
        return { well: rows.every(isWell) };
      }),
    );
}

/** What somebody switched off is as it was meant to be. */
function isWell({ status, because }: ShownStatus): boolean {
  return status === 'ok' || status === 'degraded' || because === 'SWITCHED_OFF';
}

function toJson({ since, seenAt, ...rest }: ShownStatus) {
  return { ...rest, since: toText(since), seenAt: toText(seenAt) };
}

function toLine({ connection, status, because, since, message }: ShownStatus): string {
  const when = since === undefined ? '' : ` since ${toText(since) ?? ''}`;
  const why = because === undefined ? '' : ` (${because})`;
  return `${connection}: ${status}${when}${why}: ${message}`;
}

function toText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
