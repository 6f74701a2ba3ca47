import { z } from 'zod';
import { listWorkspaces } from '../../config-store/load-workspace.ts';
import { RelayError } from '../../lib/errors.ts';
import { type ApiToken, listApiTokens } from '../../store/api-tokens.ts';
import {
  DAY_MS,
  issueToken,
  type IssueTokenDeps,
  MAX_TOKEN_DAYS,
  withdrawToken,
} from '../../store/issue-token.ts';
import { type Call, type Caller, defineRoute } from '../define-route.ts';
import { type TokenScope, tokenScopes } from '../../domain/token-scopes.ts';
import type { ApiDeps } from '../deps.ts';
import { Id, Instant, NoParams, Nothing, toInstant, toOptionalInstant } from '../shapes.ts';

const Shown = z.object({
  id: Id,
  name: z.string().meta({ description: 'Who uses it.' }),
  workspace: z.string().optional().meta({ description: 'What it opens; absent is everything.' }),
  scopes: z.array(z.string()).meta({ description: 'What it may do.' }),
  createdAt: Instant,
  expiresAt: Instant.optional(),
  revokedAt: Instant.optional(),
});

const Issued = Shown.omit({ revokedAt: true }).extend({
  token: z.string().meta({ description: 'The token itself: shown now and never again.' }),
});

const Wanted = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, 'expected one line')
    .meta({ description: 'Who uses it.' }),
  scopes: z
    .array(z.enum(tokenScopes))
    .min(1)
    .max(tokenScopes.length)
    .meta({ description: 'What it may do; nothing that the caller may not.' }),
  days: z.int().min(1).max(MAX_TOKEN_DAYS).optional().meta({
    description:
      'Days until it expires: no more than the caller was given, and unless said 90 or as many.',
  }),
});

const Row = z.object({ rows: z.array(Shown).meta({ description: 'Oldest first.' }) });
const One = z.object({ id: Id });
const Revoked = z.object({ id: Id, revokedAt: Instant });

const listing = {
  method: 'get',
  path: '/tokens',
  scope: 'tokens:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Row,
  problems: [],
} as const;

const issuing = {
  method: 'post',
  path: '/tokens',
  scope: 'tokens:write',
  params: NoParams,
  query: z.strictObject({}),
  status: 201,
  answer: Issued,
} as const;

const revoking = {
  method: 'delete',
  path: '/tokens/{id}',
  scope: 'tokens:write',
  params: One,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Revoked,
  problems: ['NOT_FOUND'],
} as const;

export const listTokens = defineRoute({
  ...listing,
  summary: 'Tokens of the workspace, without their secret part',
  handle: async ({ db }, { workspace }) => ({
    rows: (await listApiTokens(db, workspace)).map(toShown),
  }),
});

export const createToken = defineRoute({
  ...issuing,
  summary: 'Make a token of the workspace; it is shown once',
  body: Wanted,
  problems: ['TOKEN_SCOPE_MISSING'],
  handle: (deps, { workspace, body, caller }) => issue(deps, caller, { ...body, workspace }),
});

export const revokeToken = defineRoute({
  ...revoking,
  summary: 'Close a token of the workspace at once',
  handle: (deps, call) => withdraw(deps, call, call.workspace),
});

export const listAllTokens = defineRoute({
  ...listing,
  about: 'relay',
  summary: 'Tokens of all workspaces, without their secret part',
  handle: async ({ db }) => ({ rows: (await listApiTokens(db)).map(toShown) }),
});

export const createAnyToken = defineRoute({
  ...issuing,
  about: 'relay',
  summary: 'Make a token of any workspace, or of all; it is shown once',
  body: Wanted.extend({
    workspace: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .meta({ description: 'What it opens; absent is everything.' }),
  }),
  problems: ['NOT_FOUND', 'TOKEN_SCOPE_MISSING'],
  async handle(deps, { body, caller }) {
    const { workspace } = body;
    const known = await listWorkspaces(deps.configStore);
    if (workspace !== undefined && !known.includes(workspace)) {
      throw new RelayError('NOT_FOUND', `There is no workspace ${workspace}.`);
    }
    return issue(deps, caller, { ...body, workspace });
  },
});

export const revokeAnyToken = defineRoute({
  ...revoking,
  about: 'relay',
  summary: 'Close any token at once',
  handle: (deps, call) => withdraw(deps, call, undefined),
});

const DEFAULT_DAYS = 90;

/**
 * Nobody hands on what he has not: a token that makes tokens would open everything, and one for a week
 * everything for ever. Of his own life it is the whole, not what is left: a token can make its successor.
 */
async function issue(
  deps: ApiDeps,
  caller: Caller,
  wanted: {
    readonly name: string;
    readonly workspace: string | undefined;
    readonly scopes: readonly TokenScope[];
    readonly days?: number | undefined;
  },
): Promise<z.input<typeof Issued>> {
  const lacking = wanted.scopes.filter((scope) => !caller.scopes.includes(scope));
  if (lacking.length > 0) {
    throw new RelayError(
      'TOKEN_SCOPE_MISSING',
      `This token cannot hand on what it lacks: ${lacking.join(', ')}.`,
    );
  }
  const mostDays = Math.max(1, Math.floor((caller.lifeMs ?? Infinity) / DAY_MS));
  const { days = Math.min(DEFAULT_DAYS, mostDays) } = wanted;
  if (days > mostDays) {
    throw new RelayError(
      'REQUEST_INVALID',
      `body.days: expected at most the ${mostDays} that the token of the caller was given`,
    );
  }
  const actor = actorOf(caller);
  const { token, secret } = await issueToken(toIssueDeps(deps), { ...wanted, days, actor });
  return { ...toShown({ ...token, revokedAt: undefined }), token: secret };
}

async function withdraw(
  deps: ApiDeps,
  { params, caller }: Call<z.output<typeof One>, unknown, unknown>,
  within: string | undefined,
): Promise<z.input<typeof Revoked>> {
  const done = await withdrawToken(toIssueDeps(deps), params.id, {
    actor: actorOf(caller),
    within,
  });
  if (!done) throw new RelayError('NOT_FOUND', 'There is no live token with this id.');
  return { id: params.id, revokedAt: toInstant(deps.clock.now()) };
}

function actorOf({ name }: Caller): string {
  return `token ${name}`;
}

function toIssueDeps({ commit, newId, clock }: ApiDeps): IssueTokenDeps {
  return { commit, newId, now: () => clock.now() };
}

function toShown({
  scopes: may,
  createdAt,
  expiresAt,
  revokedAt,
  ...rest
}: ApiToken): z.input<typeof Shown> {
  return {
    ...rest,
    scopes: [...may],
    createdAt: toInstant(createdAt),
    expiresAt: toOptionalInstant(expiresAt),
    revokedAt: toOptionalInstant(revokedAt),
  };
}
