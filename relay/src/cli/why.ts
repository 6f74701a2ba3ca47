import { type Command } from 'commander';
import { RelayError } from '../lib/errors.ts';
import { explain } from '../store/views/why.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withStore } from './with-store.ts';

/** `alert-relay why`: the story of an event or a record, one line for each step. */
export function addWhy(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('why <id>'))
    .description('what became of an event, delivery, change (id) or record (number), and why')
    .action((subject: string, options: WorkspaceOptions) =>
      withStore(deps, options, async ({ store, now, workspaces }) => {
        const lines = await explain(store.db, chooseWorkspace(options, workspaces), subject, now());
        if (lines.length === 0) {
          throw new RelayError('NOT_FOUND', `Nothing is known by the id or number ${subject}.`);
        }
        printResult(
          deps,
          options,
          lines,
          lines.map(({ at, about, line }) => `${new Date(at).toISOString()}  ${about}  ${line}`),
        );
      }),
    );
}
