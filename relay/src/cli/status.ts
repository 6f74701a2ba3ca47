import type { Command } from 'commander';
import type { UnusedObject } from '../domain/configuration.ts';
import { describeObject } from '../domain/configuration-object.ts';
import { indexConfiguration } from '../domain/find-configured.ts';
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
        const all = indexConfiguration(await configuration());
        const known = all.connectionsOf(workspace).map((one) => one.name);
        if (name !== undefined && !known.includes(name))
          await chooseConnection(open, options, name);
        const names = name === undefined ? known : [name];
        const rows = await showStatuses(store.db, workspace, names, now());
        const unused = name === undefined ? all.unusedOf(workspace) : [];
        const lines = [...rows.map(toLine), ...unused.map(toUnusedLine)];
        printResult(deps, options, { rows: rows.map(toJson), unused }, lines);
        return { well: rows.every(isWell) && unused.length === 0 };
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

function toUnusedLine(one: UnusedObject): string {
  return `${describeObject(one)} is not used: ${one.because}`;
}

function toLine({ connection, status, because, since, message }: ShownStatus): string {
  const when = since === undefined ? '' : ` since ${toText(since) ?? ''}`;
  const why = because === undefined ? '' : ` (${because})`;
  return `${connection}: ${status}${when}${why}: ${message}`;
}

function toText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
