import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { toInstanceAddress } from '../config/instance-address.ts';
import { toLeastRoles } from '../domain/role-matrix.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import { createInspector } from '../servicenow/inspect-instance.ts';
import { applyPlan, type Done } from '../setup/apply.ts';
import { observe, type Observed } from '../setup/observe.ts';
import { planSetup, type Step } from '../setup/plan.ts';
import { undoSetup } from '../setup/undo.ts';
import { API_USER, type Wish } from '../setup/wish.ts';
import { findPrivateHost } from './private-host.ts';
import type { Administrator } from '../doctor/create-doctor.ts';
import { readAdmin } from './doctor.ts';
import { USAGE_FAULT } from './exit-codes.ts';
import { firstToken, writeFiles } from './init.ts';
import { allowHostInFile } from './relay-file-writer.ts';
import {
  adHocConnection,
  forgetConnection,
  keepConnection,
  type Kept,
  verifyConnection,
} from './keep-connection.ts';
import { printSetup, type SetupResult } from './print-setup.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface SetupOptions extends StoreOptions {
  readonly url: string;
  readonly name: string;
  readonly workspace?: string;
  readonly adminUser?: string;
  readonly adminPasswordEnv?: string;
  readonly clientId?: string;
  readonly clientSecretEnv?: string;
  readonly mode: 'app' | 'table';
  readonly account: string;
  readonly email: string;
  readonly allowPrivate?: boolean;
  readonly renewSecret?: boolean;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
}

const DEADLINE_MS = 30_000;

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
    .option('--yes', 'do it without asking')
    .action((options: SetupOptions) => setup(deps, options));
}

async function setup(deps: StoreCommandDeps, options: SetupOptions): Promise<void> {
  const address = toInstanceAddress(options.url);
  if (address.kind === 'refused') {
    deps.printError(`--url: ${address.because}\n`);
    deps.exit(USAGE_FAULT);
    return;
  }
  const admin = readAdmin(deps, options);
  if (admin === 'missing') return;
  const written = options.dryRun === true ? undefined : writeFiles(deps, options.config);
  if (written === undefined && options.dryRun !== true) return;
  await judgeWithStore(deps, options, async (open) => {
    const run = { deps, options, open, url: address.url, admin };
    const token = written === undefined ? undefined : await firstToken(open);
    const result =
      options.undo === true
        ? await undo(run)
        : await (admin === undefined ? byHand(run) : make(run));
    const shown = { ...result, init: written && { ...written, token } };
    printResult(deps, options, shown, printSetup(shown));
    return result;
  });
}

interface Run {
  readonly deps: StoreCommandDeps;
  readonly options: SetupOptions;
  readonly open: OpenStore;
  readonly url: string;
  readonly admin: Administrator | undefined;
}

/** Signed in as an administrator: look, plan, do, keep, try. */
async function make(run: Run): Promise<SetupResult> {
  const { options, admin } = run;
  if (admin === undefined) throw new RelayError('REQUEST_INVALID', 'No administrator was named.');
  const wish = await toWish(run);
  const allow = await allowedHosts(run);
  const outgoing = createOutgoing({ allow });
  try {
    const inspector = createInspector(
      { outgoing, clock: systemClock, deadlineMs: DEADLINE_MS },
      adHocConnection(wish, { kind: 'basic', user: admin.user, password: admin.password }),
    );
    const seen = await observe(inspector, wish);
    const plan = planSetup(wish, seen);
    if (options.dryRun === true || options.yes !== true || !seen.isAdministrator) {
      return planned(run, plan, seen.isAdministrator);
    }
    const done = await applyPlan(inspector, plan);
    if (done.some(({ id, outcome }) => outcome === 'by-hand' && id !== 'scope')) {
      return { ...baseOf(run), steps: done, well: false, next: nextByHand(run) };
    }
    const client =
      wish.isNewSecret || seen.entry === undefined
        ? wish.client
        : { id: seen.entry['client_id'] ?? '', secret: wish.client.secret };
    const kept = await keepConnection({ ...run, wish: { ...wish, client } });
    const verified = await verifyConnection(outgoing, kept, manifest.version, run.open.publicUrl);
    return finished(run, done, kept, verified);
  } finally {
    await outgoing.close();
  }
}

function finished(
  run: Run,
  steps: readonly Done[],
  kept: Kept,
  verified: { readonly well: boolean; readonly evidence: string },
): SetupResult {
  const { name } = run.options;
  return {
    ...baseOf(run),
    steps,
    added: kept.added,
    verified: verified.evidence,
    well: verified.well,
    next: verified.well
      ? [`alert-relay doctor ${name}`, `alert-relay send-test ${name}`, 'alert-relay serve']
      : [`alert-relay doctor ${name} --admin-user … --admin-password-env …`],
  };
}

