import { AppProblem, operations, problemCodes, type Operation } from '@alert-relay/shared-types';
import { z } from 'zod';
import manifest from '../../now-app/package.json' with { type: 'json' };

const always = ['invalid_request', 'too_large', 'internal'] as const;

/** The REST API of the app as OpenAPI 3.1, from the contract. */
export function printAppOpenApi(): string {
  const schemas: Record<string, unknown> = { AppProblem: toSchema(AppProblem, 'output') };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { body, answer } = operation;
    if (body !== undefined) schemas[body.name] = toSchema(body.schema, 'input');
    schemas[answer.name] = toSchema(answer.schema, 'output');
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  return JSON.stringify(
    {
      openapi: '3.1.0',
      info: {
        title: 'Alert Relay, the app in ServiceNow',
        version: manifest.version,
        description:
          'Called by the relay. Bodies of answers are inside `result`, as ServiceNow sends them. Requests are strict: an unknown field is refused with its path. Features are named by the app in `POST /connect`.',
      },
      servers: [
        {
          url: 'https://{instance}.service-now.com/api/x_alrt_relay/v1',
          variables: { instance: { default: 'example' } },
        },
      ],
      security: [{ oauth: [] }, { basic: [] }],
      paths,
      components: {
        schemas,
        securitySchemes: {
          oauth: { type: 'http', scheme: 'bearer' },
          basic: { type: 'http', scheme: 'basic' },
        },
      },
    },
    undefined,
    2,
  );
}

function describe(operation: Operation): object {
  const { body, answer, feature, alsoFor, summary } = operation;
  const roles = [
    'x_alrt_relay.api_user',
    ...(alsoFor === undefined ? [] : ['x_alrt_relay.viewer']),
  ];
  return {
    summary,
    description: [
      `Roles: ${roles.map((role) => `\`${role}\``).join(' or ')}.`,
      ...(feature === undefined ? [] : [`Feature: \`${feature}\`.`]),
    ].join(' '),
    parameters: parametersOf(operation),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: json({ $ref: ref(body.name) }) } }),
    responses: {
      200: {
        description: 'Done',
        content: json(wrapped({ $ref: ref(answer.name) })),
      },
      ...refusals(operation),
    },
  };
}

function parametersOf({ path, query = {} }: Operation): readonly object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name: name.replace('*', ''),
    in: 'query',
    required: name.endsWith('*'),
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery];
}

/** By status, with the codes that it may mean. */
function refusals({ problems = [] }: Operation): Record<string, object> {
  const byStatus = Map.groupBy([...always, ...problems], (code) => problemCodes[code]);
  const described = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\``).join(' or '),
      content: json(wrapped({ $ref: ref('AppProblem') })),
    },
  ]);
  return {
    ...Object.fromEntries(described),
    401: { description: 'ServiceNow does not accept the credentials' },
    403: { description: 'The account does not hold the role' },
  };
}

function wrapped(schema: object): object {
  return { type: 'object', properties: { result: schema }, required: ['result'] };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function ref(name: string): string {
  return `#/components/schemas/${name}`;
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...printed } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return printed;
}
