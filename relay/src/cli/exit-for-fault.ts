import { type ErrorCode, toRelayError } from '../lib/errors.ts';
import { CONFIGURATION_FAULT, FAILURE, USAGE_FAULT } from './exit-codes.ts';
import { toPrintable } from './printable.ts';

/** Says what went wrong, and ends with the code that tells a script whether to call otherwise. */
export function exitForFault(
  deps: { printError(text: string): void; exit(code: number): void },
  thrown: unknown,
): void {
  const error = toRelayError(thrown);
  deps.printError(toPrintable(`${error.code}: ${error.message}\n`));
  deps.exit(exitOf(error.code));
}

function exitOf(code: ErrorCode): number {
  if (code === 'CONFIGURATION_INVALID') return CONFIGURATION_FAULT;
  return code === 'REQUEST_INVALID' ? USAGE_FAULT : FAILURE;
}
