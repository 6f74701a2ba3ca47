import { RelayError } from '../lib/errors.ts';

/** Writes a file of the person who typed the command; a refusal of the system names it, and is no bug. */
export function writing<Result>(file: string, write: () => Result): Result {
  try {
    return write();
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause);
    throw new RelayError('REQUEST_INVALID', `${file} cannot be written: ${because}`, { cause });
  }
}
