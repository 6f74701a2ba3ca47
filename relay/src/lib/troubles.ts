import type { ErrorCode, RelayError } from './errors.ts';

/** What comes again by itself, such as a poll, fails again and again alike: only a turn is news. */
export interface Troubles {
  /** Whether this failure of a thing is worth a line: none since it last worked had the same code. */
  begins(what: string, error: RelayError): boolean;
  /** Whether it works again after such a line. */
  ends(what: string): boolean;
}

/**
 * Where nothing was tried, since the connection is held or its hour nearly used up, there is nothing to say:
 * whoever holds it has said so.
 */
export function createTroubles(): Troubles {
  const said = new Map<string, ErrorCode>();
  return {
    begins(what, error) {
      if (wasNotTried(error) || said.get(what) === error.code) return false;
      said.set(what, error.code);
      return true;
    },
    ends: (what) => said.delete(what),
  };
}

function wasNotTried({ code, details }: RelayError): boolean {
  return code === 'CONNECTION_HELD' || details['rationed'] === true;
}
