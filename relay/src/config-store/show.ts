import type { NamedEntry } from '../config/kinds.ts';
import type { Entry } from '../domain/configuration-object.ts';
import { parseReference } from '../domain/secret-reference.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { SET, valueAt, withValueAt } from './secrets-in-entry.ts';

/** The entry as anybody may see it: of a secret only that there is one, or where it lies. */
export function toShown(
  { findSecrets }: Pick<ConfigStoreDeps, 'findSecrets'>,
  { kind, entry }: Pick<NamedEntry, 'kind' | 'entry'>,
): Entry {
  let shown: unknown = entry;
  for (const path of findSecrets(kind, entry)) {
    const value = valueAt(shown, path);
    if (value === undefined || isReference(value)) continue;
    shown = withValueAt(shown, path, SET);
  }
  return { ...Object(shown), name: entry.name };
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && parseReference(value) !== undefined;
}
