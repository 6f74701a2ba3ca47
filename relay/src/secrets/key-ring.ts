import { RelayError } from '../lib/errors.ts';
import type { EnvelopeKey } from './envelope.ts';
import { describeKeyPlace, type KeyPlace } from './key-place.ts';
import { loadMasterKeys } from './master-keys.ts';

/** The master keys of a process that lives on while somebody rotates them. */
export interface KeyRing {
  /** Wraps what is new. */
  active(): EnvelopeKey;
  /** Opens what was wrapped with it. */
  find(id: string): EnvelopeKey;
  /** False when there is no key at all. */
  hasKey(): boolean;
}

/** Reads the keys once, and again when something was wrapped with a key that came later. */
export function createKeyRing(place: KeyPlace): KeyRing {
  let keys = loadMasterKeys(place);
  const known = (id: string): EnvelopeKey | undefined => keys?.find((key) => key.id === id);
  return {
    hasKey: () => keys !== undefined,
    active() {
      // Seldom asked: a data key that is made during a rotation belongs under the new key.
      keys = loadMasterKeys(place) ?? keys;
      if (keys === undefined) throw keyMissing(place);
      return keys[0];
    },
    find(id) {
      if (known(id) === undefined) keys = loadMasterKeys(place) ?? keys;
      const found = known(id);
      if (found !== undefined) return found;
      if (keys === undefined) throw keyLost(place, id);
      throw new RelayError(
        'SECRETS_KEY_UNKNOWN',
        `The store holds secrets under the master key ${id}, which is not in ${describeKeyPlace(place)}. Put that key back, as a second one.`,
      );
    },
  };
}

function keyMissing(place: KeyPlace): RelayError {
  return new RelayError(
    'SECRETS_KEY_MISSING',
    `There is no master key in ${describeKeyPlace(place)}, so secrets can be neither kept nor read. "alert-relay init" makes one.`,
  );
}

/** Not the advice to make one: a new key opens nothing of what is there. */
export function keyLost(place: KeyPlace, id: string): RelayError {
  return new RelayError(
    'SECRETS_KEY_MISSING',
    `The store holds secrets under the master key ${id}, and there is no key in ${describeKeyPlace(place)}. Put that key back from its copy: a new one does not open them.`,
  );
}
