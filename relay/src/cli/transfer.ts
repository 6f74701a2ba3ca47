import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Difference } from '../config-store/difference.ts';
import {
  compareWithVersion,
  compareWorkspaces,
  draftWorkspaces,
  exportWorkspace,
  importWorkspaces,
  rollBack,
} from '../config-store/transfer.ts';
import { faultsIn, findWays, type Readiness } from '../domain/readiness.ts';
import { RelayError } from '../lib/errors.ts';
import { verifyAudit } from '../store/audit.ts';
import { listVersions } from '../store/configuration.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { checkRoute } from '../sync/readiness/check-route.ts';
import { DATA_FAULT, FAILURE } from './exit-codes.ts';
import { readYamlFile } from './read-yaml.ts';
import { toReadinessLines } from './readiness.ts';
import { replaceFile } from './replace-file.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { writing } from './writing.ts';
import { withInstances } from './with-instances.ts';
import { type OpenStore, withStore } from './with-store.ts';

const ACTOR = 'command line';

interface ExportOptions extends WorkspaceOptions {
  readonly out?: string;
}

interface ImportOptions extends StoreOptions {
  readonly dryRun?: boolean;
  readonly validate?: boolean;
}

interface HistoryOptions extends WorkspaceOptions {
  readonly last: number;
}

/** Configuration as a file, its versions, and the audit of who changed it. */
export function addTransfer(program: Command, deps: StoreCommandDeps): void {
  addExport(program, deps);
  addImport(program, deps);
  const config = program.command('config').description('versions of the configuration');
  addHistory(config, deps);
  addDiff(config, deps);
  addRollback(config, deps);
  addAudit(program, deps);
}

function addExport(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('export-config'))
    .description('print what is configured as the provision part of relay.yml, without secrets')
    .option('--workspace <name>', 'only this workspace')
    .option('--out <file>', 'write it there instead')
    .action((options: ExportOptions) =>
      withStore(deps, options, async ({ configStore, workspaces }) => {
        const names =
          options.workspace === undefined ? workspaces : [chooseWorkspace(options, workspaces)];
        const trees = [];
        for (const name of names) trees.push(await exportWorkspace(configStore, name));
        const whole = { provision: { workspaces: trees } };
        const text = options.json === true ? JSON.stringify(whole) : toYaml(whole);
        const { out } = options;
        if (out === undefined) deps.print(`${text}\n`);
        else writing(out, () => replaceFile(out, `${text}\n`));
      }),
    );
}

/** Without anchors: what is the same by chance, such as two secrets that are set, is edited apart. */
function toYaml(whole: object): string {
  return stringify(whole, { aliasDuplicateObjects: false }).trimEnd();
}

const Exported = z.object({ provision: z.object({ workspaces: z.array(z.unknown()).min(1) }) });

function addImport(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('import-config <file>'))
    .description('make the workspaces of an export what it says, all of them or none')
    .option('--dry-run', 'only say what would change')
    .option(
      '--validate',
      'ask the instances first whether they take what the routes would write; exit code 1 if not',
    )
    .action((file: string, options: ImportOptions) =>
      withStore(deps, options, async (open) => {
        const { configStore } = open;
        const read = Exported.safeParse(readYamlFile(file));
        if (!read.success) {
          throw new RelayError('REQUEST_INVALID', `${file}: expected provision with workspaces`);
        }
        const trees = read.data.provision.workspaces;
        const readiness = options.validate === true ? await askInstances(open, trees) : undefined;
        const isRefused = faultsIn(readiness ?? []).length > 0;
        const differences =
          options.dryRun === true || isRefused
            ? await compareWorkspaces(configStore, trees)
            : await importWorkspaces(configStore, ACTOR, trees);
        const told = { differences, ...(readiness === undefined ? {} : { readiness }) };
        printResult(deps, options, told, [
          ...(isRefused
            ? ['Nothing was imported: an instance would refuse what routes write.']
            : []),
          ...(readiness ?? []).flatMap(toReadinessLines),
          ...toLines(differences),
        ]);
        if (isRefused) deps.exit(FAILURE);
      }),
    );
}

