import { type NamedEntry, toEntries, toWorkspaceTree } from '../config/kinds.ts';
import {
  type ConfigurationObject,
  describeObject,
  isSameObject,
} from '../domain/configuration-object.ts';
import type { Configuration } from '../domain/configuration.ts';
import { toCanonicalJson } from '../lib/canonical-json.ts';
import { RelayError } from '../lib/errors.ts';
import { findVersionObjects } from '../store/configuration.ts';
import { type Changed, changeTogether, draftConfiguration } from './change.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { type Difference, differencesOf } from './difference.ts';
import { storedOf } from './edits.ts';
import { combine, loadObjects } from './load-workspace.ts';
import { toShown } from './show.ts';

/** A workspace as relay.yml would write it, without its secrets. */
export async function exportWorkspace(
  deps: ConfigStoreDeps,
  workspace: string,
): Promise<Readonly<Record<string, unknown>>> {
  return toWorkspaceTree(workspace, await shownEntries(deps, workspace));
}

async function shownEntries(
  deps: ConfigStoreDeps,
  workspace: string,
): Promise<readonly NamedEntry[]> {
  return toShownEntries(deps, await loadObjects(deps, workspace));
}

function toShownEntries(
  deps: ConfigStoreDeps,
  objects: readonly NamedEntry[],
): readonly NamedEntry[] {
  return objects.map((one) => ({ kind: one.kind, name: one.name, entry: toShown(deps, one) }));
}

/** Makes these workspaces what is written, all of them or none; gives what that changes. */
export async function importWorkspaces(
  deps: ConfigStoreDeps,
  actor: string,
  trees: readonly unknown[],
): Promise<readonly Difference[]> {
  const wanted = trees.map(readTree);
  const differences = await differencesOfAll(deps, wanted);
  await changeTogether(
    deps,
    wanted.map(({ workspace, entries }) => ({
      workspace,
      actor,
      action: 'configuration.import',
      subject: workspace,
      edit: (objects) => withoutProvided(deps, objects, entries),
    })),
  );
  return differences;
}

/** What an import would change; refuses what the import would refuse, and writes nothing. */
export async function compareWorkspaces(
  deps: ConfigStoreDeps,
  trees: readonly unknown[],
): Promise<readonly Difference[]> {
  await draftWorkspaces(deps, trees);
  return differencesOfAll(deps, trees.map(readTree));
}

/** These workspaces as an import would make them, checked by themselves; writes nothing. */
export async function draftWorkspaces(
  deps: ConfigStoreDeps,
  trees: readonly unknown[],
): Promise<readonly Configuration[]> {
  return Promise.all(
    trees.map(readTree).map(({ workspace, entries }) =>
      draftConfiguration(deps, {
        workspace,
        edit: (objects) => withoutProvided(deps, objects, entries),
      }),
    ),
  );
}

interface Wanted {
  readonly workspace: string;
  readonly entries: readonly NamedEntry[];
}

async function differencesOfAll(
  deps: ConfigStoreDeps,
  wanted: readonly Wanted[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const { workspace, entries } of wanted) {
    const before = await shownEntries(deps, workspace);
    // What the file provides stays, whether or not the import says so.
    const stored = entries.map((one) => ({ ...one, revision: 0 }));
    const after = toShownEntries(deps, combine(deps, workspace, stored));
    found.push(...differencesOf(workspace, before, after));
  }
  return found;
}

function readTree(tree: unknown): Wanted {
  try {
    const entries = toEntries(tree);
    return { workspace: entries[0]?.name ?? '', entries };
  } catch (cause) {
    throw new RelayError(
      'CONFIGURATION_REFUSED',
      'expected a workspace as in relay.yml: a name, and lists of objects that have names',
      { cause },
    );
  }
}

/** What the file provides may stand in an export as it is, and is left to the file. */
function withoutProvided(
  deps: ConfigStoreDeps,
  objects: readonly ConfigurationObject[],
  entries: readonly NamedEntry[],
): readonly NamedEntry[] {
  return entries.filter((one) => {
    const known = objects.find((other) => isSameObject(one, other));
    if (known?.providedBy === undefined) return true;
    if (toCanonicalJson(toShown(deps, known)) === toCanonicalJson(toShown(deps, one))) return false;
    throw new RelayError(
      'CONFIGURATION_PROVIDED',
      `${describeObject(known)} stands in ${known.providedBy}, below provision, and is changed there.`,
    );
  });
}

/** Makes a workspace what it was after an earlier version; that is a new version. */
export async function rollBack(
  deps: ConfigStoreDeps,
  { workspace, actor }: { readonly workspace: string; readonly actor: string },
  revision: number,
): Promise<Changed & { readonly differences: readonly Difference[] }> {
  const { shown, stored } = await findVersion(deps, workspace, revision);
  const before = await shownEntries(deps, workspace);
  const [changed] = await changeTogether(deps, [
    {
      workspace,
      actor,
      action: 'configuration.rollback',
      subject: `revision ${revision}`,
      edit: () => stored,
      isOfStore: true,
    },
  ]);
  const differences = differencesOf(workspace, before, shown);
  return { ...(changed ?? { revision, objects: [] }), differences };
}

/** A version as it is shown, and what distinguishes what is configured now from it. */
export async function compareWithVersion(
  deps: ConfigStoreDeps,
  workspace: string,
  revision: number,
): Promise<{
  readonly tree: Readonly<Record<string, unknown>>;
  readonly differences: readonly Difference[];
}> {
  const { shown } = await findVersion(deps, workspace, revision);
  return {
    tree: toWorkspaceTree(workspace, shown),
    differences: differencesOf(workspace, shown, await shownEntries(deps, workspace)),
  };
}

async function findVersion(deps: ConfigStoreDeps, workspace: string, revision: number) {
  const objects = await findVersionObjects(deps.db, workspace, revision);
  if (objects === undefined) {
    throw new RelayError('NOT_FOUND', `The workspace ${workspace} has no version ${revision}.`);
  }
  const all = combine(deps, workspace, objects);
  return { shown: toShownEntries(deps, all), stored: storedOf(all) };
}
