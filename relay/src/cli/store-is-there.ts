import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { givenFolder, type LoadedConfig } from '../config/load.ts';
import { lookAtStore } from '../database/open-store.ts';
import type { StoreAddress } from '../database/store.ts';
import { RelayError } from '../lib/errors.ts';
import { DEFAULT_CONFIG, type StoreOptions } from './store-options.ts';

/**
 * In a folder that is not the relay's a command would make a store of its own, and say of it that nothing
 * waits, or make a token in it that opens nothing. Where a file or a folder was named it is meant.
 */
export async function assertStoreIsThere(
  { config, data: given }: Pick<StoreOptions, 'config' | 'data'>,
  env: Readonly<Record<string, string | undefined>>,
  { data, database }: Pick<LoadedConfig['process'], 'data' | 'database'>,
): Promise<void> {
  const isNamed = config !== DEFAULT_CONFIG || givenFolder({ data: given, env }) !== undefined;
  const isElsewhere = database.url !== undefined || existsSync(config);
  if (isNamed || isElsewhere || (await lookAtStore({ data, database })) !== 'nothing') return;
  throw new RelayError(
    'CONFIGURATION_INVALID',
    `There is no ${DEFAULT_CONFIG} here, and no store in ${data}. Name the configuration of the relay with --config FILE, or go to its folder; "alert-relay init" begins a new one.`,
  );
}

/** Where no store is, a folder for one that nobody finds afterwards: a plan must leave all as it is. */
export async function placeToPretend(
  address: StoreAddress,
): Promise<(StoreAddress & Disposable) | undefined> {
  const there = await lookAtStore(address);
  if (there === 'current') return undefined;
  if (there === 'behind') {
    throw new RelayError(
      'STORE_UNSUITABLE',
      'The schema of the store is that of an earlier release, and a plan changes nothing. Bring it up to date first: "alert-relay migrate" does it beside relays that run, and so does the start of a relay of this release.',
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-'));
  return {
    data: folder,
    database: { ...address.database, url: undefined },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