function planned(run: Run, plan: readonly Step[], isAdministrator: boolean): SetupResult {
  const isDryRun = run.options.dryRun === true;
  const steps = plan.map(({ id, title, kind, detail, link }) => ({
    id,
    title,
    kind,
    detail,
    link,
  }));
  return {
    ...baseOf(run),
    plan: steps,
    well: isDryRun && isAdministrator,
    next: isAdministrator
      ? ['run the same command with --yes in place of --dry-run']
      : nextByHand(run),
  };
}

/** Nobody with rights here: either the client was made by hand, or this is what to hand to who can. */
async function byHand(run: Run): Promise<SetupResult> {
  const { options, deps } = run;
  const wish = await toWish(run);
  const secret =
    options.clientSecretEnv === undefined ? undefined : deps.env[options.clientSecretEnv];
  if (options.clientId === undefined || secret === undefined || secret === '') {
    const plan = planSetup(wish, nothingSeen(wish));
    return { ...baseOf(run), plan, well: options.clientId === undefined, next: nextByHand(run) };
  }
  const allow = await allowedHosts(run);
  const outgoing = createOutgoing({ allow });
  try {
    const client = { id: options.clientId, secret: new Secret(secret) };
    const kept = await keepConnection({ ...run, wish: { ...wish, client } });
    const verified = await verifyConnection(outgoing, kept, manifest.version, run.open.publicUrl);
    return finished(run, [], kept, verified);
  } finally {
    await outgoing.close();
  }
}

/** Nobody looked: everything may be left to do, and roles are taken to be there once the app is. */
const nothingSeen = ({ roles }: Wish): Observed => ({
  isAdministrator: false,
  roleIds: new Map(roles.filter((role) => role !== API_USER).map((role) => [role, ''])),
  account: undefined,
  held: new Set<string>(),
  entry: undefined,
  property: undefined,
  scope: 'unknown',
  isScopeMapped: false,
});

function nextByHand({ options, url }: Run): readonly string[] {
  return [
    'have an administrator do the steps "by hand" above, in this order; copy the client id and secret of the entry',
    `alert-relay setup --url ${url} --name ${options.name} --client-id … --client-secret-env NAME`,
  ];
}

async function undo(run: Run): Promise<SetupResult> {
  const { options, admin } = run;
  if (admin === undefined) {
    throw new RelayError('REQUEST_INVALID', '--undo needs --admin-user and --admin-password-env.');
  }
  if (options.yes !== true) throw new RelayError('REQUEST_INVALID', '--undo needs --yes.');
  const wish = await toWish(run);
  const outgoing = createOutgoing({ allow: await allowedHosts(run) });
  try {
    const inspector = createInspector(
      { outgoing, clock: systemClock, deadlineMs: DEADLINE_MS },
      adHocConnection(wish, { kind: 'basic', user: admin.user, password: admin.password }),
    );
    await observe(inspector, wish);
    const undone = await undoSetup(inspector, wish);
    await forgetConnection({ ...run, wish });
    return {
      ...baseOf(run),
      undone,
      well: undone.every(({ detail }) => !/refused/.test(detail)),
      next: [],
    };
  } finally {
    await outgoing.close();
  }
}

function baseOf({ options, open, url }: Run) {
  return {
    workspace: workspaceOf(options, open),
    connection: options.name,
    url,
    mode: options.mode,
  };
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

async function toWish(run: Run): Promise<Wish> {
  const { options, open, url } = run;
  const workspace = workspaceOf(options, open);
  const { connections } = await open.configuration();
  const known = connections.find(
    (one) => one.workspace === workspace && one.name === options.name && one.url === url,
  );
  const credentials =
    known?.credentials.kind === 'client-credentials' ? known.credentials : undefined;
  const isNewSecret = credentials === undefined || options.renewSecret === true;
  return {
    workspace,
    connection: options.name,
    url,
    mode: options.mode,
    account: options.account,
    email: options.email,
    roles: toLeastRoles({ mode: options.mode }, []),
    redirectUrl:
      open.publicUrl === undefined ? undefined : `${open.publicUrl}/oauth/callback/${options.name}`,
    client: {
      id: credentials?.clientId ?? randomBytes(16).toString('hex'),
      secret: isNewSecret
        ? new Secret(randomBytes(32).toString('base64url'))
        : credentials.clientSecret,
    },
    isNewSecret,
  };
}

/**
 * Who types the address of this machine means it: loopback is allowed by that, any other private address
 * by --allow-private. Either way it is written down in relay.yml.
 */
async function allowedHosts({ options, open, url }: Run): Promise<readonly string[]> {
  const host = await findPrivateHost(url, open.allow);
  if (host === undefined) return open.allow;
  if (!host.isLoopback && options.allowPrivate !== true) {
    throw new RelayError(
      'SERVICENOW_ADDRESS_REFUSED',
      `${host.name} leads to a private address. If that is right, say --allow-private; it is then written to outgoing.allow of ${options.config}.`,
    );
  }
  if (options.dryRun !== true) allowHostInFile(options.config, host.name);
  return [...open.allow, host.name];
}
