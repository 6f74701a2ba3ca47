import { z } from 'zod';
import { entrySchemas } from '../config/kinds.ts';
import { type ConfigurationKind, configurationKinds } from '../domain/configuration-object.ts';
import { errorCodes, type ErrorCode } from '../lib/errors.ts';
import { Nothing } from './shapes.ts';
import { pathOf, type DescribedRoute } from './define-route.ts';

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
export function toOpenApi(routes: readonly DescribedRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api/v1${pathOf(route)}`;
    paths[path] = { ...paths[path], [route.method]: toOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alert Relay',
      version,
      description:
        'Send events, ask what became of them, try again what failed, and manage what is configured. Every request carries a token with a scope; every problem is RFC 9457 with a code of docs/errors.md. A write that does not know `If-Match`, or a POST that does not know `Idempotency-Key`, is refused with it: nothing would keep what it promises.',
    },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema, ...entriesOf(routes) },
    },
    security: [{ token: [] }],
  };
}

function toOperation(route: DescribedRoute): object {
  return {
    operationId: `${route.method} ${pathOf(route)}`,
    tags: [tagOf(route)],
    summary: route.summary,
    description: `Scope: \`${route.scope}\`.${route.about === 'relay' ? ' For tokens without a workspace of their own.' : ''}`,
    parameters: [
      ...(route.about === 'workspace' ? [workspaceParameter] : []),
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...route.headers.map((header) => headerParameters[header]),
    ],
    ...(route.body === Nothing
      ? {}
      : { requestBody: { required: true, content: jsonOf(bodyOf(route)) } }),
    responses: {
      [route.status]: {
        description: route.summary,
        content: contentOf(print(route.answer, 'output'), route.mediaType),
      },
      ...problemsOf(route),
    },
  };
}

/** Where the documentation puts it: the first word of its path. */
function tagOf(route: DescribedRoute): string {
  const [first = ''] = route.path.split('/').filter((part) => part !== '');
  return first === '' ? 'workspaces' : first;
}

const EntryMark = z.object({ entryOf: z.enum(configurationKinds) });

function entryOf({ body }: DescribedRoute): ConfigurationKind | undefined {
  return EntryMark.safeParse(body.meta()).data?.entryOf;
}

/** The schemas of relay.yml, for bodies that hold such an entry. */
function entriesOf(routes: readonly DescribedRoute[]): Readonly<Record<string, object>> {
  const kinds = new Set(routes.flatMap((route) => entryOf(route) ?? []));
  return Object.fromEntries(
    [...kinds].map((kind) => [schemaNameOf(kind), print(entrySchemas[kind], 'input')]),
  );
}

function bodyOf(route: DescribedRoute): object {
  const kind = entryOf(route);
  if (kind === undefined) return print(route.body, 'input');
  return { $ref: `#/components/schemas/${schemaNameOf(kind)}` };
}

function schemaNameOf(kind: ConfigurationKind): string {
  return `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}Entry`;
}

const workspaceParameter = {
  name: 'workspace',
  in: 'path',
  required: true,
  description: 'Name of the workspace.',
  schema: { type: 'string' },
};

const headerParameters = {
  'idempotency-key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key with the same request does it once and is answered the same.',
    schema: { type: 'string', maxLength: 255 },
  },
  'if-match': {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The ETag (the revision) of what you read: refused with 412 when somebody changed it since.',
    schema: { type: 'string' },
  },
} as const;

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

function problemsOf(route: DescribedRoute): Readonly<Record<string, object>> {
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
  return contentOf(schema, undefined);
}

function contentOf(schema: object, mediaType = 'application/json'): object {
  return { [mediaType]: { schema } };
}

function print(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...printed } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return printed;
}
