import { type Command } from 'commander';
import { RelayError } from '../lib/errors.ts';
import {
  countLeft,
  type DeadLetterFilter,
  discardJobs,
  replayJobs,
  settleDeadLetters,
  toReplay,
} from '../queue/replay.ts';
import { recordAudit } from '../store/audit.ts';
import { pageOfJobs } from '../store/views/jobs.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { thereAreMore } from './there-are-more.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface ChoiceOptions extends WorkspaceOptions {
  readonly code?: string;
  readonly all?: boolean;
}

const LISTED = 200;
const leftBecause =
  'only a newer release knows their kind, and here they would wait, with what came after them; install it again, or name them';

export function addDeadLetters(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('dead-letters'))
    .description('jobs that will not be retried, each with its reason')
    .action((options: WorkspaceOptions) =>
      withStore(deps, options, (open) => list(deps, options, open)),
    );
  choiceOptions(program.command('replay [ids...]'))
    .description('try dead letters again')
    .action((ids: readonly string[], options: ChoiceOptions) =>
      withStore(deps, options, (open) =>
        settle(deps, options, open, ids, {
          action: 'job.replay',
          narrow: toReplay,
          act: (unit, filter) => replayJobs(unit, filter),
        }),
      ),
    );
  choiceOptions(program.command('discard [ids...]'))
    .description('give dead letters up for good')
    .action((ids: readonly string[], options: ChoiceOptions) =>
      withStore(deps, options, (open) =>
        settle(deps, options, open, ids, {
          action: 'job.discard',
          narrow: (filter) => filter,
          act: discardJobs,
        }),
      ),
    );
}

function choiceOptions(command: Command): Command {
  return workspaceOptions(command)
    .option('--code <code>', 'all that failed with this code')
    .option('--all', 'every one of the workspace');
}

async function list(
  deps: StoreCommandDeps,
  options: WorkspaceOptions,
  { store, workspaces }: OpenStore,
): Promise<void> {
  const workspace = chooseWorkspace(options, workspaces);
  const page = await pageOfJobs(store.db, {
    workspace,
    which: 'dead',
    limit: LISTED,
  });
  const { rows } = page;
  printResult(
    deps,
    options,
    rows,
    rows.length === 0
      ? ['No dead letters.']
      : [
          ...rows.map(
            (row) =>
              `${row.id}  ${row.kind}  ${row.state}  ${row.code ?? ''}\n    ${row.message ?? ''}`,
          ),
          ...thereAreMore(page, LISTED),
        ],
  );
}

interface Settling {
  readonly action: string;
  readonly narrow: (filter: DeadLetterFilter) => DeadLetterFilter;
  readonly act: typeof discardJobs;
}

async function settle(
  deps: StoreCommandDeps,
  options: ChoiceOptions,
  { store, commit, newId, now, workspaces }: OpenStore,
  ids: readonly string[],
  { action, narrow, act }: Settling,
): Promise<void> {
  const workspace = chooseWorkspace(options, workspaces);
  if (ids.length === 0 && options.code === undefined && options.all !== true) {
    throw new RelayError('REQUEST_INVALID', 'Name the ids, or choose by --code, or say --all.');
  }
  const filter = narrow({
    workspace,
    ids: ids.length === 0 ? undefined : ids,
    code: options.code,
  });
  const done = await settleDeadLetters({ ...store, commit }, filter, async (unit, some) => {
    const chosen = await act(unit, some);
    await recordAudit(unit, {
      id: newId(),
      at: now(),
      workspace,
      actor: 'command line',
      action,
      subject: 'dead letters',
      after: { ids: chosen },
    });
    return chosen;
  });
  const missing = ids.filter((id) => !done.includes(id));
  const left = await countLeft(store, filter);
  printResult(deps, options, left === 0 ? { ids: done } : { ids: done, left }, [
    `${done.length} dead letters: ${action.slice(4)}`,
    ...(left === 0 ? [] : [`${left} left: ${leftBecause}`]),
  ]);
  if (missing.length === 0) return;
  const other = options.code === undefined ? '' : ` with the code ${options.code}`;
  throw new RelayError(
    'NOT_FOUND',
    `No dead letter of the workspace ${workspace}${other}: ${missing.join(', ')}. "alert-relay dead-letters" lists them.`,
  );
}
