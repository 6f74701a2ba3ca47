import { errorCodes } from '../lib/errors.ts';
import { FAILURE } from './exit-codes.ts';

/**
 * For what nobody caught: the disk that failed, a bug. Its line is one of the log, as all others are, and whoever
 * started the relay starts it again.
 * @param thrown of another thread it comes as a plain error that still has its code
 */
export function endByFailure(
  deps: {
    readonly log: { fatal(fields: object, message: string): void };
    readonly exit: (code: number) => void;
  },
  thrown: unknown,
): void {
  const said = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const code = said in errorCodes ? said : 'BUG';
  deps.log.fatal({ err: thrown, code }, 'the relay ends by a failure');
  deps.exit(FAILURE);
}
