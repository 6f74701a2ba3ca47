import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
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
  const isNamed = config !== DEFAULT_CONFIG || (given ?? env['RELAY_DATA_DIR']) !== undefined;
  const isElsewhere = database.url !== undefined || existsSync(config);
  if (isNamed || isElsewhere || existsSync(path.join(data, 'relay.db'))) return;
  throw new RelayError(
    'CONFIGURATION_INVALID',
    `There is no ${DEFAULT_CONFIG} here, and no store in ${data}. Name the configuration of the relay with --config FILE, or go to its folder; "alert-relay init" begins a new one.`,
  );
}
