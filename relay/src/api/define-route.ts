import type { z } from 'zod';
import type { TokenScope } from '../domain/token-scopes.ts';
import type { ErrorCode } from '../lib/errors.ts';
import type { ApiDeps } from './deps.ts';
import { parsePart } from './parse-part.ts';

/** Who calls: a token that was checked. */
export interface Caller {
  readonly tokenId: string;
  readonly name: string;
  /** The only workspace it opens; all without it. */
  readonly workspace: string | undefined;
  readonly scopes: readonly string[];
  /** From when it was made until it ends, ms; without it there is no end. */
  readonly lifeMs: number | undefined;
}

/** What a route is handed: every part was checked by its schema. */
export interface Call<Params, Query, Body> {
  /** Empty where a route is about the relay. */
  readonly workspace: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
  /** The revision in `If-Match`: the caller changes what he read, or nothing. */
  readonly ifMatch: number | undefined;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Status = 200 | 201 | 202;

/** Which headers a route listens to, besides Authorization. */
type HeaderUse = 'idempotency-key' | 'if-match';

interface RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly method: Method;
  /** `relay`: not about one workspace; open to tokens for all workspaces only. */
  readonly about?: 'workspace' | 'relay';
  /** Below `/api/v1/workspaces/{workspace}`, or `/api/v1` if about the relay; parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly scope: TokenScope;
  readonly params: Params;
  readonly query: Query;
  /** `z.undefined()` where a request has none. */
  readonly body: Body;
  readonly status: Status;
  readonly answer: Answer;
  /** What it can refuse besides a bad token and a bad request. */
  readonly problems: readonly ErrorCode[];
  readonly headers?: readonly HeaderUse[];
  readonly handle: (
    deps: ApiDeps,
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Answer>>;
}

/** What openapi.ts prints of a route. */
export interface DescribedRoute {
  readonly method: Method;
  readonly about: 'workspace' | 'relay';
  readonly path: string;
  readonly summary: string;
  readonly scope: TokenScope;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly status: Status;
  readonly answer: z.ZodType;
  readonly problems: readonly ErrorCode[];
  readonly headers: readonly HeaderUse[];
  /** Of a success; JSON if absent. */
  readonly mediaType?: string;
}

/** A route as data: mounted by router.ts, printed by openapi.ts, walked by a test. */
export interface Route extends DescribedRoute {
  /** Parses, handles, and holds its own answer to the schema. */
  run(deps: ApiDeps, call: Call<unknown, unknown, unknown>): Promise<unknown>;
}

/** Where a route is mounted, seen from `/api/v1`. */
export function pathOf({ about, path }: Pick<DescribedRoute, 'about' | 'path'>): string {
  return about === 'relay' ? path : `/workspaces/{workspace}${path}`;
}

/** A route of a workspace that a router of its own opens. */
export function describeRoute(route: Omit<DescribedRoute, 'about' | 'headers'>): DescribedRoute {
  return Object.freeze({ ...route, about: 'workspace', headers: [] });
}

export function defineRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  const { handle, about = 'workspace', headers = [], ...described } = definition;
  return Object.freeze({
    ...described,
    about,
    headers,
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
