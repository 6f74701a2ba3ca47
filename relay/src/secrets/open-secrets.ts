import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Sealing } from '../domain/sealing.ts';
import { steadyClock } from '../lib/clock.ts';
import { createSealing } from './create-sealing.ts';
import { listDataKeys, toEnvelopeKey } from './data-keys.ts';
import type { KeyPlace } from './key-place.ts';
import { createKeyRing } from './key-ring.ts';

export interface OpenSecrets {
  readonly sealing: Sealing;
  /** False: the relay works, and takes no secrets. */
  readonly hasKey: boolean;
}

/**
 * The secrets of a store. Rejects when a master key is missing under which something is sealed: found
 * now rather than in the night when the first credential is needed.
 */
export async function openSecrets(deps: {
  readonly db: Db;
  readonly commit: Commit;
  readonly keyPlace: KeyPlace;
  readonly newId: () => string;
  readonly now: () => number;
}): Promise<OpenSecrets> {
  const ring = createKeyRing(deps.keyPlace);
  for (const row of await listDataKeys(deps.db)) toEnvelopeKey(ring, row);
  return { sealing: createSealing({ ...deps, ring, steadyClock }), hasKey: ring.hasKey() };
}
