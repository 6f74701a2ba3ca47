import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { RelayError } from '../lib/errors.ts';
import { isOfCode } from '../lib/is-of-code.ts';
import { keepOwner } from '../lib/keep-owner.ts';

const OWNER_ONLY = 0o600;

const heading = `# Master keys of Alert Relay, 32 bytes each in Base64. The first wraps, the others only open.
# Without this file the secrets in the store are lost: keep a copy apart from backups of the store.
`;

export function newMasterKey(): string {
  return randomBytes(32).toString('base64');
}

/** False when there is a file already: a key is never written over. */
export function createKeyFile(file: string): boolean {
  try {
    writeDurably(file, 'wx', [newMasterKey()]);
    return true;
  } catch (error) {
    if (isOfCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const WAIT_FOR_OTHERS_MS = 2_000;

/**
 * What of the file another text is made of must not change meanwhile: of two who add a key, one would lose the
 * other's, and all that it wraps. The system drops the lock however the process ends; nothing is kept in it.
 */
export function whileLocked<Result>(file: string, work: () => Result): Result {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(`${file}.lock`, { timeout: WAIT_FOR_OTHERS_MS });
    lock.exec('BEGIN EXCLUSIVE');
    return work();
  } catch (error) {
    throw explainFault(file, error);
  } finally {
    lock?.close();
  }
}

function explainFault(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RelayError || !('code' in error)) return error;
  const because =
    error.code === 'SQLITE_BUSY'
      ? `Somebody else changes ${file} at this moment. Run this again when that has ended.`
      : `${file} cannot be changed: ${error.message}. Where it is mounted from elsewhere, change it there: a new key goes before the present one.`;
  return new RelayError('REQUEST_INVALID', because, { cause: error });
}

/** All or nothing: whoever reads the file at any moment finds the former keys or these. */
export function replaceKeyFile(
  file: string,
  keys: readonly string[],
  crashPoint: (name: string) => void = () => undefined,
): void {
  const beside = `${file}.new`;
  try {
    // Of one who was killed.
    rmSync(beside, { force: true });
    writeDurably(beside, 'wx', keys);
    keepOwner(file, beside);
    crashPoint('key file beside');
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
  crashPoint('key file in place');
}

function writeDurably(file: string, flags: 'wx', keys: readonly string[]): void {
  const descriptor = openSync(file, flags, OWNER_ONLY);
  try {
    writeFileSync(descriptor, `${heading}${keys.join('\n')}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    // Half a key would be in the way of a whole one.
    rmSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is durable once its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