async function askInstances(
  open: OpenStore,
  trees: readonly unknown[],
): Promise<readonly Readiness[]> {
  const asked: Readiness[] = [];
  const ways = findWays(await draftWorkspaces(open.configStore, trees));
  await withInstances(open, async ({ servicenow }) => {
    for (const { connection, route } of ways) {
      const deps = { servicenow, newId: open.newId };
      asked.push(await checkRoute(deps, connection, route, { isTried: false }));
    }
  });
  return asked;
}

function addHistory(config: Command, deps: StoreCommandDeps): void {
  workspaceOptions(config.command('history'))
    .description('who changed what, newest first')
    .option('--last <count>', 'how many', toCount, 50)
    .action((options: HistoryOptions) =>
      withStore(deps, options, async ({ store, workspaces }) => {
        const workspace = chooseWorkspace(options, workspaces);
        const versions = await listVersions(store.db, { workspace, limit: options.last });
        const lines = versions.map(
          ({ revision, at, actor, action, subject }) =>
            `${revision}  ${new Date(at).toISOString()}  ${actor}  ${action}  ${subject}`,
        );
        printResult(deps, options, versions, lines.length === 0 ? ['No changes.'] : lines);
      }),
    );
}

function addDiff(config: Command, deps: StoreCommandDeps): void {
  workspaceOptions(config.command('diff'))
    .description('what was changed since that version')
    .argument('<revision>', 'its number in the history', toCount)
    .action((since: number, options: WorkspaceOptions) =>
      withStore(deps, options, async ({ configStore, workspaces }) => {
        const workspace = chooseWorkspace(options, workspaces);
        const { differences } = await compareWithVersion(configStore, workspace, since);
        printDifferences(deps, options, differences);
      }),
    );
}

function addRollback(config: Command, deps: StoreCommandDeps): void {
  workspaceOptions(config.command('rollback'))
    .description('make the workspace what it was after that version; a new version')
    .argument('<revision>', 'its number in the history', toCount)
    .action((goal: number, options: WorkspaceOptions) =>
      withStore(deps, options, async ({ configStore, workspaces }) => {
        const place = { workspace: chooseWorkspace(options, workspaces), actor: ACTOR };
        const { revision, differences } = await rollBack(configStore, place, goal);
        const lines = [`Now at revision ${revision}.`, ...toLines(differences)];
        printResult(deps, options, { revision, differences }, lines);
      }),
    );
}

function addAudit(program: Command, deps: StoreCommandDeps): void {
  const audit = program.command('audit').description('who changed what');
  withStoreOptions(audit.command('verify'))
    .description('check that no entry of the audit was changed or removed; exit code 65 if one was')
    .action((options: StoreOptions) =>
      withStore(deps, options, async ({ store }) => {
        const verdict = await verifyAudit(store.db);
        printResult(deps, options, verdict, [
          verdict.kind === 'whole'
            ? `Whole: ${verdict.entries} entries, the last with the hash ${verdict.hash}. Keep it elsewhere to compare.`
            : `Broken at entry ${verdict.number}: ${verdict.because}.`,
        ]);
        if (verdict.kind === 'broken') deps.exit(DATA_FAULT);
      }),
    );
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('expected a number from 1');
}

function printDifferences(
  deps: StoreCommandDeps,
  options: StoreOptions,
  differences: readonly Difference[],
): void {
  printResult(deps, options, { differences }, toLines(differences));
}

function toLines(differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return ['Nothing differs.'];
  return differences.flatMap(({ workspace, kind, name, change, fields }) => [
    `${workspace}: ${kind} ${name}: ${change}`,
    ...fields.map(({ path, before, after }) => `  ${path}: ${toText(before)} → ${toText(after)}`),
  ]);
}

function toText(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
