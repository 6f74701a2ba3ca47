import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../lib/errors.ts';
import type { Route } from './define-route.ts';

/** The part of a JSON Schema that is looked into here. */
const ObjectSchema = z.looseObject({
  properties: z
    .record(z.string(), z.looseObject({ description: z.string().optional() }))
    .optional(),
  required: z.array(z.string()).optional(),
});

const always: readonly ErrorCode[] = [
  'TOKEN_REFUSED',
  'TOKEN_SCOPE_MISSING',
  'NOT_FOUND',
  'REQUEST_INVALID',
  'TOO_MANY_REQUESTS',
];

/** OpenAPI 3.1 is JSON Schema 2020-12, which zod prints by itself. */
export function toOpenApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api/v1/workspaces/{workspace}${route.path}`;
    paths[path] = { ...paths[path], [route.method]: toOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alert Relay',
      version,
      description:
        'Send events, ask what became of them, and try again what failed. Every request carries a token with a scope; every problem is RFC 9457 with a code of docs/errors.md.',
    },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
    security: [{ token: [] }],
  };
}

function toOperation(route: Route): object {
  return {
    operationId: `${route.method} ${route.path}`,
    summary: route.summary,
    description: `Scope: \`${route.scope}\`.`,
    parameters: [
      workspaceParameter,
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.method === 'get' ? [] : [idempotencyParameter]),
    ],
    ...(route.method === 'get'
      ? {}
      : { requestBody: { required: true, content: jsonOf(print(route.body, 'input')) } }),
    responses: {
      [route.status]: {
        description: route.summary,
        content: jsonOf(print(route.answer, 'output')),
      },
      ...problemsOf(route),
    },
  };
}

const workspaceParameter = {
  name: 'workspace',
  in: 'path',
  required: true,
  description: 'Name of the workspace.',
  schema: { type: 'string' },
};

const idempotencyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request does it once and is answered the same.',
  schema: { type: 'string', maxLength: 255 },
};

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): readonly object[] {
  const { properties = {}, required = [] } = ObjectSchema.parse(print(schema, 'input'));
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    description,
    schema: rest,
  }));
}

function problemsOf(route: Route): Readonly<Record<string, object>> {
  const byStatus = Map.groupBy(
    new Set([...always, ...route.problems]),
    (code) => errorCodes[code].status,
  );
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.join(', '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: 'Always about:blank; `code` tells more.' },
    title: { type: 'string', description: 'The phrase of the status.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong, for people.' },
    code: { type: 'string', description: 'One of docs/errors.md.' },
    docs: { type: 'string', description: 'Where the code is explained.' },
    requestId: { type: 'string', description: 'Find it in the log.' },
  },
};

function jsonOf(schema: object): object {
  return { 'application/json': { schema } };
}

function print(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...printed } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return printed;
}
