import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response, type Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { RelayError } from '../lib/errors.ts';
import { authenticate, findToken, notOpened } from './authenticate.ts';
import { type DescribedRoute, pathOf, type Route } from './define-route.ts';
import type { ApiDeps } from './deps.ts';
import { toOpenApi } from './openapi.ts';
import { documentedRoutes, routes } from './routes.ts';
import { Shown } from './routes/configuration.ts';
import { createTryItRouter } from './try-it-router.ts';

export interface ApiRouterDeps extends ApiDeps {
  readonly hasWorkspace: (name: string) => boolean;
  readonly version: string;
  /** Of each token; the health of the relay does not depend on the manners of one script. */
  readonly requestsPerMinute: number;
}

const MAX_BODY_BYTES = 262_144;

/** `/api/v1`: every route of the list, behind its scope and its workspace. */
export function createApiRouter(deps: ApiRouterDeps): Router {
  const router = express.Router();
  let document: ReturnType<typeof toOpenApi> | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= toOpenApi(documentedRoutes, deps.version);
    response.json(document);
  });
  router.use(createTryItRouter());
  router.use(
    limitRate(deps),
    express.json({ limit: MAX_BODY_BYTES, strict: false, verify: assertUtf8 }),
  );
  for (const route of routes) {
    router[route.method](toMounted(route), (request, response) =>
      answer(deps, route, request, response),
    );
  }
  refuseOtherMethods(router);
  router.use(() => {
    throw new RelayError(
      'NOT_FOUND',
      'The API has nothing at this path; /api/v1/docs shows what it has.',
    );
  });
  return router;
}

/** A path of the list with a method that it does not have. RFC 9110, 15.5.6: the answer names those it has. */
function refuseOtherMethods(router: Router): void {
  for (const [path, known] of Map.groupBy(documentedRoutes, toMounted)) {
    const allow = known
      .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
      .join(', ');
    router.all(path, ({ method }, response) => {
      response.setHeader('allow', allow);
      const message = `This path takes ${allow}, and it was ${method}; /api/v1/docs shows what each does.`;
      throw new RelayError('METHOD_NOT_ALLOWED', message);
    });
  }
}

function toMounted(route: DescribedRoute): string {
  return pathOf(route).replaceAll(/\{(\w+)\}/g, ':$1');
}

async function answer(
  deps: ApiRouterDeps,
  route: Route,
  request: Request,
  response: Response,
): Promise<void> {
  const { workspace: named, ...params } = request.params;
  const workspace = typeof named === 'string' ? named : undefined;
  const caller = await authenticate(deps, {
    authorization: request.get('authorization'),
    workspace,
    scope: route.scope,
  });
  if (workspace !== undefined && !deps.hasWorkspace(workspace)) {
    throw notOpened(workspace);
  }
  assertKept(route, request);
  assertJson(request);
  const body: unknown = request.body;
  const result = await route.run(deps, {
    workspace: workspace ?? '',
    params,
    query: request.query,
    body,
    caller,
    idempotencyKey: idempotencyKeyOf(request),
    ifMatch: ifMatchOf(request),
  });
  // Any other revision, as that of a rollback, is nothing that a caller could send back.
  if (route.answer === Shown) response.setHeader('etag', `"${Shown.parse(result).revision}"`);
  response.status(route.status).json(result);
}

/** A promise that nobody keeps: its caller would repeat a request, or write over others, in good faith. */
function assertKept({ method, headers }: Route, request: Request): void {
  if (method === 'get') return;
  if (request.get('if-match') !== undefined && !headers.includes('if-match')) {
    throw new RelayError(
      'REQUEST_INVALID',
      'If-Match: nothing is compared here; send the request without it',
    );
  }
  const hasKey = method === 'post' && request.get('idempotency-key') !== undefined;
  if (!hasKey || headers.includes('idempotency-key')) return;
  throw new RelayError(
    'REQUEST_INVALID',
    'Idempotency-Key: none is kept here, a repeat counts as a new request; send it without the key',
  );
}

/** Else each byte that is none would become the same sign, and two alerts might become one. */
function assertUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new RelayError('BODY_UNREADABLE', 'The body is not valid UTF-8.');
}

/** Else it would count as no body at all, and what it asks for would be asked without it. */
function assertJson(request: Request): void {
  const hasBody =
    request.get('transfer-encoding') !== undefined || Number(request.get('content-length')) > 0;
  if (!hasBody || request.body !== undefined) return;
  const said = request.get('content-type')?.slice(0, 80) ?? 'no type';
  throw new RelayError(
    'REQUEST_INVALID',
    `body: expected JSON, sent with "Content-Type: application/json", and it came with ${said}`,
  );
}

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > 255) {
    throw new RelayError('REQUEST_INVALID', 'Idempotency-Key: expected 1 to 255 characters');
  }
  return key;
}

/** `If-Match: "17"`, the ETag of what was read. */
function ifMatchOf(request: Request): number | undefined {
  const header = request.get('if-match');
  if (header === undefined) return undefined;
  const [, revision] = /^"?(\d{1,15})"?$/.exec(header) ?? [];
  if (revision !== undefined) return Number(revision);
  throw new RelayError(
    'REQUEST_INVALID',
    'If-Match: expected the ETag of the object, such as "17"',
  );
}

/**
 * Counted by token, so that callers behind one address do not share a budget; who has none of ours, or tries
 * one after the other, is counted by address.
 */
function limitRate({ db, requestsPerMinute }: ApiRouterDeps) {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: async (request) => {
      const token = await findToken(db, request.get('authorization'));
      return token?.id ?? ipKeyGenerator(request.socket.remoteAddress ?? '');
    },
    handler: () => {
      throw new RelayError('TOO_MANY_REQUESTS', 'Too many requests; see the header Retry-After.');
    },
  });
}
