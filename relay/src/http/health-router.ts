import express, { type Router } from 'express';

export interface HealthDeps {
  /** What keeps the relay from doing its work now; empty when nothing does. */
  readonly findObstacles: () => Promise<readonly string[]>;
  /** What somebody should look after although the relay does its work. */
  readonly findWarnings: () => Promise<readonly string[]>;
  readonly printMetrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `/healthz`: the process runs. `/readyz`: it can keep what it is sent. `/metrics`: for Prometheus. */
export function createHealthRouter(deps: HealthDeps): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const obstacles = await deps.findObstacles();
    const isReady = obstacles.length === 0;
    // An instance that is silent is no reason to take the relay away from its tools.
    const warnings = isReady ? await deps.findWarnings() : [];
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ok' : 'not ready', obstacles, warnings });
  });
  router.get('/metrics', async (_request, response) => {
    const { contentType, text } = await deps.printMetrics();
    response.type(contentType).send(text);
  });
  return router;
}
