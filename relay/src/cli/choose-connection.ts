import type { Connection } from '../domain/configuration.ts';
import { indexConfiguration } from '../domain/find-configured.ts';
import { RelayError } from '../lib/errors.ts';
import { chooseWorkspace, type WorkspaceOptions } from './choose-workspace.ts';
import type { OpenStore } from './with-store.ts';

/** The connection that a command names, in the workspace that it works on; rejects where it cannot be used. */
export async function chooseConnection(
  { configuration, workspaces }: Pick<OpenStore, 'configuration' | 'workspaces'>,
  options: WorkspaceOptions,
  name: string,
): Promise<Connection> {
  const workspace = chooseWorkspace(options, workspaces);
  const all = await configuration();
  const { connections } = all;
  const found = indexConfiguration(all).findConnection(workspace, name);
  if (found !== undefined) return found;
  const known = connections.filter((one) => one.workspace === workspace).map((one) => one.name);
  throw new RelayError(
    'NOT_FOUND',
    `There is no connection ${name} in workspace ${workspace}; known are ${known.join(', ') || 'none'}.`,
  );
}
