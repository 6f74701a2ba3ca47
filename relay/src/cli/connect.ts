import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { WebAddress } from '../connector-kit/fields.ts';
import { type ConnectionName, toConnectionName } from '../domain/connection-name.ts';
import { RelayError } from '../lib/errors.ts';
import { assertByBrowser, type BegunSignIn, beginSignIn } from '../sign-in/begin-sign-in.ts';
import { findSignIn, type SignIn } from '../store/sign-ins.ts';
import { chooseConnection } from './choose-connection.ts';
import { workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { FAILURE } from './exit-codes.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface ConnectOptions extends WorkspaceOptions {
  readonly url?: string;
  readonly wait?: boolean;
}

const LOOK_EVERY_MS = 500;

/** `alert-relay connect`: a link with which a person allows a connection to use the instance. */
export function addConnect(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('connect <connection>'))
    .description('print a one-time link for signing in by authorization code')
    .option('--url <address>', 'where browsers reach the relay, if publicUrl is not configured')
    .option('--wait', 'wait until the person came back, and end with 1 if nothing came of it')
    .action((name: string, options: ConnectOptions) =>
      withStore(deps, options, (open) => connect(deps, options, open, name)),
    );
}

async function connect(
  deps: StoreCommandDeps,
  options: ConnectOptions,
  open: OpenStore,
  name: string,
): Promise<void> {
  const connection = await chooseConnection(open, options, name);
  assertByBrowser(connection);
  const publicUrl = options.url === undefined ? open.publicUrl : toAddress(options.url);
  if (publicUrl === undefined) {
    throw new RelayError(
      'REQUEST_INVALID',
      'Say with --url where browsers reach the relay, or configure publicUrl.',
    );
  }
  const begun = await beginSignIn({ ...open, publicUrl }, connection, 'command line');
  const { id, expiresAt } = begun;
  const shown = { ...begun, expiresAt: new Date(expiresAt).toISOString() };
  printResult(deps, options, shown, [
    `Redirect URL for the application registry of ${connection.url}:`,
    `  ${begun.redirectUrl}`,
    'Open this link once, within ten minutes, and press Allow:',
    `  ${begun.url}`,
  ]);
  if (options.wait !== true) return;
  const ended = await untilEnded(open, { ...toConnectionName(connection), id }, begun);
  const outcome = ended?.outcome ?? 'failed';
  const because =
    ended?.because ?? (outcome === 'failed' ? 'Nobody used the link in time.' : undefined);
  printResult(deps, options, { id, outcome, because }, [`${name}: ${because ?? outcome}`]);
  if (outcome === 'failed') deps.exit(FAILURE);
}

function toAddress(text: string): string {
  const read = WebAddress.safeParse(text);
  if (read.success) return read.data;
  throw new RelayError(
    'REQUEST_INVALID',
    '--url: expected an address, such as https://relay.example.com',
  );
}

async function untilEnded(
  { store, now }: OpenStore,
  { id, ...of }: ConnectionName & { readonly id: string },
  { expiresAt }: BegunSignIn,
): Promise<SignIn | undefined> {
  for (;;) {
    const found = await findSignIn(store.db, of, id);
    if (found?.outcome !== undefined || now() > expiresAt) return found;
    await delay(LOOK_EVERY_MS);
  }
}
