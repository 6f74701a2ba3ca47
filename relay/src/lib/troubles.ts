import { type ErrorCode, type RelayError, toRelayError } from './errors.ts';

/** What comes again by itself, such as a poll, fails again and again alike: only a turn is news. */
export interface Troubles {
  /** Whether this failure of a thing is worth a line: none since it last worked had the same code. */
  begins(what: string, error: RelayError): boolean;
  /** Whether it works again after such a line. */
  ends(what: string): boolean;
  /** Does it; a failure goes no further than to whoever tells of its beginning and its end. */
  attempt(what: string, work: () => Promise<void>, told: Told): Promise<void>;
}

export interface Told {
  readonly begins: (error: RelayError) => void;
  readonly ends: () => void;
}

/**
 * Where nothing was tried, since the connection is held or its hour nearly used up, there is nothing to say:
 * whoever holds it has said so.
 */
export function createTroubles(): Troubles {
  const said = new Map<string, ErrorCode>();
  const begins: Troubles['begins'] = (what, error) => {
    if (wasNotTried(error) || said.get(what) === error.code) return false;
    said.set(what, error.code);
    return true;
  };
  return {
    begins,
    ends: (what) => said.delete(what),
    async attempt(what, work, told) {
      try {
        await work();
        if (said.delete(what)) told.ends();
      } catch (thrown) {
        const error = toRelayError(thrown);
        if (begins(what, error)) told.begins(error);
      }
    },
  };
}

function wasNotTried({ code, details }: RelayError): boolean {
  return code === 'CONNECTION_HELD' || details['rationed'] === true;
}
