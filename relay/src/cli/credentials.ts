import type { Command } from 'commander';
import {
  retireStandby,
  type SwitchDeps,
  type Switched,
  switchCredentials,
} from '../config-store/switch-credentials.ts';
import type { Connection } from '../domain/configuration.ts';
import { type CredentialSummary, summarizeCredentials } from '../domain/credential-summary.ts';
import { createSignInTrial } from '../doctor/try-sign-in.ts';
import { findRefreshToken } from '../store/refresh-tokens.ts';
import { chooseConnection } from './choose-connection.ts';
import { workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { readEntry } from './configuration.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withInstances } from './with-instances.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface SwitchOptions extends WorkspaceOptions {
  readonly file?: string;
  readonly expireOn?: string;
}

const ACTOR = 'command line';

/** `alert-relay credentials`: what a connection signs in with, and how it changes without a gap. */
export function addCredentials(program: Command, deps: StoreCommandDeps): void {
  const group = program.command('credentials').description('what connections sign in with');
  workspaceOptions(group.command('show <connection>'))
    .description('its kind, what stands by, when it ends, and what uses it; never the secret')
    .action((name: string, options: WorkspaceOptions) =>
      withStore(deps, options, async (open) => {
        const summary = await summarize(open, await chooseConnection(open, options, name));
        printResult(deps, options, summary, toLines(summary));
      }),
    );
  workspaceOptions(group.command('switch <connection>'))
    .description('try other credentials and change to them; without --file back to what stands by')
    .option('--file <file>', 'credentials as in relay.yml, YAML or JSON; - reads standard input')
    .option('--expire-on <day>', 'the day from which somebody ends them, 2026-12-31')
    .action((name: string, options: SwitchOptions) =>
      withStore(deps, options, (open) =>
        change(deps, options, open, name, (trial, place) =>
          switchCredentials(trial, place, name, {
            credentials: options.file === undefined ? undefined : readEntry(options.file),
            expireOn: options.expireOn,
          }),
        ),
      ),
    );
  workspaceOptions(group.command('retire <connection>'))
    .description('take away what stands by, once the others are known to work')
    .action((name: string, options: WorkspaceOptions) =>
      withStore(deps, options, (open) =>
        change(deps, options, open, name, (trial, place) => retireStandby(trial, place, name)),
      ),
    );
}

async function change(
  deps: StoreCommandDeps,
  options: WorkspaceOptions,
  open: OpenStore,
  name: string,
  work: (
    trial: SwitchDeps,
    place: { readonly workspace: string; readonly actor: string },
  ) => Promise<Switched>,
): Promise<void> {
  const { workspace } = await chooseConnection(open, options, name);
  await withInstances(open, async (instruments) => {
    const trySignIn = createSignInTrial(instruments);
    const place = { workspace, actor: ACTOR };
    const { revision, evidence } = await work({ ...open.configStore, trySignIn }, place);
    const summary = await summarize(open, await chooseConnection(open, options, name));
    printResult(deps, options, { revision, evidence, credentials: summary }, [
      `${name}: ${evidence}; changed (revision ${revision})`,
      ...toLines(summary),
    ]);
  });
}

async function summarize(open: OpenStore, connection: Connection): Promise<CredentialSummary> {
  const { workspace, name } = connection;
  const { connections, routes } = await open.configuration();
  const kept = await findRefreshToken(open.store.db, { workspace, connection: name });
  const isOwn = (one: { readonly workspace: string }): boolean => one.workspace === workspace;
  return summarizeCredentials(
    connection,
    { all: connections.filter(isOwn), routes: routes.filter(isOwn) },
    { signedInAt: kept?.obtainedAt, now: open.now() },
  );
}

function toLines({ kind, standby, ends, usedBy }: CredentialSummary): readonly string[] {
  return [
    `  signs in with ${kind}${standby === undefined ? '' : `; ${standby} stands by`}`,
    ...ends.map(
      ({ what, at, daysLeft }) =>
        `  ${what}: ends on ${new Date(at).toISOString().slice(0, 10)}, ${daysLeft} day(s) left`,
    ),
    ...usedBy.map(
      ({ connection, routes }) =>
        `  used by ${connection}${routes.length === 0 ? '' : `: ${routes.join(', ')}`}`,
    ),
  ];
}
