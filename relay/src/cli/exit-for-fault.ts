import { type RelayError, toRelayError } from '../lib/errors.ts';
import { CONFIGURATION_FAULT, FAILURE, USAGE_FAULT } from './exit-codes.ts';
import { toPrintable } from './printable.ts';

/** Says what went wrong, and ends with the code that tells a script whether to call otherwise. */
export function exitForFault(
  deps: { printError(text: string): void; exit(code: number): void },
  thrown: unknown,
): void {
  const error = toRelayError(thrown);
  deps.printError(toPrintable(`${error.code}: ${error.message}\n`));
  deps.exit(exitOf(error));
}

function exitOf(error: RelayError): number {
  if (error.code === 'REQUEST_INVALID') return USAGE_FAULT;
  return error.code === 'CONFIGURATION_INVALID' && !mayPass(error) ? CONFIGURATION_FAULT : FAILURE;
}

/** Of an address to listen on: somebody has it who may be about to end, or it is not there yet. */
const passingFaults: ReadonlySet<unknown> = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EAI_AGAIN']);

export function mayPass({ cause }: RelayError): boolean {
  return cause instanceof Error && 'code' in cause && passingFaults.has(cause.code);
}
