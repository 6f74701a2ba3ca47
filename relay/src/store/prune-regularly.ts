import type { Logger } from 'pino';
import { forgetWorkspace, listDeletedWorkspaces } from './forget-workspace.ts';
import { pruneHistory, type PruneHistoryDeps } from './prune.ts';

export interface PruneDeps extends PruneHistoryDeps {
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** How long history is kept. */
  readonly days: number;
  /** Whether a workspace of this name is configured now. */
  readonly hasWorkspace: (name: string) => boolean;
  /** From 0 to 1: relays that were started together prune one after the other. */
  readonly chance: () => number;
}

interface Turn {
  readonly isStopped: () => boolean;
  readonly wait: (ms: number) => Promise<void>;
}

const EVERY_MS = 3_600_000;
/** A relay that is replaced more often than once an hour prunes too, but not while it starts. */
const FIRST_AFTER_MS = 300_000;

/** What is settled long since, and what was of a deleted workspace, goes. */
export async function pruneRegularly(deps: PruneDeps, { isStopped, wait }: Turn): Promise<void> {
  let pauseMs = FIRST_AFTER_MS * (1 + deps.chance());
  for (;;) {
    await wait(pauseMs);
    if (isStopped()) return;
    pauseMs = EVERY_MS;
    await forgetDeleted(deps).catch((error: unknown) => {
      deps.log.error({ err: error }, 'rows of a deleted workspace could not be removed');
    });
    // A full disk refuses this too; the next hour tries again, and the relay goes on.
    await pruneHistory(deps, deps.days, isStopped).then(
      (rows) => deps.log.info({ rows }, 'history pruned'),
      (error: unknown) => deps.log.error({ err: error }, 'history could not be pruned'),
    );
  }
}

/** What a deletion that was interrupted, or made by a command beside us, left behind. */
async function forgetDeleted({ hasWorkspace, ...deps }: PruneDeps): Promise<void> {
  for (const workspace of await listDeletedWorkspaces(deps.reading)) {
    if (!hasWorkspace(workspace)) await forgetWorkspace(deps, workspace);
  }
}
