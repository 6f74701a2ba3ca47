import {
  isSealed,
  type SealedPlace,
  type Sealing,
  withoutSealedPrefix,
  withSealedPrefix,
} from '../domain/sealing.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createExpiringCache } from '../lib/expiring-cache.ts';
import { Secret } from '../lib/secret.ts';
import {
  addDataKey,
  type AddDataKeyDeps,
  findDataKey,
  newestDataKey,
  toEnvelopeKey,
} from './data-keys.ts';
import { decrypt, encrypt, keyIdOf, type EnvelopeKey } from './envelope.ts';

export interface SealingDeps extends AddDataKeyDeps {
  readonly steadyClock: Clock;
}

/** A data key that was taken out of the store is still used for so long, and no longer. */
const KEEP_DATA_KEYS_MS = 300_000;
const MAX_DATA_KEYS = 10_000;

export function createSealing(deps: SealingDeps): Sealing {
  const { db, ring, steadyClock } = deps;
  const cache = createExpiringCache<EnvelopeKey>({
    clock: steadyClock,
    keepMs: KEEP_DATA_KEYS_MS,
    maxEntries: MAX_DATA_KEYS,
  });

  const sealingKey = (workspace: string): Promise<EnvelopeKey> =>
    cache.get(`newest/${workspace}`, async () => {
      const row = await newestDataKey(db, workspace);
      return toEnvelopeKey(ring, row ?? (await addDataKey(deps, workspace, 1)));
    });

  const openingKey = (workspace: string, id: string): Promise<EnvelopeKey> =>
    cache.get(`${workspace}/${id}`, async () => {
      const row = await findDataKey(db, workspace, id);
      if (row === undefined) throw unreadable(`the workspace ${workspace} has no data key ${id}`);
      return toEnvelopeKey(ring, row);
    });

  return {
    async seal(place, secret) {
      const key = await sealingKey(place.workspace);
      const plain = Buffer.from(secret.reveal(), 'utf8');
      return withSealedPrefix(encrypt(key, plain, contextOf(place)));
    },
    async open(place, sealed) {
      const envelope = isSealed(sealed) ? withoutSealedPrefix(sealed) : '';
      const keyId = keyIdOf(envelope);
      if (keyId === undefined) throw unreadable(`${describePlace(place)} holds no sealed value`);
      const plain = decrypt(await openingKey(place.workspace, keyId), envelope, contextOf(place));
      if (plain === undefined) {
        throw unreadable(`${describePlace(place)} was changed, or copied from another place`);
      }
      return new Secret(plain.toString('utf8'));
    },
  };
}

function contextOf({ workspace, table, row, column }: SealedPlace): readonly string[] {
  return [workspace, table, row, column];
}

function describePlace({ workspace, table, row, column }: SealedPlace): string {
  return `${column} of ${table} ${row} in the workspace ${workspace}`;
}

function unreadable(because: string): RelayError {
  return new RelayError(
    'SECRET_UNREADABLE',
    `A secret of the store cannot be opened: ${because}. Enter it again, or restore a backup.`,
  );
}
