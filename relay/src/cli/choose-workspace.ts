import { type Command } from 'commander';
import { RelayError } from '../lib/errors.ts';
import { type StoreOptions, withStoreOptions } from './store-options.ts';

export interface WorkspaceOptions extends StoreOptions {
  readonly workspace?: string;
}

/** The options of a command that works on one workspace of the store. */
export function workspaceOptions(command: Command): Command {
  return withStoreOptions(command).option(
    '--workspace <name>',
    'the workspace; needed where there are several',
  );
}

export function chooseWorkspace(options: WorkspaceOptions, workspaces: readonly string[]): string {
  const chosen = options.workspace ?? (workspaces.length === 1 ? workspaces[0] : undefined);
  if (chosen !== undefined && workspaces.includes(chosen)) return chosen;
  throw new RelayError(
    'NOT_FOUND',
    workspaces.length === 0
      ? 'There is no workspace yet: "alert-relay setup" makes one, and so does "alert-relay workspaces create --set name=main".'
      : `--workspace: expected one of ${workspaces.join(', ')}.`,
  );
}
