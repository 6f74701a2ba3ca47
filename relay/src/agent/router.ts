import { promisify } from 'node:util';
import express, { type Request, type Router } from 'express';
import { agentRoutes, Delivered } from '../api/agent-wire.ts';
import { authenticate } from '../api/authenticate.ts';
import { type DescribedRoute, pathOf } from '../api/define-route.ts';
import { parsePart } from '../api/parse-part.ts';
import type { Db } from '../database/schema.ts';
import type { Connection } from '../domain/configuration.ts';
import { nameOf } from '../domain/connection-name.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import type { Mailbox } from './mailbox.ts';
import { printSatelliteFile } from './satellite-file.ts';

export interface AgentRouterDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  /** Where agents reach the relay. */
  readonly publicUrl: () => string;
}

/** Below the time after which proxies cut a silent connection. */
const HOLD_MS = 25_000;
/** An answer of an instance has at most 5 MB; Base64 makes it a third longer. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * The door for agents: they fetch what the relay wants to ask, and bring the answers.
 *
 * Without the limit of requests that the rest of the API has: an agent comes twice for each call of the relay, so
 * that a limit would hold up delivering just when much waits; and to know whose requests to count takes the same
 * look-up that turns away whoever has no token.
 */
export function createAgentRouter(deps: AgentRouterDeps): Router {
  const router = express.Router();
  const readBody = promisify(express.json({ limit: MAX_ANSWER_BYTES }));
  router.post(mounted(agentRoutes.fetch), async (request, response) => {
    const connection = await admit(deps, request);
    const requests = await deps.mailbox.take(nameOf(connection), HOLD_MS);
    response.json({ requests });
  });
  router.post(mounted(agentRoutes.answers), async (request, response) => {
    const connection = await admit(deps, request);
    await readBody(request, response);
    const body: unknown = request.body;
    const delivered = parsePart(Delivered, body, 'body');
    const isAwaited = await deps.mailbox.settle(nameOf(connection), delivered);
    response.json({ isAwaited });
  });
  router.get(mounted(agentRoutes.file), async (request, response) => {
    const connection = await admit(deps, request);
    const file = `satellite-${connection.workspace}-${connection.name}.yml`;
    response
      .type('application/yaml')
      .setHeader('content-disposition', `attachment; filename="${file}"`)
      .send(printSatelliteFile(connection, deps.publicUrl()));
  });
  return router;
}

function mounted(route: DescribedRoute): string {
  return pathOf(route).replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Before a body is read: whoever has no key sends us nothing large. */
async function admit(deps: AgentRouterDeps, request: Request): Promise<Connection> {
  const { workspace = '', connection: name = '' } = request.params;
  await authenticate(deps, {
    authorization: request.get('authorization'),
    workspace: String(workspace),
    scope: 'agents:work',
  });
  const connection = deps.findConnection(String(workspace), String(name));
  if (connection?.credentials.kind === 'agent' && connection.enabled) return connection;
  throw new RelayError(
    'NOT_FOUND',
    'There is no connection of this name that works through an agent.',
  );
}
