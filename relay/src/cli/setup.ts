import { type Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { toInstanceAddress } from '../config/instance-address.ts';
import { type Hosting, hostings } from '../domain/sign-in-ways.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import type { Secret } from '../lib/secret.ts';
import { createSetup, type SetupRequest } from '../setup/run-setup.ts';
import type { OauthClient } from '../setup/wish.ts';
import { USAGE_FAULT } from './exit-codes.ts';
import { firstToken, writeFiles } from './init.ts';
import { printSetup } from './print-setup.ts';
import { findPrivateHost } from './private-host.ts';
import { type AdministratorOptions, readAdministrator, readSecret } from './read-secret.ts';
import { allowHostInFile } from './relay-file-writer.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface SetupOptions extends StoreOptions, AdministratorOptions {
  readonly url: string;
  readonly name: string;
  readonly workspace?: string;
  readonly clientId?: string;
  readonly clientSecretEnv?: string;
  readonly mode: 'app' | 'table';
  readonly hosting: Hosting;
  readonly agent?: boolean;
  readonly accountPasswordEnv?: string;
  readonly account: string;
  readonly email: string;
  readonly allowPrivate?: boolean;
  readonly renewSecret?: boolean;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
}

/** `alert-relay setup`: from an instance with the app to a connection that works. */
export function addSetup(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('setup'))
    .description('make the OAuth client and the account on an instance, and the connection here')
    .requiredOption('--url <address>', 'the instance: its address, its host, or its name alone')
    .requiredOption('--name <connection>', 'what the connection is called here')
    .option('--workspace <name>', 'the workspace; "main" where there is none yet')
    .option('--admin-user <name>', 'an administrator, who signs in once and is not remembered')
    .option('--admin-password-env <variable>', 'environment variable with the password')
    .option('--client-id <id>', 'of a client that was made by hand, instead of an administrator')
    .option('--client-secret-env <variable>', 'environment variable with its secret')
    .addOption(
      new Option('--hosting <where>', 'on-premises offers user name and password first')
        .choices([...hostings])
        .default('cloud'),
    )
    .option('--account-password-env <variable>', 'on premises: variable with its password')
    .option('--agent', 'on premises: only an agent beside the instance reaches it')
    .addOption(
      new Option('--mode <mode>', 'through the app, or the plain Table API')
        .choices(['app', 'table'])
        .default('app'),
    )
    .option('--account <user name>', 'the service account', 'alert.relay')
    .option('--email <address>', 'of the service account', 'alert.relay@example.com')
    .option('--allow-private', 'let the relay call this host although its address is private')
    .option('--renew-secret', 'give the client that is there a new secret')
    .option('--dry-run', 'show what would be done')
    .option('--undo', 'take away what setup made for this connection')
    .option('--yes', 'do it; without it an administrator is shown the plan, and nothing is done')
    .action((options: SetupOptions) => setup(deps, options));
}

