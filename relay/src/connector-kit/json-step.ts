import type { RequestStep } from './write-back.ts';

/** A request with a JSON body (or none), whose answer is not needed later. */
export function jsonStep(
  name: string,
  method: RequestStep['method'],
  path: string,
  body?: unknown,
  alreadyDone: readonly number[] = [],
): RequestStep {
  return {
    name,
    method,
    path,
    body: body === undefined ? undefined : JSON.stringify(body),
    isRemembered: false,
    alreadyDone,
  };
}

/** An id of the tool as one segment of a path, whatever a stranger put into it. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}
