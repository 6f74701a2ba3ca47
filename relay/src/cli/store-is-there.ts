import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { givenFolder, type LoadedConfig } from '../config/load.ts';
import { RelayError } from '../lib/errors.ts';
import { DEFAULT_CONFIG, type StoreOptions } from './store-options.ts';

/**
 * In a folder that is not the relay's a command would make a store of its own, and say of it that nothing
 * waits, or make a token in it that opens nothing. Where a file or a folder was named it is meant.
 */
export function assertStoreIsThere(
  { config, data: given }: Pick<StoreOptions, 'config' | 'data'>,
  env: Readonly<Record<string, string | undefined>>,
  { data, database }: Pick<LoadedConfig['process'], 'data' | 'database'>,
): void {
  const isNamed = config !== DEFAULT_CONFIG || givenFolder({ data: given, env }) !== undefined;
  const isElsewhere = database.url !== undefined || existsSync(config);
  if (isNamed || isElsewhere || hasStore(data)) return;
  throw new RelayError(
    'CONFIGURATION_INVALID',
    `There is no ${DEFAULT_CONFIG} here, and no store in ${data}. Name the configuration of the relay with --config FILE, or go to its folder; "alert-relay init" begins a new one.`,
  );
}

/** Where no store is, a folder for one that nobody finds afterwards: a plan must leave nothing behind. */
export function placeToPretend({
  data,
  database,
}: Pick<LoadedConfig['process'], 'data' | 'database'>):
  | ({ readonly data: string } & Disposable)
  | undefined {
  if (database.url !== undefined || hasStore(data)) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'alert-relay-'));
  return { data: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

function hasStore(data: string): boolean {
  return existsSync(path.join(data, 'relay.db'));
}
