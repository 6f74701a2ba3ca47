import type { Logger } from 'pino';
import { RelayError } from '../lib/errors.ts';

export interface ReportRefusalsDeps {
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** The store refuses what it is given, or takes it again; once for each turn. */
  readonly onTurn: (refuses: boolean) => void;
}

export interface RefusalReport {
  /** The same, watched: what it throws still reaches the caller. */
  watch<Given extends readonly unknown[], Result>(
    keep: (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result>;
}

interface Refusal {
  readonly because: string;
  readonly cure: string;
}

/** What stores say when they take nothing, as SQLite (rescode.html) and PostgreSQL (appendix A) say it. */
const known: readonly (readonly [RegExp, Refusal])[] = [
  [
    /limits\.maxStoreMb/,
    {
      because: 'the store is as large as limits.maxStoreMb allows',
      cure: 'raise limits.maxStoreMb, or let retention forget more; see too why so much waits: "alert-relay status"',
    },
  ],
  [
    /SQLITE_FULL|disk is full|ENOSPC|53100|No space left/,
    {
      because: 'the disk is full',
      cure: 'free space on the disk of the store; the relay goes on by itself',
    },
  ],
  [
    /SQLITE_READONLY|readonly database|25006|EROFS/,
    {
      because: 'the store may only be read',
      cure: 'let the relay write to its data folder, or give it the address of the primary server',
    },
  ],
  [
    /SQLITE_IOERR|disk I\/O error|58030/,
    {
      because: 'the disk fails',
      cure: 'look at the log of the system for errors of the disk, and move the data to a sound one',
    },
  ],
  [
    /ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT|57P0\d|\b08\w{3}\b|Connection terminated|timeout exceeded when trying to connect|timeout expired/,
    {
      because: 'the database cannot be reached',
      cure: 'start the database, or mend the network to it; the relay goes on by itself',
    },
  ],
  [
    /53300|53400|too many clients|remaining connection slots/,
    {
      because: 'the database takes no more connections',
      cure: 'raise max_connections, or lower database.maxConnections of the relays',
    },
  ],
];

/** The cause as a person would say it, and what to do about it. */
export function explainRefusal(error: unknown): Refusal {
  const said = textOf(error);
  const [, explained] = known.find(([pattern]) => pattern.test(said)) ?? [];
  return (
    explained ?? {
      because: said,
      cure: 'see "Tools are told 503" in the runbook; what was refused comes again when its sender repeats it',
    }
  );
}

/**
 * Says once why nothing can be kept, and once that it can again. A store that refuses does so for every
 * request: a line for each would bury the one that says what to do.
 */
export function createRefusalReport({ log, onTurn }: ReportRefusalsDeps): RefusalReport {
  let refused = 0;

  function onRefused(error: unknown): void {
    refused += 1;
    if (refused > 1) return;
    onTurn(true);
    log.error({ err: error, ...explainRefusal(error) }, 'nothing can be kept: tools are told 503');
  }

  function onKept(): void {
    if (refused === 0) return;
    log.info({ refused }, 'the store keeps again');
    refused = 0;
    onTurn(false);
  }

  return {
    watch:
      (keep) =>
      async (...given) => {
        try {
          const result = await keep(...given);
          onKept();
          return result;
        } catch (error) {
          onRefused(error);
          throw error;
        }
      },
  };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RelayError && error.cause !== undefined) return textOf(error.cause);
  const code = 'code' in error ? `${String(error.code)} ` : '';
  const details: unknown = 'details' in error ? error.details : undefined;
  const because: unknown =
    typeof details === 'object' && details !== null ? Reflect.get(details, 'because') : undefined;
  return `${code}${error.message}${typeof because === 'string' ? ` ${because}` : ''}`;
}
