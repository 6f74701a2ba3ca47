import { randomBytes } from 'node:crypto';
import { toLeastRoles } from '../domain/role-matrix.ts';
import { type Hosting, signInWays, type SignInWay } from '../domain/sign-in-ways.ts';
import { RelayError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import { createInspector, type Inspector } from '../servicenow/inspect-instance.ts';
import { applyPlan, type Done } from './apply.ts';
import {
  adHocConnection,
  assertForgettable,
  assertKeepable,
  forgetConnection,
  keepConnection,
  type KeepConnectionDeps,
  type Kept,
  verifyConnection,
  type VerifyConnectionDeps,
} from './keep-connection.ts';
import { holdsAdmin, observe, type Observed } from './observe.ts';
import { planSetup, type Step } from './plan.ts';
import { type Undone, undoSetup } from './undo.ts';
import { API_USER, type OauthClient, type Wish } from './wish.ts';

/** What shall be set up, and by whom. */
export interface SetupRequest {
  readonly workspace: string;
  readonly name: string;
  /** Root of the instance, already checked. */
  readonly url: string;
  readonly mode: 'app' | 'table';
  /** User name of the service account. */
  readonly account: string;
  readonly email: string;
  /** Signs in for this run and is not remembered. */
  readonly administrator: { readonly user: string; readonly password: Secret } | undefined;
  /** Where the instance stands; on premises user name and password come first. */
  readonly hosting: Hosting;
  /** Of the account, where it signs in with user name and password. */
  readonly password: Secret | undefined;
  /** Only an agent beside the instance reaches it. */
  readonly isThroughAgent: boolean;
  /** Made by hand, where nobody with rights is here. */
  readonly client: OauthClient | undefined;
  readonly isNewSecret: boolean;
  /** `plan` writes nothing anywhere. */
  readonly action: 'plan' | 'make' | 'undo';
  readonly actor: string;
}

export type SetupDeps = KeepConnectionDeps & VerifyConnectionDeps;

export interface SetupResult {
  readonly workspace: string;
  readonly connection: string;
  readonly url: string;
  readonly mode: 'app' | 'table';
  /** Of a plan: how the connection could sign in, the advised way first. */
  readonly ways?: readonly SignInWay[];
  /** What would be done, or is to be done by hand. */
  readonly plan?: readonly Omit<Step, 'write'>[];
  /** What was done. */
  readonly steps?: readonly Done[];
  readonly undone?: readonly Undone[];
  /** Made here besides the connection. */
  readonly added?: readonly string[];
  readonly verified?: string;
  readonly well: boolean;
  /** For people: the next commands. */
  readonly next: readonly string[];
}

export type SetUp = (request: SetupRequest) => Promise<SetupResult>;

const DEADLINE_MS = 30_000;

/** START HERE: from an instance with the app to a connection that works; the same by command and by API. */
export function createSetup(deps: SetupDeps): SetUp {
  return async (request) => {
    if (request.action === 'undo') return undo(deps, request);
    if (request.administrator !== undefined) return make(deps, request, request.administrator);
    return byHand(deps, request);
  };
}

type Administrator = NonNullable<SetupRequest['administrator']>;

/** Signed in as an administrator: look, plan, do, keep, try. */
async function make(
  deps: SetupDeps,
  request: SetupRequest,
  administrator: Administrator,
): Promise<SetupResult> {
  const wish = await toWish(deps, request);
  await assertKeepable(deps, wish);
  const inspector = inspectorAs(deps, wish, administrator);
  const seen = await observe(inspector, wish);
  const plan = planSetup(wish, seen);
  if (request.action === 'plan' || !seen.isAdministrator) {
    return planned(request, plan, seen.isAdministrator);
  }
  const done = await applyPlan(inspector, plan);
  // An agent knows the password, and we never do.
  const left = wish.signIn === 'agent' ? ['scope', 'password'] : ['scope'];
  if (done.some(({ id, outcome }) => outcome === 'by-hand' && !left.includes(id))) {
    return { ...baseOf(request), steps: done, well: false, next: nextAfterHands(request) };
  }
  const client =
    wish.isNewSecret || seen.entry === undefined
      ? wish.client
      : { id: seen.entry['client_id'] ?? '', secret: wish.client.secret };
  return keep(deps, request, { ...wish, client }, done);
}

/** Nobody with rights here: either the client was made by hand, or this is what to hand to who can. */
async function byHand(deps: SetupDeps, request: SetupRequest): Promise<SetupResult> {
  const wish = await toWish(deps, request);
  await assertKeepable(deps, wish);
  const { client } = request;
  const isTold = wish.signIn === 'password' ? wish.password !== undefined : client !== undefined;
  const isReady = isTold || wish.signIn === 'agent';
  if (!isReady || request.action === 'plan') {
    const plan = planSetup(wish, nothingSeen(wish)).map(withoutWrite);
    const ways = signInWays(wish.hosting);
    return { ...baseOf(request), ways, plan, well: true, next: nextByHand(request) };
  }
  return keep(deps, request, { ...wish, client: client ?? wish.client }, []);
}

async function keep(
  deps: SetupDeps,
  request: SetupRequest,
  wish: Wish,
  steps: readonly Done[],
): Promise<SetupResult> {
  const kept = await keepConnection(deps, wish, request.actor);
  const verified = await verifyConnection(deps, kept);
  return finished(request, steps, wish, kept, verified);
}

function finished(
  request: SetupRequest,
  steps: readonly Done[],
  wish: Wish,
  kept: Kept,
  verified: { readonly well: boolean; readonly evidence: string },
): SetupResult {
  return {
    ...baseOf(request),
    steps,
    added: kept.added,
    verified: verified.evidence,
    well: verified.well,
    next: nextAfter(wish, verified.well),
  };
}

function nextAfter(wish: Wish, isWell: boolean): readonly string[] {
  const place = `${wish.connection}${inWorkspace(wish)}`;
  if (!isWell) return [`alert-relay doctor ${place} --admin-user … --admin-password-env …`];
  if (wish.signIn === 'agent') return nextWithAgent(wish);
  return [`alert-relay doctor ${place}`, `alert-relay send-test ${place}`, 'alert-relay serve'];
}

/** The advised commands are copied: what they would not assume by themselves has to stand in them. */
function inWorkspace({ workspace }: { readonly workspace: string }): string {
  return workspace === 'main' ? '' : ` --workspace ${workspace}`;
}

function planned(
  request: SetupRequest,
  plan: readonly Step[],
  isAdministrator: boolean,
): SetupResult {
  return {
    ...baseOf(request),
    ways: signInWays(request.hosting),
    plan: plan.map(withoutWrite),
    well: request.action === 'plan' && isAdministrator,
    next: isAdministrator
      ? ['nothing was done yet; to do it, say the same with --yes (in the API: action make)']
      : nextByHand(request),
  };
}

/** A write may hold the new secret of the client. */
function withoutWrite(step: Step): Omit<Step, 'write'> {
  const { write: _, ...shown } = step;
  return shown;
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

function nextWithAgent({ workspace, connection }: Wish): readonly string[] {
  return [
    `alert-relay token create --name ${connection} --workspace ${workspace} --scope agents:work`,
    `with it fetch /api/v1/workspaces/${workspace}/agents/${connection}/satellite.yml of this relay, and fill it in beside the instance`,
    'there: alert-relay serve --agent satellite.yml',
  ];
}

/** An administrator was here: what could be done is done, and the rest is looked for again. */
function nextAfterHands(request: SetupRequest): readonly string[] {
  if (signInOf(request) !== 'client') return nextByHand(request);
  return [
    'do the steps "by hand" above, in this order; then say the same again: it goes on from there',
  ];
}

function nextByHand(request: SetupRequest): readonly string[] {
  const { url, name, mode, account } = request;
  const command = [
    `alert-relay setup --url ${url} --name ${name}${inWorkspace(request)}`,
    ...(mode === 'app' ? [] : [`--mode ${mode}`]),
  ].join(' ');
  if (signInOf(request) === 'password') {
    return [
      'have an administrator do the steps "by hand" above, in this order',
      `${command} --hosting on-premises --account ${account} --account-password-env NAME`,
    ];
  }
  if (signInOf(request) === 'agent') {
    return [
      'have an administrator do the steps "by hand" above, in this order',
      `${command} --hosting on-premises --agent --yes`,
    ];
  }
  return [
    'have an administrator do the steps "by hand" above, in this order; copy the client id and secret of the entry',
    `${command} --client-id … --client-secret-env NAME`,
  ];
}

async function undo(deps: SetupDeps, request: SetupRequest): Promise<SetupResult> {
  const { administrator } = request;
  if (administrator === undefined) {
    throw new RelayError('REQUEST_INVALID', 'Undoing needs an administrator, who signs in once.');
  }
  const wish = await toWish(deps, request);
  await assertForgettable(deps, wish);
  const inspector = inspectorAs(deps, wish, administrator);
  if (!(await holdsAdmin(inspector))) {
    // What is hidden looks as if it were not there, and would be left behind without a word.
    throw new RelayError(
      'REQUEST_INVALID',
      `Undoing needs an administrator, and ${administrator.user} does not hold the role admin there. Nothing was done.`,
    );
  }
  const othersOfAccount = await findOthersOfAccount(deps, wish);
  const undone = await undoSetup(inspector, { ...wish, othersOfAccount });
  await forgetConnection(deps, wish, request.actor);
  return {
    ...baseOf(request),
    undone,
    well: undone.every(({ detail }) => !/refused/.test(detail)),
    next: [],
  };
}

/** With its password; whose client signs in as it is asked of the instance. */
async function findOthersOfAccount(
  deps: SetupDeps,
  { workspace, connection, url, account }: Wish,
): Promise<readonly string[]> {
  return (await deps.connections())
    .filter((one) => one.workspace !== workspace || one.name !== connection)
    .filter(({ credentials }) => 'user' in credentials && credentials.user === account)
    .filter((one) => one.url === url)
    .map((one) =>
      one.workspace === workspace
        ? `the connection ${one.name}`
        : 'a connection of another workspace',
    );
}

function inspectorAs(
  { outgoing, clock }: SetupDeps,
  wish: Wish,
  { user, password }: Administrator,
): Inspector {
  return createInspector(
    { outgoing, clock, deadlineMs: DEADLINE_MS },
    adHocConnection(wish, { kind: 'basic', user, password }),
  );
}

function baseOf({ workspace, name, url, mode }: SetupRequest) {
  return { workspace, connection: name, url, mode };
}

async function toWish(deps: SetupDeps, request: SetupRequest): Promise<Wish> {
  const { workspace, name, url, mode, account, email, hosting, password } = request;
  const connections = await deps.connections();
  const known = connections.find((one) => one.workspace === workspace && one.name === name);
  const credentials =
    known?.url === url && known.credentials.kind === 'client-credentials'
      ? known.credentials
      : undefined;
  const isNewSecret = credentials === undefined || request.isNewSecret;
  const publicUrl = deps.publicUrl();
  return {
    workspace,
    connection: name,
    url,
    mode,
    transport: known?.transport,
    account,
    email,
    roles: toLeastRoles({ mode }, []),
    redirectUrl:
      publicUrl === undefined ? undefined : `${publicUrl}/oauth/callback/${workspace}/${name}`,
    client: {
      id: credentials?.clientId ?? randomBytes(16).toString('hex'),
      secret: isNewSecret
        ? new Secret(randomBytes(32).toString('base64url'))
        : credentials.clientSecret,
    },
    isNewSecret,
    hosting,
    signIn: signInOf(request),
    password,
  };
}

/** On premises user name and password come first; who names a client has decided otherwise. */
function signInOf({
  hosting,
  client,
  isThroughAgent,
}: Pick<SetupRequest, 'hosting' | 'client' | 'isThroughAgent'>): Wish['signIn'] {
  if (isThroughAgent) return 'agent';
  return hosting === 'on-premises' && client === undefined ? 'password' : 'client';
}
