import { z } from 'zod';
import { retireStandby, switchCredentials } from '../../config-store/switch-credentials.ts';
import type { Connection } from '../../domain/configuration.ts';
import { summarizeCredentials } from '../../domain/credential-summary.ts';
import { findRefreshToken } from '../../store/refresh-tokens.ts';
import { defineRoute } from '../define-route.ts';
import type { ApiDeps } from '../deps.ts';
import { loadConnection } from '../load-connection.ts';
import { Instant, Nothing, toInstant } from '../shapes.ts';
import { Given, placeOf, refusals } from './configuration.ts';

const params = z.object({
  connection: z.string().max(63).meta({ description: 'Name of the connection.' }),
});

const Summary = z.object({
  connection: z.string().meta({ description: 'Name of the connection.' }),
  kind: z.string().meta({ description: 'What it signs in with.' }),
  standby: z.string().optional().meta({ description: 'What is live besides, if anything.' }),
  inUse: z
    .enum(['first', 'standby'])
    .meta({ description: 'Which of the two signs calls of this relay in.' }),
  ends: z
    .array(
      z.object({
        what: z.string().meta({ description: '`credentials`, `client certificate`, `sign-in`.' }),
        at: Instant,
        daysLeft: z.int().meta({ description: 'Whole days; negative once it is over.' }),
      }),
    )
    .meta({ description: 'Everything whose end is known, the nearest first.' }),
  usedBy: z
    .array(
      z.object({
        connection: z.string().meta({ description: 'A connection that signs in with it.' }),
        routes: z.array(z.string()).meta({ description: 'What is delivered through it.' }),
      }),
    )
    .meta({ description: 'What stops when it ends: this one, and others with the same.' }),
});

const Switched = z.object({
  revision: z.number().meta({ description: 'Of this change.' }),
  evidence: z.string().meta({ description: 'What the instance said to the trial.' }),
  credentials: Summary.meta({ description: 'What the connection signs in with now.' }),
});

export const getCredentials = defineRoute({
  method: 'get',
  path: '/connections/{connection}/credentials',
  summary: 'What a connection signs in with, when it ends, and what uses it; never the secret',
  scope: 'config:read',
  params,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Summary,
  problems: ['NOT_FOUND'],
  handle: (deps, call) =>
    summarize(deps, loadConnection(deps, call.workspace, call.params.connection)),
});

export const changeCredentials = defineRoute({
  method: 'post',
  path: '/connections/{connection}/credentials/switch',
  summary:
    'Try other credentials, and if the instance takes them, change to them; the old ones stand by',
  scope: 'config:write',
  params,
  query: z.strictObject({}),
  body: z.strictObject({
    credentials: Given.optional().meta({
      description: 'As in a connection; absent: those that stand by, which is the way back.',
    }),
    expireOn: z.iso
      .date()
      .optional()
      .meta({ description: 'The day from which somebody ends them.' }),
  }),
  status: 200,
  answer: Switched,
  problems: [...refusals, 'CREDENTIALS_REFUSED', 'PRECONDITION_FAILED', 'SECRETS_KEY_MISSING'],
  async handle(deps, call) {
    const { credentials, expireOn } = call.body;
    const { revision, evidence } = await switchCredentials(
      { ...deps.configStore, trySignIn: deps.trySignIn },
      placeOf(call),
      loadConnection(deps, call.workspace, call.params.connection).name,
      { credentials, expireOn },
    );
    const now = loadConnection(deps, call.workspace, call.params.connection);
    return { revision, evidence, credentials: await summarize(deps, now) };
  },
});

export const retireCredentials = defineRoute({
  method: 'delete',
  path: '/connections/{connection}/credentials/standby',
  summary: 'Take the second set away, once the first is known to work',
  scope: 'config:write',
  params,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Switched,
  problems: [...refusals, 'NOT_FOUND', 'CREDENTIALS_REFUSED', 'PRECONDITION_FAILED'],
  async handle(deps, call) {
    const { revision, evidence } = await retireStandby(
      { ...deps.configStore, trySignIn: deps.trySignIn },
      placeOf(call),
      loadConnection(deps, call.workspace, call.params.connection).name,
    );
    const now = loadConnection(deps, call.workspace, call.params.connection);
    return { revision, evidence, credentials: await summarize(deps, now) };
  },
});

async function summarize(deps: ApiDeps, connection: Connection) {
  const { workspace, name } = connection;
  const kept = await findRefreshToken(deps.db, { workspace, connection: name });
  const summary = summarizeCredentials(
    connection,
    { all: deps.connectionsOf(workspace), routes: deps.routesOf(workspace) },
    { signedInAt: kept?.obtainedAt, now: deps.clock.now() },
  );
  return {
    ...summary,
    inUse: deps.liveSetOf(connection),
    ends: summary.ends.map((end) => ({ ...end, at: toInstant(end.at) })),
    usedBy: summary.usedBy.map((use) => ({ ...use, routes: [...use.routes] })),
  };
}
