import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { RelayError } from '../lib/errors.ts';
import type { EnvelopeKey } from './envelope.ts';
import { describeKeyPlace, type KeyPlace } from './key-place.ts';

/** The keys that wrap the data keys. The first is the active one; the others only open. */
export type MasterKeys = readonly [EnvelopeKey, ...EnvelopeKey[]];

const KEY_BYTES = 32;
const OTHERS_MAY = 0o077;

/** `undefined` when there is none; rejects a key that cannot be used, and never makes one up. */
export function loadMasterKeys(place: KeyPlace): MasterKeys | undefined {
  const text = place.kind === 'environment' ? place.text.reveal() : readKeyFile(place);
  if (text === undefined) return undefined;
  const keys = readKeyTexts(text).map((word) => toMasterKey(word, place));
  const [active, ...others] = keys;
  if (active === undefined) throw keyInvalid(place, 'it is empty');
  return [active, ...others];
}

/** One a line or between commas; a line may end with a comment. */
export function readKeyTexts(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, ''))
    .join(' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

function toMasterKey(base64: string, place: KeyPlace): EnvelopeKey {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== KEY_BYTES || !/^[A-Za-z0-9+/_-]{43}=?$/.test(base64)) {
    throw keyInvalid(place, `expected ${KEY_BYTES} bytes in Base64`);
  }
  return { id: toKeyId(bytes), key: createSecretKey(bytes) };
}

/** Names a key without telling anything of it. */
function toKeyId(bytes: Buffer): string {
  return createHash('sha256')
    .update('alert-relay master key\0')
    .update(bytes)
    .digest('hex')
    .slice(0, 16);
}

function readKeyFile(place: Extract<KeyPlace, { kind: 'file' }>): string | undefined {
  const found = statSync(place.file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (!place.isNamed) return undefined;
    throw keyInvalid(place, 'RELAY_KEY_FILE names it, and it is not there');
  }
  if ((found.mode & OTHERS_MAY) !== 0 && !(place.isNamed && isMountedSecret(found.mode))) {
    const mend = `chmod 600 ${place.file}${place.isNamed ? ', or "defaultMode: 0440" where Kubernetes mounts it' : ''}`;
    throw keyInvalid(place, `others may read it; ${mend}, and make a new key if somebody did`);
  }
  try {
    return readFileSync(place.file, 'utf8');
  } catch (error) {
    throw keyInvalid(place, 'it cannot be read', error);
  }
}

/**
 * On a file system of the container alone: Docker mounts secrets as 0444, Kubernetes for a user that is not
 * root as 0440 (`fsGroup` adds the group to a `defaultMode`, which by itself is 0644).
 */
function isMountedSecret(mode: number): boolean {
  return [0o444, 0o440].includes(mode & 0o777);
}

function keyInvalid(place: KeyPlace, because: string, cause?: unknown): RelayError {
  return new RelayError(
    'MASTER_KEY_INVALID',
    `Could not use the master key in ${describeKeyPlace(place)}: ${because}.`,
    { cause },
  );
}