async function setup(deps: StoreCommandDeps, options: SetupOptions): Promise<void> {
  const address = toInstanceAddress(options.url);
  if (address.kind === 'refused') {
    deps.printError(`--url: ${address.because}\n`);
    deps.exit(USAGE_FAULT);
    return;
  }
  const unfit = whyUndoIsUnfit(options);
  if (unfit !== undefined) {
    deps.printError(`${unfit}\n`);
    deps.exit(USAGE_FAULT);
    return;
  }
  const administrator = readAdministrator(deps, options);
  const client = readClient(deps, options);
  const password = readPassword(deps, options);
  if (administrator === 'missing' || client === 'missing' || password === 'missing') return;
  const action = actionOf(options, administrator !== undefined);
  const written = action === 'make' ? writeFiles(deps, options.config) : undefined;
  if (written === undefined && action === 'make') return;
  await judgeWithStore(deps, { ...options, ...whereNone[action] }, async (open) => {
    const token = written === undefined ? undefined : await firstToken(open);
    const allow = await allowedHosts(options, open, address.url, action);
    const outgoing = createOutgoing({ allow, proxy: open.proxy });
    try {
      const setUp = createSetup({
        outgoing,
        clock: systemClock,
        // What is written into the file here it does not know yet.
        configStore: { ...open.configStore, allowedHosts: allow },
        connections: async () => (await open.configuration()).connections,
        publicUrl: () => open.publicUrl,
        version: manifest.version,
      });
      const { name, mode, account, email } = options;
      const result = await setUp({
        workspace: workspaceOf(options, open),
        name,
        url: address.url,
        mode,
        account,
        email,
        administrator,
        client,
        hosting: options.hosting,
        password,
        isThroughAgent: options.agent === true,
        isNewSecret: options.renewSecret === true,
        action,
        actor: 'command line',
      });
      // Whoever chains commands after it must not go on where nothing was done.
      const well = result.well && (action !== 'plan' || options.dryRun === true);
      const shown = { ...result, well, init: written && { ...written, token } };
      printResult(deps, options, shown, printSetup(shown));
      return { well };
    } finally {
      await outgoing.close();
    }
  });
}

/** There is nothing to take away for a relay that is not there. */
const whereNone = {
  plan: { whereNone: 'pretend' },
  make: { whereNone: 'begin' },
  undo: {},
} as const;

function whyUndoIsUnfit({ undo, dryRun, yes }: SetupOptions): string | undefined {
  if (undo !== true) return undefined;
  if (dryRun === true) {
    return '--undo has no --dry-run, which shows what setup makes: it takes away what bears the mark of this connection and is used by nobody else.';
  }
  return yes === true ? undefined : '--undo needs --yes.';
}

/** What would change an instance needs a word more. */
function actionOf(options: SetupOptions, isSignedIn: boolean): SetupRequest['action'] {
  if (options.dryRun === true) return 'plan';
  if (options.undo === true) return 'undo';
  return isSignedIn && options.yes !== true ? 'plan' : 'make';
}

function readClient(
  deps: StoreCommandDeps,
  { clientId: id, clientSecretEnv: variable }: SetupOptions,
): OauthClient | undefined | 'missing' {
  if (id === undefined) return undefined;
  const secret = readSecret(deps, '--client-secret-env', variable, 'secret');
  return secret === 'missing' ? secret : { id, secret };
}

function readPassword(
  deps: StoreCommandDeps,
  { accountPasswordEnv: variable }: SetupOptions,
): Secret | undefined | 'missing' {
  if (variable === undefined) return undefined;
  return readSecret(deps, '--account-password-env', variable, 'password');
}

function workspaceOf({ workspace }: SetupOptions, { workspaces }: OpenStore): string {
  if (workspace !== undefined) return workspace;
  if (workspaces.length > 1 && !workspaces.includes('main')) {
    throw new RelayError(
      'REQUEST_INVALID',
      `--workspace: expected one of ${workspaces.join(', ')}`,
    );
  }
  return workspaces.length === 1 ? (workspaces[0] ?? 'main') : 'main';
}

/**
 * Who types the address of this machine means it: loopback is allowed by that, any other private address
 * by --allow-private. Either way it is written down in relay.yml.
 */
async function allowedHosts(
  options: SetupOptions,
  open: OpenStore,
  url: string,
  action: SetupRequest['action'],
): Promise<readonly string[]> {
  // Where nobody but an agent calls, there is nothing to allow.
  if (options.agent === true && options.adminUser === undefined) return open.allow;
  const host = await findPrivateHost(url, open.allow);
  if (host === undefined) return open.allow;
  if (!host.isLoopback && options.allowPrivate !== true) {
    throw new RelayError(
      'SERVICENOW_ADDRESS_REFUSED',
      `${host.name} leads to a private address. If that is right, say --allow-private; it is then written to outgoing.allow of ${options.config}.`,
    );
  }
  if (action === 'make') allowHostInFile(options.config, host.name);
  return [...open.allow, host.name];
}
