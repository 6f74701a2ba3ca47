import { type Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Connection } from '../domain/configuration.ts';
import { toLeastRoles } from '../domain/role-matrix.ts';
import {
  type Administrator,
  createDoctor,
  type DoctorDeps,
  signedInAs,
} from '../doctor/create-doctor.ts';
import { findRoleRecords } from '../doctor/find-role-records.ts';
import { printExamination } from '../doctor/print-examination.ts';
import { createInspector } from '../servicenow/inspect-instance.ts';
import { findStatuses } from '../store/connection-status.ts';
import { createIntents } from '../store/intents.ts';
import { chooseConnection } from './choose-connection.ts';
import { workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { type AdministratorOptions, readAdministrator } from './read-secret.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { withInstances } from './with-instances.ts';
import { judgeWithStore, type OpenStore } from './with-store.ts';

interface DoctorOptions extends WorkspaceOptions, AdministratorOptions {
  readonly rights?: boolean;
}

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
    .option(
      '--rights',
      'print the least rights of the account as records to import, and nothing else',
    )
    .action((name: string, options: DoctorOptions) => doctor(deps, options, name));
}

async function doctor(deps: StoreCommandDeps, options: DoctorOptions, name: string): Promise<void> {
  const admin = readAdministrator(deps, options);
  if (admin === 'missing') return;
  await judgeWithStore(deps, options, async (open) => {
    const connection = await chooseConnection(open, options, name);
    if (options.rights === true) {
      await printRights(deps, open, connection, admin);
      return { well: true };
    }
    const result = await withInstruments(open, (instruments) =>
      createDoctor(instruments)(connection, admin),
    );
    printResult(deps, options, result, printExamination(result));
    return result;
  });
}

async function withInstruments<Result>(
  open: OpenStore,
  work: (deps: DoctorDeps) => Promise<Result>,
): Promise<Result> {
  const { routes } = await open.configuration();
  return withInstances(open, (instruments) =>
    work({
      ...instruments,
      memory: createIntents(open.store.db, open.commit),
      liveSetOf: (connection) => readLiveSet(open, connection),
      routesOf: (workspace) => routes.filter((route) => route.workspace === workspace),
      version: manifest.version,
      publicUrl: () => open.publicUrl,
    }),
  );
}

/** As the relay that serves says it, where one does. */
async function readLiveSet({ store, now }: OpenStore, { workspace, name }: Connection) {
  const statuses = await findStatuses(store.db, workspace, now());
  const found = statuses.find(({ connection }) => connection === name);
  return found?.because === 'STANDBY_IN_USE' ? 'standby' : 'first';
}

async function printRights(
  deps: StoreCommandDeps,
  open: OpenStore,
  connection: Connection,
  admin: Administrator | undefined,
): Promise<void> {
  await withInstruments(open, async (instruments) => {
    const own = createInspector(instruments, connection);
    const eyes = admin && createInspector(instruments, signedInAs(connection, admin));
    const routes = instruments
      .routesOf(connection.workspace)
      .filter((route) => route.connection === connection.name);
    deps.print(await findRoleRecords(own, eyes ?? own, toLeastRoles(connection, routes)));
  });
}
