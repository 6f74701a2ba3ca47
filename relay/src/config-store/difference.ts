import type { NamedEntry } from '../config/kinds.ts';
import { type ConfigurationKind, isSameObject } from '../domain/configuration-object.ts';
import { toCanonicalJson } from '../lib/canonical-json.ts';

export interface FieldDifference {
  /** `credentials.user` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Difference {
  readonly workspace: string;
  readonly kind: ConfigurationKind;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  readonly fields: readonly FieldDifference[];
}

/** What distinguishes two states of a workspace, both as they are shown. */
export function differencesOf(
  workspace: string,
  before: readonly NamedEntry[],
  after: readonly NamedEntry[],
): readonly Difference[] {
  const removed = before
    .filter((one) => !after.some((other) => isSameObject(one, other)))
    .map(({ kind, name }) => ({ workspace, kind, name, change: 'removed' as const, fields: [] }));
  const others = after.flatMap(({ kind, name, entry }): readonly Difference[] => {
    const known = before.find((one) => isSameObject(one, { kind, name }));
    if (known === undefined) return [{ workspace, kind, name, change: 'added', fields: [] }];
    const fields = fieldsOf(known.entry, entry);
    return fields.length === 0 ? [] : [{ workspace, kind, name, change: 'changed', fields }];
  });
  return [...removed, ...others, ...movedIn(workspace, before, after)];
}

/** Routes that are tried before another one which they came after. */
function movedIn(
  workspace: string,
  before: readonly NamedEntry[],
  after: readonly NamedEntry[],
): readonly Difference[] {
  const namesIn = (entries: readonly NamedEntry[], others: readonly NamedEntry[]) =>
    entries
      .filter((one) => one.kind === 'route' && others.some((other) => isSameObject(one, other)))
      .map(({ name }) => name);
  const [old, now] = [namesIn(before, after), namesIn(after, before)];
  return now
    .filter((name, index) => old[index] !== name)
    .map((name) => ({ workspace, kind: 'route', name, change: 'moved', fields: [] }) as const);
}

function fieldsOf(before: unknown, after: unknown, path = ''): readonly FieldDifference[] {
  if (toCanonicalJson(before ?? null) === toCanonicalJson(after ?? null)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    fieldsOf(before[key], after[key], path === '' ? key : `${path}.${key}`),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
