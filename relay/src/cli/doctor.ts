import { type Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Connection } from '../domain/configuration.ts';
import { examine, type Examination } from '../doctor/examine.ts';
import { printExamination } from '../doctor/print-examination.ts';
import { systemResolve } from '../lib/checked-connector.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import { createInspector } from '../servicenow/inspect-instance.ts';
import { createServiceNow } from '../servicenow/create-servicenow.ts';
import { createIntents } from '../store/intents.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { USAGE_FAULT } from './exit-codes.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface DoctorOptions extends WorkspaceOptions {
  readonly adminUser?: string;
  readonly adminPasswordEnv?: string;
}

/** Of each question; a doctor that hangs helps nobody. */
const DEADLINE_MS = 20_000;

/** `alert-relay doctor`: everything that a connection needs, looked at before it matters. */
export function addDoctor(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('doctor <connection>'))
    .description('look at everything that a connection needs; exit code 0 if alerts can flow')
    .addOption(
      new Option(
        '--admin-user <name>',
        'an administrator of the instance, who sees what the account may not',
      ),
    )
    .option('--admin-password-env <variable>', 'environment variable with the password')
    .action((name: string, options: DoctorOptions) => doctor(deps, options, name));
}

async function doctor(deps: StoreCommandDeps, options: DoctorOptions, name: string): Promise<void> {
  const admin = readAdmin(deps, options);
  if (admin === 'missing') return;
  await judgeWithStore(deps, options, async (open) => {
    const connection = await findConnection(open, options, name);
    const result = await examineConnection(open, connection, admin);
    printResult(deps, options, result, printExamination(result));
    return result;
  });
}

export async function findConnection(
  { configuration, workspaces }: OpenStore,
  options: WorkspaceOptions,
  name: string,
): Promise<Connection> {
  const workspace = chooseWorkspace(options, workspaces);
  const { connections } = await configuration();
  const found = connections.find((one) => one.workspace === workspace && one.name === name);
  if (found !== undefined) return found;
  const known = connections.filter((one) => one.workspace === workspace).map((one) => one.name);
  throw new RelayError(
    'NOT_FOUND',
    `There is no connection ${name} in workspace ${workspace}; known are ${known.join(', ') || 'none'}.`,
  );
}

export interface Administrator {
  readonly user: string;
  readonly password: Secret;
}

/** The password comes by the environment: a command line is seen by everybody on the machine. */
export function readAdmin(
  deps: StoreCommandDeps,
  { adminUser, adminPasswordEnv }: DoctorOptions,
): Administrator | undefined | 'missing' {
  if (adminUser === undefined) return undefined;
  const password = adminPasswordEnv === undefined ? undefined : deps.env[adminPasswordEnv];
  if (password !== undefined && password !== '') {
    return { user: adminUser, password: new Secret(password) };
  }
  deps.printError(
    adminPasswordEnv === undefined
      ? '--admin-password-env: name the environment variable that holds the password.\n'
      : `--admin-password-env: the environment variable ${adminPasswordEnv} is empty or not set.\n`,
  );
  deps.exit(USAGE_FAULT);
  return 'missing';
}

/** The same connection, as somebody else. */
function signedInAs(connection: Connection, { user, password }: Administrator): Connection {
  return {
    ...connection,
    name: `${connection.name}-admin`,
    credentials: { kind: 'basic', user, password },
  };
}

async function examineConnection(
  { store, commit, configuration, publicUrl, allow }: OpenStore,
  connection: Connection,
  admin: Administrator | undefined,
): Promise<Examination> {
  const { routes } = await configuration();
  const outgoing = createOutgoing({ allow });
  const inspect = { outgoing, clock: systemClock, deadlineMs: DEADLINE_MS };
  try {
    return await examine({
      connection,
      routes: routes.filter(
        (route) => route.workspace === connection.workspace && route.connection === connection.name,
      ),
      inspector: createInspector(inspect, connection),
      admin: admin && createInspector(inspect, signedInAs(connection, admin)),
      servicenow: createServiceNow({ ...inspect, memory: createIntents(store.db, commit) }),
      resolve: systemResolve,
      clock: systemClock,
      version: manifest.version,
      publicUrl,
    });
  } finally {
    await outgoing.close();
  }
}
