import type { Command } from 'commander';
import { getObject } from '../config-store/manage.ts';
import { pageOfWebhookRuns, type WebhookRunRow } from '../store/views/webhook-runs.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { thereAreMore } from './there-are-more.ts';
import { withStore } from './with-store.ts';

const MOST = 50;

/** `alert-relay webhook-runs`: what outgoing webhooks sent last, and what they were answered. */
export function addWebhookRuns(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('webhook-runs [webhook]'))
    .description(
      'the last run of each outgoing webhook; of one webhook its last runs, newest first',
    )
    .action((webhook: string | undefined, options: WorkspaceOptions) =>
      withStore(deps, options, async ({ store, workspaces, configStore }) => {
        const workspace = chooseWorkspace(options, workspaces);
        const isLast = webhook === undefined;
        const page = await pageOfWebhookRuns(store.db, {
          workspace,
          limit: MOST,
          webhook,
          isLast,
        });
        const { rows } = page;
        // Of a webhook that was deleted there may be runs; of one that never was there is nothing to say.
        if (rows.length === 0 && webhook !== undefined) {
          await getObject(configStore, workspace, { kind: 'webhook', name: webhook });
        }
        const lines = [...rows.flatMap(toLines), ...thereAreMore(page, MOST)];
        printResult(deps, options, rows, lines.length === 0 ? ['None.'] : lines);
      }),
    );
}

function toLines(row: WebhookRunRow): readonly string[] {
  const { lastTry, outcome = 'waiting' } = row;
  const at = new Date(lastTry?.at ?? row.createdAt).toISOString();
  const answered =
    lastTry?.status === undefined ? '' : `, answered ${lastTry.status} in ${lastTry.ms} ms`;
  return [
    `${at}  ${row.webhook}  ${row.trigger} of ${row.number} (${row.source}): ${outcome}, ${row.tries} tries${answered}`,
    ...(lastTry?.problem === undefined ? [] : [`  ${lastTry.problem}`]),
    ...(lastTry?.answer === undefined || lastTry.answer === '' ? [] : [`  ${lastTry.answer}`]),
  ];
}
