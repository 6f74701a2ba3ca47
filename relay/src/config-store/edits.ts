import type { NamedEntry } from '../config/kinds.ts';
import {
  type ConfigurationKind,
  type ConfigurationObject,
  describeObject,
  type Entry,
  isSameObject,
} from '../domain/configuration-object.ts';
import { RelayError } from '../lib/errors.ts';
import { dependentsOf, withoutObject } from './dependents.ts';

/** Which object, and what it has to be still. */
export interface Target {
  readonly kind: ConfigurationKind;
  readonly name: string;
  /** The revision that the caller read; another one means that somebody was faster. */
  readonly ifMatch?: number | undefined;
}

type Objects = readonly ConfigurationObject[];

/** What the store holds of them. */
export function storedOf(objects: Objects): Objects {
  return objects.filter(({ providedBy }) => providedBy === undefined);
}

export function addEntry(objects: Objects, added: NamedEntry): readonly NamedEntry[] {
  const known = objects.find((one) => isSameObject(one, added));
  if (known !== undefined) {
    refuseProvided(known);
    throw new RelayError('CONFIGURATION_EXISTS', `There is ${describeObject(known)} already.`);
  }
  return [...storedOf(objects), added];
}

export function replaceEntry(
  objects: Objects,
  target: Target,
  toEntry: (before: Entry) => Entry,
): readonly NamedEntry[] {
  const known = findForChange(objects, target);
  const entry = toEntry(known.entry);
  if (entry.name !== known.name) {
    throw new RelayError(
      'CONFIGURATION_REFUSED',
      `${describeObject(known)}: name: a name stays as it is, since records and addresses carry it`,
    );
  }
  return storedOf(objects).map((one) => (isSameObject(one, known) ? { ...one, entry } : one));
}

/** @param isCascade takes what depends on it along */
export function removeEntry(
  objects: Objects,
  target: Target,
  isCascade: boolean,
): readonly NamedEntry[] {
  const known = findForChange(objects, target);
  const dependents = dependentsOf(objects, known);
  const provided = dependents.find(({ providedBy }) => providedBy !== undefined);
  if (provided !== undefined) refuseProvided(provided);
  if (dependents.length > 0 && !isCascade) {
    const list = dependents.map(describeObject).join(', ');
    throw new RelayError(
      'CONFIGURATION_IN_USE',
      `${describeObject(known)} is used by ${list}. Change these first, or delete everything together with cascade.`,
    );
  }
  return withoutObject(storedOf(objects), known);
}

/** Routes are tried in order. @param names of all routes of the store */
export function orderRoutes(objects: Objects, names: readonly string[]): readonly NamedEntry[] {
  const stored = storedOf(objects);
  const routes = stored.filter(({ kind }) => kind === 'route');
  const areAll = routes.every(({ name }) => names.includes(name));
  if (!areAll || names.length !== routes.length) {
    const expected = routes.map(({ name }) => name).join(', ') || 'none';
    throw new RelayError(
      'CONFIGURATION_REFUSED',
      `names: expected each route that is not in the file once (${expected})`,
    );
  }
  const ordered = routes.toSorted(
    (left, right) => names.indexOf(left.name) - names.indexOf(right.name),
  );
  return [...stored.filter(({ kind }) => kind !== 'route'), ...ordered];
}

/** What is to be changed: not of the file, and as whoever changes it read it. */
export function findForChange(objects: Objects, target: Target): ConfigurationObject {
  const known = objects.find((one) => isSameObject(one, target));
  if (known === undefined) throw notFound(target);
  refuseProvided(known);
  if (target.ifMatch !== undefined && target.ifMatch !== known.revision) {
    throw new RelayError(
      'PRECONDITION_FAILED',
      `${describeObject(known)} has the revision ${known.revision} by now, not ${target.ifMatch}.`,
    );
  }
  return known;
}

export function notFound(target: Pick<Target, 'kind' | 'name'>): RelayError {
  return new RelayError('NOT_FOUND', `There is no ${describeObject(target).slice(4)} here.`);
}

function refuseProvided(object: ConfigurationObject): void {
  if (object.providedBy === undefined) return;
  throw new RelayError(
    'CONFIGURATION_PROVIDED',
    `${describeObject(object)} stands in ${object.providedBy}, below provision, and is changed there.`,
  );
}

/** RFC 7396: what is null goes, objects are merged, all else is replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), part));
  }
  return Object.fromEntries(merged);
}
