import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** All or nothing: whoever reads the file at any moment finds the former keys or these. */
export function replaceKeyFile(
  file: string,
  keys: readonly string[],
  crashPoint: (name: string) => void = () => undefined,
): void {
  const beside = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
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
