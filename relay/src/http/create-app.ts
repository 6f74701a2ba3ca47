import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { RelayError } from '../lib/errors.ts';
import { isKeptBack, sendProblem } from './problem.ts';
import { findRequestId, setRequestId } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { toHttpError } from './to-http-error.ts';

export interface AppDeps {
  readonly newId: () => string;
  readonly log: { error(fields: object, message: string): void };
}

/** Answers what is its own, in the way of Express's middleware, and passes on the rest. */
export type Door = (
  request: IncomingMessage,
  response: ServerResponse,
  passOn: (error?: unknown) => void,
) => void;

/**
 * The frame that every request passes: request id and headers first, problems last. `door` comes before
 * Express, for requests that are too many to be led through it (docs/decisions/0011).
 */
export function createApp(
  deps: AppDeps,
  mount: (app: Express) => void,
  door: Door = (_request, _response, passOn) => passOn(),
): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  mount(app);
  app.use(() => {
    throw new RelayError('NOT_FOUND', 'There is nothing at this path.');
  });
  const answerWithError: ErrorRequestHandler = (thrown: unknown, request, response, next) => {
    // Half an answer cannot become a problem any more: Express's own handler cuts the connection.
    if (response.headersSent) next(thrown);
    else answerWithProblem(deps.log, thrown, request, response);
  };
  app.use(answerWithError);
  return (request, response) => {
    setRequestId(request, response, deps.newId);
    setSecurityHeaders(response);
    door(request, response, (thrown) => {
      if (thrown === undefined) app(request, response);
      else if (response.headersSent) response.destroy();
      else answerWithProblem(deps.log, thrown, request, response);
    });
  };
}

function answerWithProblem(
  log: AppDeps['log'],
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const error = toHttpError(thrown);
  if (isKeptBack(error)) {
    const { method, url = '' } = request;
    log.error(
      { err: error, requestId: findRequestId(response), method, path: url.split('?')[0] },
      'request failed',
    );
  }
  sendProblem(response, error);
}
