import { listedKinds, lists } from '../config/kinds.ts';
import {
  type ConfigurationKind,
  type ConfigurationObject,
  describeObject,
  type Entry,
  isSameObject,
} from '../domain/configuration-object.ts';
import { RelayError } from '../lib/errors.ts';
import { forgetWorkspace } from '../store/forget-workspace.ts';
import { type Changed, changeConfiguration } from './change.ts';
import type { ConfigStoreDeps } from './deps.ts';
import {
  addEntry,
  findForChange,
  mergePatch,
  notFound,
  orderRoutes,
  removeEntry,
  replaceEntry,
} from './edits.ts';
import { loadObjects } from './load-workspace.ts';
import { toShown } from './show.ts';

/** Where, and who. */
export interface Place {
  readonly workspace: string;
  readonly actor: string;
}

/** An object as it is shown. */
export interface ShownObject {
  readonly kind: ConfigurationKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly revision: number;
  readonly providedBy: string | undefined;
  readonly entry: Entry;
}

export interface ObjectName {
  readonly kind: ConfigurationKind;
  readonly name: string;
}

export async function listObjects(
  deps: ConfigStoreDeps,
  workspace: string,
  kind: ConfigurationKind,
): Promise<readonly ShownObject[]> {
  const objects = await loadObjects(deps, workspace);
  return objects.filter((one) => one.kind === kind).map((one) => show(deps, one));
}

export async function getObject(
  deps: ConfigStoreDeps,
  workspace: string,
  name: ObjectName,
): Promise<ShownObject> {
  return pick(deps, await loadObjects(deps, workspace), name);
}

export async function createObject(
  deps: ConfigStoreDeps,
  { workspace, actor }: Place,
  kind: ConfigurationKind,
  entry: Entry,
): Promise<ShownObject> {
  const object = { kind, name: entry.name, entry };
  const { objects } = await changeConfiguration(deps, {
    workspace,
    actor,
    action: `${kind}.create`,
    subject: entry.name,
    edit: (before) => addEntry(before, object),
  });
  return pick(deps, objects, object);
}

/** The whole entry anew (PUT). */
export function replaceObject(
  deps: ConfigStoreDeps,
  place: Place,
  target: ObjectName & { readonly ifMatch?: number | undefined },
  entry: Entry,
): Promise<ShownObject> {
  return edit(deps, place, target, () => entry);
}

/** Some fields (PATCH, RFC 7396). */
export function patchObject(
  deps: ConfigStoreDeps,
  place: Place,
  target: ObjectName & { readonly ifMatch?: number | undefined },
  patch: Readonly<Record<string, unknown>>,
): Promise<ShownObject> {
  return edit(deps, place, target, (before) => ({
    name: before.name,
    ...Object(mergePatch(toShown(deps, { ...target, entry: before }), patch)),
  }));
}

async function edit(
  deps: ConfigStoreDeps,
  { workspace, actor }: Place,
  target: ObjectName & { readonly ifMatch?: number | undefined },
  toEntry: (before: Entry) => Entry,
): Promise<ShownObject> {
  const { objects } = await changeConfiguration(deps, {
    workspace,
    actor,
    action: `${target.kind}.edit`,
    subject: target.name,
    edit: (before) => replaceEntry(before, target, toEntry),
  });
  return pick(deps, objects, target);
}

/** Gives what went: the object, and with cascade what depended on it. */
export async function deleteObject(
  deps: ConfigStoreDeps,
  { workspace, actor }: Place,
  target: ObjectName & { readonly ifMatch?: number | undefined },
  isCascade: boolean,
): Promise<readonly ObjectName[]> {
  let before: readonly ConfigurationObject[] = [];
  const { objects } = await changeConfiguration(deps, {
    workspace,
    actor,
    action: `${target.kind}.delete`,
    subject: target.name,
    edit: (all) => {
      before = all;
      return removeEntry(all, target, isCascade);
    },
  });
  const gone = before.filter((one) => !objects.some((other) => isSameObject(one, other)));
  return gone.map(({ kind, name }) => ({ kind, name }));
}

export async function reorderRoutes(
  deps: ConfigStoreDeps,
  { workspace, actor }: Place,
  names: readonly string[],
): Promise<Changed> {
  return changeConfiguration(deps, {
    workspace,
    actor,
    action: 'route.order',
    subject: workspace,
    edit: (before) => orderRoutes(before, names),
  });
}

/** A workspace with nothing in it. */
export async function createWorkspace(
  deps: ConfigStoreDeps,
  actor: string,
  entry: Entry,
): Promise<ShownObject> {
  return createObject(deps, { workspace: entry.name, actor }, 'workspace', entry);
}

/** Refuses with what is in it, unless all shall go. */
export async function deleteWorkspace(
  deps: ConfigStoreDeps,
  { workspace, actor }: Place,
  { isCascade, ifMatch }: { readonly isCascade: boolean; readonly ifMatch?: number | undefined },
): Promise<readonly ObjectName[]> {
  let before: readonly ConfigurationObject[] = [];
  await changeConfiguration(deps, {
    workspace,
    actor,
    action: 'workspace.delete',
    subject: workspace,
    edit: (all) => {
      before = all;
      refuseFull(all, workspace, isCascade);
      findForChange(all, { kind: 'workspace', name: workspace, ifMatch });
      return [];
    },
  });
  // Nothing more comes in by now: the relay follows before it goes on.
  await forgetWorkspace(deps, workspace);
  return before.map(({ kind, name }) => ({ kind, name }));
}

function refuseFull(
  objects: readonly ConfigurationObject[],
  workspace: string,
  isCascade: boolean,
): void {
  const provided = objects.find(({ providedBy }) => providedBy !== undefined);
  if (provided !== undefined) {
    throw new RelayError(
      'CONFIGURATION_PROVIDED',
      `${describeObject(provided)}${provided.kind === 'workspace' ? '' : ` of the workspace ${workspace}`} stands in ${provided.providedBy ?? ''}, below provision: take it out there first.`,
    );
  }
  const inIt = objects.filter(({ kind }) => kind !== 'workspace');
  if (objects.length === 0) throw notFound({ kind: 'workspace', name: workspace });
  if (inIt.length === 0 || isCascade) return;
  const counts = listedKinds.flatMap((kind) => {
    const names = inIt.filter((one) => one.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${lists[kind]}: ${names.join(', ')}`];
  });
  throw new RelayError(
    'CONFIGURATION_IN_USE',
    `The workspace ${workspace} still has ${counts.join('; ')}. Delete these first, or everything together with cascade.`,
  );
}

function pick(
  deps: ConfigStoreDeps,
  objects: readonly ConfigurationObject[],
  name: ObjectName,
): ShownObject {
  const found = objects.find((one) => isSameObject(one, name));
  if (found === undefined) throw notFound(name);
  return show(deps, found);
}

function show(deps: ConfigStoreDeps, object: ConfigurationObject): ShownObject {
  const { kind, name, revision, providedBy } = object;
  const entry = toShown(deps, object);
  return { kind, name, enabled: entry['enabled'] !== false, revision, providedBy, entry };
}
