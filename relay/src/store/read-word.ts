import { RelayError } from '../lib/errors.ts';

/**
 * One of the words that this release knows. Another one was stored by a newer release: work on it waits and
 * burns no attempt, since that release goes on with it.
 */
export function readWord<Word extends string>(
  known: readonly Word[],
  stored: string,
  what: string,
): Word {
  const word = known.find((one) => one === stored);
  if (word !== undefined) return word;
  throw new RelayError(
    'STORED_BY_NEWER_RELEASE',
    `A newer release has stored the ${what} "${stored}", which this one does not know. What needs it waits; install that release again, which goes on with it.`,
  );
}
