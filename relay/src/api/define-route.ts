import type { z } from 'zod';
import type { ErrorCode } from '../lib/errors.ts';
import type { ApiDeps } from './deps.ts';
import { parsePart } from './parse-part.ts';

/** What a token may be allowed to do. */
export const scopes = [
  'events:read',
  'events:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'agents:work',
  'doctor:run',
] as const;
export type Scope = (typeof scopes)[number];

/** Who calls: a token that was checked. */
export interface Caller {
  readonly tokenId: string;
  readonly name: string;
}

/** What a route is handed: every part was checked by its schema. */
export interface Call<Params, Query, Body> {
  readonly workspace: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
}

interface RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api/v1/workspaces/{workspace}`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly params: Params;
  readonly query: Query;
  /** `z.undefined()` where a request has none. */
  readonly body: Body;
  readonly status: 200 | 202;
  readonly answer: Answer;
  /** What it can refuse besides a bad token and a bad request. */
  readonly problems: readonly ErrorCode[];
  readonly handle: (
    deps: ApiDeps,
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Answer>>;
}

/** A route as data: mounted by router.ts, printed by openapi.ts, walked by a test. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly status: 200 | 202;
  readonly answer: z.ZodType;
  readonly problems: readonly ErrorCode[];
  /** Parses, handles, and holds its own answer to the schema. */
  run(deps: ApiDeps, call: Call<unknown, unknown, unknown>): Promise<unknown>;
}

export function defineRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  const { handle, ...described } = definition;
  return Object.freeze({
    ...described,
    async run(deps: ApiDeps, call: Call<unknown, unknown, unknown>) {
      const answer = await handle(deps, {
        ...call,
        params: parsePart(definition.params, call.params, 'path'),
        query: parsePart(definition.query, call.query, 'query'),
        body: parsePart(definition.body, call.body, 'body'),
      });
      return definition.answer.parse(answer);
    },
  });
}
