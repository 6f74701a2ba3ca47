import Database from 'better-sqlite3';
import { RelayError } from '../lib/errors.ts';

const writable =
  'Let the user that runs this own the folder and all that is in it, or name another one with --data.';

/** What the system (errno) and SQLite (rescode.html) say of a folder that cannot be worked in. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^(EACCES|EPERM|EROFS|SQLITE_READONLY|SQLITE_CANTOPEN)/, `it may not be written. ${writable}`],
  [
    /^(EEXIST|ENOTDIR)/,
    'it is no folder. Name one with --data, or as `data` of the configuration.',
  ],
  [
    /^ENOENT/,
    'it cannot be made: the file system above it takes no folders. Name one with --data, or as `data` of the configuration.',
  ],
  [
    /^(ENOSPC|SQLITE_FULL)/,
    'its disk is full. Free space there: a relay that runs goes on by itself.',
  ],
  [
    /^(SQLITE_NOTADB|SQLITE_CORRUPT)/,
    'relay.db in it is damaged, or is no store of a relay. Restore it from a backup, or name another folder with --data.',
  ],
  [
    /^SQLITE_BUSY/,
    'somebody else has been writing to it for too long: a relay that brings its schema up to date, or a tool that holds relay.db. Run this again when that has ended.',
  ],
  [
    /^SQLITE_IOERR/,
    'its disk fails. Look at the log of the system for errors of the disk, and move the data to a sound one.',
  ],
];

/** Most who meet these have a folder of another user or a full disk, and no bug to report. */
export function explainFolderFault(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RelayError || !('code' in error)) return error;
  const { code, message } = error;
  const [, because] = known.find(([pattern]) => pattern.test(String(code))) ?? [];
  if (because === undefined) return error;
  return new RelayError(
    'STORE_UNAVAILABLE',
    `Could not work in the data folder ${folder}: ${because} (${message})`,
    { cause: error, details: { because: message } },
  );
}

/** What SQLite says of the store; all else that fails has nothing to do with the folder. */
export function explainStoreFault(folder: string, error: unknown): unknown {
  const isOfStore = error instanceof Database.SqliteError;
  return isOfStore ? explainFolderFault(folder, error) : error;
}
