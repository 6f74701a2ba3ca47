import type { Command } from 'commander';
import { listedKinds, lists } from '../config/kinds.ts';
import {
  createObject,
  createWorkspace,
  deleteObject,
  deleteWorkspace,
  getObject,
  listObjects,
  type ObjectName,
  patchObject,
  replaceObject,
  type ShownObject,
} from '../config-store/manage.ts';
import type { ConfigurationKind, Entry } from '../domain/configuration-object.ts';
import { RelayError } from '../lib/errors.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { parseYaml, readYamlFile } from './read-yaml.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface EntryOptions extends WorkspaceOptions {
  readonly file?: string;
  readonly set?: readonly string[];
  readonly cascade?: boolean;
}

const ACTOR = 'command line';

/** `alert-relay connections list` and so on: what the API does, on the store of this machine. */
export function addConfiguration(program: Command, deps: StoreCommandDeps): void {
  for (const kind of ['workspace', ...listedKinds] as const) addKind(program, deps, kind);
}

function addKind(program: Command, deps: StoreCommandDeps, kind: ConfigurationKind): void {
  const list = kind === 'workspace' ? 'workspaces' : lists[kind];
  const what = kind === 'maintenance' ? 'maintenance window' : kind;
  const group = program.command(list).description(`what is configured: ${list}`);
  const add = (usage: string, description: string): Command =>
    workspaceOptions(group.command(usage)).description(description);
  const withEntry = (command: Command): Command =>
    command
      .option('--file <file>', 'the entry as in relay.yml, YAML or JSON; - reads standard input')
      .option('--set <field=value...>', 'one field, such as enabled=false or credentials.user=x');

  add('list', `all of them`).action((options: EntryOptions) =>
    withStore(deps, options, async (open) => {
      const found = await listOf(open, options, kind);
      printResult(deps, options, found, found.length === 0 ? ['None.'] : found.map(toLine));
    }),
  );
  add('show <name>', `one ${what}, without its secrets`).action(
    (name: string, options: EntryOptions) =>
      withStore(deps, options, async (open) => {
        const found = await getObject(
          open.configStore,
          placeOf(open, options, { kind, name }).workspace,
          { kind, name },
        );
        printResult(deps, options, found, [
          toLine(found),
          JSON.stringify(found.entry, undefined, 2),
        ]);
      }),
  );
  withEntry(add('create', `create a ${what} from --file, --set or both`)).action(
    (options: EntryOptions) =>
      withStore(deps, options, async (open) => {
        const made = await create(open, options, kind);
        printResult(deps, options, made, [`${toLine(made)}: created`]);
      }),
  );
  withEntry(add('edit <name>', 'replace it by --file, or change fields with --set')).action(
    (name: string, options: EntryOptions) =>
      withStore(deps, options, async (open) => {
        const changed = await edit(open, options, { kind, name });
        printResult(deps, options, changed, [`${toLine(changed)}: changed`]);
      }),
  );
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    add(`${verb} <name>`, `switch a ${what} ${enabled ? 'on' : 'off'}`).action(
      (name: string, options: EntryOptions) =>
        withStore(deps, options, async (open) => {
          const target = { kind, name };
          const place = placeOf(open, options, target);
          const changed = await patchObject(open.configStore, place, target, { enabled });
          printResult(deps, options, changed, [toLine(changed)]);
        }),
    );
  }
  add('delete <name>', `delete a ${what}; refused with a list while something uses it`)
    .option('--cascade', 'with all that depends on it')
    .action((name: string, options: EntryOptions) =>
      withStore(deps, options, async (open) => {
        const gone = await remove(open, options, { kind, name });
        const lines = gone.map((one) => `${one.kind} ${one.name}: deleted`);
        printResult(deps, options, { deleted: gone }, lines);
      }),
    );
}

async function listOf(
  { configStore, workspaces }: OpenStore,
  options: WorkspaceOptions,
  kind: ConfigurationKind,
): Promise<readonly ShownObject[]> {
  if (kind !== 'workspace') {
    return listObjects(configStore, chooseWorkspace(options, workspaces), kind);
  }
  return Promise.all(workspaces.map((name) => getObject(configStore, name, { kind, name })));
}

function create(
  open: OpenStore,
  options: EntryOptions,
  kind: ConfigurationKind,
): Promise<ShownObject> {
  const entry = toEntry(
    withFields(options.file === undefined ? {} : readEntry(options.file), options),
  );
  if (kind === 'workspace') return createWorkspace(open.configStore, ACTOR, entry);
  return createObject(open.configStore, placeOf(open, options, { kind, name: '' }), kind, entry);
}

function edit(open: OpenStore, options: EntryOptions, target: ObjectName): Promise<ShownObject> {
  const { configStore } = open;
  const place = placeOf(open, options, target);
  if (options.file !== undefined) {
    const entry = { ...withFields(readEntry(options.file), options), name: target.name };
    return replaceObject(configStore, place, target, entry);
  }
  if (options.set === undefined) {
    throw new RelayError('REQUEST_INVALID', 'Say what shall change: --file or --set.');
  }
  return patchObject(configStore, place, target, withFields({}, options));
}

function remove(
  open: OpenStore,
  options: EntryOptions,
  target: ObjectName,
): Promise<readonly ObjectName[]> {
  const place = placeOf(open, options, target);
  const isCascade = options.cascade === true;
  return target.kind === 'workspace'
    ? deleteWorkspace(open.configStore, place, { isCascade })
    : deleteObject(open.configStore, place, target, isCascade);
}

/** A workspace is where it is itself. */
function placeOf({ workspaces }: OpenStore, options: WorkspaceOptions, target: ObjectName) {
  const chosen = target.kind === 'workspace' ? { ...options, workspace: target.name } : options;
  return { workspace: chooseWorkspace(chosen, workspaces), actor: ACTOR };
}

/** What a file, or standard input, says of one object. */
export function readEntry(file: string): Readonly<Record<string, unknown>> {
  const read = readYamlFile(file);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read };
  throw new RelayError('REQUEST_INVALID', `${file}: expected an entry: fields and their values`);
}

function withFields(
  entry: Readonly<Record<string, unknown>>,
  { set = [] }: EntryOptions,
): Readonly<Record<string, unknown>> {
  let filled: Readonly<Record<string, unknown>> = entry;
  for (const text of set) {
    const at = text.indexOf('=');
    if (at < 1) throw new RelayError('REQUEST_INVALID', `--set ${text}: expected field=value`);
    // As YAML: false is a flag, 5 a number, [a, b] a list.
    const value = parseYaml(`--set ${text}`, text.slice(at + 1));
    filled = withField(filled, text.slice(0, at).split('.'), value);
  }
  return filled;
}

function withField(
  entry: Readonly<Record<string, unknown>>,
  [first = '', ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const below = entry[first];
  const inner = typeof below === 'object' && below !== null ? { ...below } : {};
  return { ...entry, [first]: rest.length === 0 ? value : withField(inner, rest, value) };
}

function toEntry(entry: Readonly<Record<string, unknown>>): Entry {
  const { name } = entry;
  if (typeof name === 'string' && name !== '') return { ...entry, name };
  throw new RelayError('REQUEST_INVALID', 'name: expected a name, in --file or as --set name=…');
}

function toLine({ name, enabled, revision, providedBy, entry }: ShownObject): string {
  const where = providedBy === undefined ? `revision ${revision}` : `in ${providedBy}`;
  const description = typeof entry['description'] === 'string' ? `  ${entry['description']}` : '';
  return `${name}  ${enabled ? 'on' : 'off'}  ${where}${description}`;
}
