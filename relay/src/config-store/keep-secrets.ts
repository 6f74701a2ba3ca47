import type { NamedEntry } from '../config/kinds.ts';
import {
  type ConfigurationObject,
  describeObject,
  type Entry,
  isSameObject,
} from '../domain/configuration-object.ts';
import { isSealed } from '../domain/sealing.ts';
import { parseReference } from '../domain/secret-reference.ts';
import { RelayError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { placeOf } from './load-workspace.ts';
import { type EntryPath, isSetMark, mapSecrets, valueAt, withValueAt } from './secrets-in-entry.ts';

/** Puts the secret that is there in the place of each `{"set": true}`. */
export function keepSecrets(
  deps: Pick<ConfigStoreDeps, 'findSecrets'>,
  before: readonly ConfigurationObject[],
  wanted: readonly NamedEntry[],
): readonly NamedEntry[] {
  return wanted.map((one) => {
    const known = before.find((other) => isSameObject(other, one))?.entry;
    if (known === one.entry) return one;
    return { ...one, entry: keepInEntry(deps, one, known) };
  });
}

function keepInEntry(
  { findSecrets }: Pick<ConfigStoreDeps, 'findSecrets'>,
  one: NamedEntry,
  known: Entry | undefined,
): Entry {
  let entry: unknown = one.entry;
  const kept: EntryPath[] = [];
  for (const path of findSecrets(one.kind, one.entry)) {
    const value = valueAt(entry, path);
    const before = valueAt(known, path);
    if (typeof value === 'string' && isSealed(value) && value !== before) {
      throw fault(one, path, 'expected the secret itself');
    }
    if (!isSetMark(value)) continue;
    if (typeof before !== 'string') {
      throw fault(one, path, 'expected a secret: none is kept here that could stay');
    }
    kept.push(path);
    entry = withValueAt(entry, path, before);
  }
  // Afterwards: an address that is a secret itself may be among those that stay.
  const [first] = kept;
  if (first !== undefined && !hasSameAddresses(entry, known)) {
    throw fault(one, first, 'expected the secret anew, since an address beside it changes');
  }
  return { ...Object(entry), name: one.entry.name };
}

/**
 * Whoever may edit must not be able to have a secret that he cannot see sent to a server of his own: with
 * another address it has to be entered again.
 */
function hasSameAddresses(entry: unknown, known: Entry | undefined): boolean {
  return JSON.stringify(addressesIn(entry)) === JSON.stringify(addressesIn(known));
}

/** Names of settings that say where a secret is sent; another kind would send it by other rules. */
const tellsWhere = /^(kind|connector)$|(url|address|host)$/i;

function addressesIn(tree: unknown): readonly unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, part]: [string, unknown]) =>
    tellsWhere.test(key) ? [[key, part]] : addressesIn(part),
  );
}

function fault(one: NamedEntry, path: EntryPath, expected: string): RelayError {
  const place = `${describeObject(one)}: ${path.join('.')}`;
  return new RelayError('CONFIGURATION_REFUSED', `${place}: ${expected}`);
}

/** Nothing readable reaches the store. Not inside a commit: the first secret of a workspace makes a key. */
export async function sealSecrets(
  { sealing, findSecrets }: Pick<ConfigStoreDeps, 'sealing' | 'findSecrets'>,
  workspace: string,
  entries: readonly NamedEntry[],
): Promise<readonly NamedEntry[]> {
  const sealed: NamedEntry[] = [];
  for (const one of entries) {
    const entry = await mapSecrets(one.entry, findSecrets(one.kind, one.entry), (value, path) =>
      typeof value !== 'string' || isSealed(value) || parseReference(value) !== undefined
        ? value
        : sealing.seal(placeOf({ ...one, workspace }, path), new Secret(value)),
    );
    sealed.push({ ...one, entry });
  }
  return sealed;
}
