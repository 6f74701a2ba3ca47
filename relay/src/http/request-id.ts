import type { RequestHandler, Response } from 'express';

const HEADER = 'x-request-id';

/** A caller's own id is kept where it cannot break a log or a header, so that both sides can be searched for it. */
const acceptable = /^[A-Za-z0-9._-]{1,64}$/;

export function createRequestId(newId: () => string): RequestHandler {
  return (request, response, next) => {
    const given = request.get(HEADER);
    response.setHeader(HEADER, given !== undefined && acceptable.test(given) ? given : newId());
    next();
  };
}

export function findRequestId(response: Response): string | undefined {
  const id = response.getHeader(HEADER);
  return typeof id === 'string' ? id : undefined;
}
