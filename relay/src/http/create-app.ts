import express, { type ErrorRequestHandler, type Express } from 'express';
import { RelayError } from '../lib/errors.ts';
import { sendProblem } from './problem.ts';
import { createRequestId, findRequestId } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import { toHttpError } from './to-http-error.ts';

export interface AppDeps {
  readonly newId: () => string;
  readonly log: { error(fields: object, message: string): void };
}

/** The frame that every request passes: request id and headers before `mount`, problems after it. */
export function createApp(deps: AppDeps, mount: (app: Express) => void): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(createRequestId(deps.newId), securityHeaders);
  mount(app);
  app.use(() => {
    throw new RelayError('NOT_FOUND', 'There is nothing at this path.');
  });
  app.use(answerWithProblem(deps.log));
  return app;
}

function answerWithProblem(log: AppDeps['log']): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = toHttpError(thrown);
    if (error.code === 'BUG') {
      log.error(
        {
          err: error,
          requestId: findRequestId(response),
          method: request.method,
          path: request.path,
        },
        'request failed',
      );
    }
    // Half an answer cannot become a problem any more: Express's own handler cuts the connection.
    if (response.headersSent) next(thrown);
    else sendProblem(response, error);
  };
}
