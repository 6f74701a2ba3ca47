import type { Logger } from 'pino';
import { type ErrorCode, type RelayError, toRelayError } from './errors.ts';

type Facts = Readonly<Record<string, string>>;

/** What comes again by itself, such as a poll, fails again and again alike: only a turn is news. */
export interface Troubles {
  failed(of: Facts, thrown: unknown): void;
  worked(of: Facts): void;
}

/**
 * Says a trouble when it begins or gets another code, and its end unless somebody else does. Where nothing was tried, since the
 * connection is held or its hour nearly used up, there is nothing to say: whoever holds it has said so.
 */
export function createTroubles(
  log: Pick<Logger, 'info' | 'warn'>,
  failing: string,
  working?: string,
): Troubles {
  const said = new Map<string, ErrorCode>();
  return {
    failed(of, thrown) {
      const error = toRelayError(thrown);
      const name = JSON.stringify(of);
      if (wasNotTried(error) || said.get(name) === error.code) return;
      said.set(name, error.code);
      log.warn({ ...of, code: error.code, message: error.message }, failing);
    },
    worked(of) {
      const wasSaid = said.delete(JSON.stringify(of));
      if (wasSaid && working !== undefined) log.info({ ...of }, working);
    },
  };
}

function wasNotTried({ code, details }: RelayError): boolean {
  return code === 'CONNECTION_HELD' || details['rationed'] === true;
}
