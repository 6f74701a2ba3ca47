import { Router } from 'express';
import { RelayError } from '../lib/errors.ts';
import { sendProblem } from './problem.ts';

export interface OperationsDeps {
  /** Why the relay cannot take deliveries now; `undefined` when it can. */
  whyNotReady(): string | undefined;
  printMetrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** What orchestrators and Prometheus ask: alive, ready, and how much of everything. */
export function createOperationsRouter(deps: OperationsDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    const because = deps.whyNotReady();
    if (because === undefined) response.json({ status: 'ready' });
    else sendProblem(response, new RelayError('STORE_UNAVAILABLE', `Not ready: ${because}`));
  });
  router.get('/metrics', async (_request, response) => {
    const { contentType, text } = await deps.printMetrics();
    response.setHeader('content-type', contentType);
    response.send(text);
  });
  return router;
}
