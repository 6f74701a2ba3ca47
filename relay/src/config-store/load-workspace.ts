import { checkWorkspace, type CheckedWorkspace } from '../config/check-workspace.ts';
import type { NamedEntry } from '../config/kinds.ts';
import { referenceKeysOf } from '../config/read-reference.ts';
import { type ConfigurationProblem, toPathText } from '../config/problem.ts';
import { findTextReferences, replaceTextReferences } from '../config/text-references.ts';
import type { ReadText } from '../config/read-text.ts';
import type { ConfigurationObject, Entry } from '../domain/configuration-object.ts';
import { isSealed } from '../domain/sealing.ts';
import { withoutPlainMark } from '../domain/secret-reference.ts';
import { RelayError } from '../lib/errors.ts';
import {
  listStoredWorkspaces,
  loadStoredObjects,
  type StoredObject,
} from '../store/configuration.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { mapSecrets } from './secrets-in-entry.ts';

/** Everything that is configured in a workspace, what the file provides first. */
export async function loadObjects(
  deps: Pick<ConfigStoreDeps, 'db' | 'provided'>,
  workspace: string,
): Promise<readonly ConfigurationObject[]> {
  return combine(deps, workspace, await loadStoredObjects(deps.db, workspace));
}

/** What the file provides goes before what the store holds under the same name. */
export function combine(
  { provided }: Pick<ConfigStoreDeps, 'provided'>,
  workspace: string,
  stored: readonly StoredObject[],
): readonly ConfigurationObject[] {
  const ofFile = providedOf(provided, workspace);
  const isProvided = (one: NamedEntry): boolean =>
    ofFile.some(({ kind, name }) => kind === one.kind && name === one.name);
  return [
    ...ofFile.map((one) => ({ ...one, workspace, revision: 0, providedBy: provided.file })),
    ...stored
      .filter((one) => !isProvided(one))
      .map((one) => ({ ...one, workspace, providedBy: undefined })),
  ];
}

function providedOf(
  { workspaces }: ConfigStoreDeps['provided'],
  name: string,
): readonly NamedEntry[] {
  return workspaces.find((entries) => entries[0]?.name === name) ?? [];
}

/** Names of all workspaces, those of the file first. */
export async function listWorkspaces({
  db,
  provided,
}: Pick<ConfigStoreDeps, 'db' | 'provided'>): Promise<readonly string[]> {
  const ofFile = provided.workspaces.flatMap((entries) => entries[0]?.name ?? []);
  const stored = await listStoredWorkspaces(db);
  return [...new Set([...ofFile, ...stored.toSorted()])];
}

export type CheckDeps = Pick<
  ConfigStoreDeps,
  'sealing' | 'references' | 'findSecrets' | 'connectors' | 'allowedHosts'
>;

/** Opens what is sealed, reads what references lead to, and checks the workspace as a whole. */
export async function checkObjects(
  deps: CheckDeps,
  workspace: string,
  objects: readonly ConfigurationObject[],
): Promise<CheckedWorkspace> {
  const opened = await Promise.all(objects.map((object) => openObject(deps, object)));
  const unread = opened.flatMap(({ kind, name, problems }) =>
    problems.map((because) => ({ kind, name, because })),
  );
  return checkWorkspace(workspace, opened, deps, unread);
}

interface Opened extends NamedEntry {
  /** What could not be read of it. */
  readonly problems: readonly string[];
}

async function openObject(deps: CheckDeps, object: ConfigurationObject): Promise<Opened> {
  const { kind, name, entry } = object;
  if (object.providedBy !== undefined) return { kind, name, entry, problems: [] };
  const { resolved, problems } = await readReferences(deps, object);
  const unopened: string[] = [];
  const opened = await mapSecrets(
    resolved,
    deps.findSecrets(kind, resolved),
    async (value, path) => {
      if (typeof value !== 'string' || !isSealed(value)) return value;
      try {
        return withoutPlainMark((await deps.sealing.open(placeOf(object, path), value)).reveal());
      } catch (error) {
        if (!(error instanceof RelayError) || error.code !== 'SECRET_UNREADABLE') throw error;
        unopened.push(error.message);
        return value;
      }
    },
  );
  return { kind, name, entry: opened, problems: [...problems, ...unopened] };
}

async function readReferences(
  { references, connectors }: CheckDeps,
  object: ConfigurationObject,
): Promise<{ readonly resolved: Entry; readonly problems: readonly string[] }> {
  const keys = referenceKeysOf(connectors);
  const found = new Set(findTextReferences(object.entry, keys));
  if (found.size === 0) return { resolved: object.entry, problems: [] };
  const read = new Map<string, ReadText>();
  for (const reference of found) {
    read.set(reference, await readOne(references, object.workspace, reference));
  }
  const problems: ConfigurationProblem[] = [];
  const resolved = replaceTextReferences(
    object.entry,
    keys,
    (reference) => read.get(reference) ?? { because: 'it was not read' },
    problems,
  );
  const lines = problems.map(({ path, expected }) => `${toPathText(path)}: ${expected}`);
  return { resolved: { ...Object(resolved), name: object.name }, problems: lines };
}

/** A secret that is not there, or not allowed, is a fault of the entry; a server that is away is not. */
async function readOne(
  references: ConfigStoreDeps['references'],
  workspace: string,
  reference: string,
): Promise<ReadText> {
  try {
    return { text: await references.readFor(workspace, reference) };
  } catch (error) {
    if (!(error instanceof RelayError) || error.code === 'SECRET_UNAVAILABLE') throw error;
    return { because: error.message };
  }
}

/** Where in the store a secret stands: sealed for this place, it opens in no other. */
export function placeOf(
  { workspace, kind, name }: Pick<ConfigurationObject, 'workspace' | 'kind' | 'name'>,
  path: readonly (string | number)[],
) {
  return {
    workspace,
    table: 'configuration',
    row: `${kind}/${name}`,
    column: path.join('.'),
  };
}
