import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';

/** A caller's own id is kept where it cannot break a log or a header, so that both sides can be searched for it. */
const acceptable = /^[A-Za-z0-9._-]{1,64}$/;

export function setRequestId(
  request: IncomingMessage,
  response: ServerResponse,
  newId: () => string,
): void {
  const given = request.headers[HEADER];
  response.setHeader(HEADER, typeof given === 'string' && acceptable.test(given) ? given : newId());
}

export function findRequestId(response: ServerResponse): string | undefined {
  const id = response.getHeader(HEADER);
  return typeof id === 'string' ? id : undefined;
}
