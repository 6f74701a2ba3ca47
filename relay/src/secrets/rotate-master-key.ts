import { readFileSync, realpathSync } from 'node:fs';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { RelayError } from '../lib/errors.ts';
import { listDataKeys, rewrapDataKey } from './data-keys.ts';
import { keyIdOf } from './envelope.ts';
import { newMasterKey, replaceKeyFile, whileLocked } from './key-file.ts';
import { describeKeyPlace, type KeyPlace } from './key-place.ts';
import { createKeyRing, keyLost } from './key-ring.ts';
import { loadMasterKeys, type MasterKeys, readKeyTexts } from './master-keys.ts';

export interface RotateDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly keyPlace: KeyPlace;
  /** For tests: called before and after each durable step. */
  readonly crashPoint?: (name: string) => void;
}

export interface Rotation {
  /** Id of the key that wraps from now on. */
  readonly active: string;
  readonly isNew: boolean;
  /** Data keys that were wrapped anew by this run. */
  readonly rewrapped: number;
  /** Former keys that are still read; `--forget` drops them. */
  readonly former: readonly string[];
}

/**
 * A new master key for all that is sealed:
 *
 *   one key ──write [new, former] to the file──▶ both ──wrap each data key anew──▶ former wraps nothing
 *     ──forget──▶ one key
 *
 * At every moment the file opens everything, so a run that was killed anywhere is finished by the next.
 * No secret is touched. Former keys are dropped by a step of its own, since a relay that was just making
 * a data key may have read them a moment ago.
 */
export async function rotateMasterKey(deps: RotateDeps): Promise<Rotation> {
  const { db, commit, keyPlace, crashPoint = () => undefined } = deps;
  const before = loadMasterKeys(keyPlace);
  if (before === undefined) throw await nothingToRotate(db, keyPlace);
  const isUnfinished = (await listDataKeys(db)).some(
    ({ wrapped }) => keyIdOf(wrapped) !== before[0].id,
  );
  const isNew = !isUnfinished && addKey(keyPlace, before, crashPoint);
  const ring = createKeyRing(keyPlace);
  const active = ring.active();
  let rewrapped = 0;
  for (const row of await listDataKeys(db)) {
    if (keyIdOf(row.wrapped) === active.id) continue;
    crashPoint(`before ${row.id}`);
    if (await rewrapDataKey(commit, ring, row)) rewrapped += 1;
    crashPoint(`after ${row.id}`);
  }
  const [, ...former] = loadMasterKeys(keyPlace) ?? [];
  return { active: active.id, isNew, rewrapped, former: former.map(({ id }) => id) };
}

/** Drops former keys from the file; refused while one of them still wraps something. */
export async function forgetFormerKeys(deps: RotateDeps): Promise<readonly string[]> {
  const { db, keyPlace, crashPoint = () => undefined } = deps;
  if (loadMasterKeys(keyPlace) === undefined) throw await nothingToRotate(db, keyPlace);
  const inUse = new Set((await listDataKeys(db)).map(({ wrapped }) => keyIdOf(wrapped)));
  if (findFormer(keyPlace, inUse).length === 0) return [];
  if (keyPlace.kind === 'environment')
    throw notOurs(keyPlace, 'Remove all but the first key from it.');
  const file = realpathSync(keyPlace.file);
  return whileLocked(file, () => {
    // Who rotated since then made one of them a former key that is needed.
    const forgotten = findFormer(keyPlace, inUse);
    const [text = ''] = readKeyTexts(readFileSync(file, 'utf8'));
    replaceKeyFile(file, [text], crashPoint);
    return forgotten;
  });
}

/** Rejects where one of them still wraps something. */
function findFormer(keyPlace: KeyPlace, inUse: ReadonlySet<string | undefined>): readonly string[] {
  const [, ...former] = loadMasterKeys(keyPlace) ?? [];
  const needed = former.find(({ id }) => inUse.has(id));
  if (needed === undefined) return former.map(({ id }) => id);
  throw new RelayError(
    'REQUEST_INVALID',
    `The former key ${needed.id} still wraps data keys. Run "alert-relay rotate-key" first.`,
  );
}

/** False where another rotation was quicker: its key is the new one. */
function addKey(
  keyPlace: KeyPlace,
  before: MasterKeys,
  crashPoint: (name: string) => void,
): boolean {
  if (keyPlace.kind === 'environment') {
    throw notOurs(
      keyPlace,
      'Put a new key before the present one, with a comma between them, and run this again.',
    );
  }
  const file = realpathSync(keyPlace.file);
  return whileLocked(file, () => {
    if (loadMasterKeys(keyPlace)?.[0].id !== before[0].id) return false;
    const present = readKeyTexts(readFileSync(file, 'utf8'));
    replaceKeyFile(file, [newMasterKey(), ...present], crashPoint);
    return true;
  });
}

async function nothingToRotate(db: Db, keyPlace: KeyPlace): Promise<RelayError> {
  const [sealed] = await listDataKeys(db);
  const id = sealed === undefined ? undefined : keyIdOf(sealed.wrapped);
  if (id !== undefined) return keyLost(keyPlace, id);
  return new RelayError(
    'SECRETS_KEY_MISSING',
    `There is no master key in ${describeKeyPlace(keyPlace)}. "alert-relay init" makes one.`,
  );
}

function notOurs(keyPlace: KeyPlace, cure: string): RelayError {
  return new RelayError(
    'REQUEST_INVALID',
    `The master key is in ${describeKeyPlace(keyPlace)}, which this command cannot write. ${cure}`,
  );
}
