import { z } from 'zod';
import type { Connection, Route } from '../../domain/configuration.ts';
import { rotKinds } from '../../domain/mapping-rot.ts';
import { findingKinds } from '../../domain/readiness.ts';
import { driftKinds } from '../../domain/write-verification.ts';
import { RelayError } from '../../lib/errors.ts';
import { findMappingReports, type MappingReport } from '../../store/mapping-reports.ts';
import { defineRoute } from '../define-route.ts';
import type { ApiDeps } from '../deps.ts';
import { Instant, Nothing, toInstant } from '../shapes.ts';

const Choice = z.object({ value: z.string(), label: z.string() });

const Readiness = z.object({
  route: z.string(),
  table: z.string(),
  isReady: z.boolean(),
  findings: z.array(
    z.object({
      kind: z.enum(findingKinds),
      column: z.string(),
      line: z.string().meta({ description: 'What will happen, and what to do.' }),
      proposal: z.string().optional().meta({ description: 'A value that this instance has.' }),
      weight: z.enum(['fault', 'hint']),
    }),
  ),
  states: z.array(Choice).meta({ description: 'The states that this instance has.' }),
  trial: z
    .object({
      number: z.string().optional().meta({ description: 'Of the scratch record.' }),
      steps: z.array(
        z.object({
          step: z.enum(['create', 'resolve', 'cancel']),
          refusal: z.string().optional().meta({ description: 'The words of ServiceNow.' }),
          drift: z.array(z.object({ column: z.string(), kind: z.enum(driftKinds) })),
        }),
      ),
    })
    .optional()
    .meta({ description: 'What became of the scratch record.' }),
});

const params = z.object({ route: z.string().min(1).max(100).meta({ description: 'Its name.' }) });

export const getReadiness = defineRoute({
  method: 'get',
  path: '/routes/{route}/readiness',
  summary:
    'Whether the instance takes what a route writes, as far as its dictionary and choices say',
  scope: 'events:read',
  params,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Readiness,
  problems: ['NOT_FOUND', 'CONNECTION_HELD', 'SERVICENOW_UNAVAILABLE', 'SERVICENOW_FORBIDDEN'],
  handle: (deps, call) => check(deps, call.workspace, call.params.route, false),
});

export const tryReadiness = defineRoute({
  method: 'post',
  path: '/routes/{route}/readiness',
  summary: 'The same, and tried: a scratch record is made, resolved and canceled',
  scope: 'events:write',
  params,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Readiness,
  problems: ['NOT_FOUND', 'CONNECTION_HELD', 'SERVICENOW_UNAVAILABLE', 'SERVICENOW_FORBIDDEN'],
  handle: (deps, call) => check(deps, call.workspace, call.params.route, true),
});

async function check(deps: ApiDeps, workspace: string, name: string, isTried: boolean) {
  const { route, connection } = findWay(deps, workspace, name);
  const { findings, states, trial, ...rest } = await deps.checkRoute(connection, route, {
    isTried,
  });
  return {
    ...rest,
    findings: findings.map((finding) => ({ ...finding })),
    states: states.map(({ value, label }) => ({ value, label })),
    trial: trial && {
      number: trial.number,
      steps: trial.steps.map((step) => ({ ...step, drift: [...step.drift] })),
    },
  };
}

function findWay(
  deps: ApiDeps,
  workspace: string,
  name: string,
): { readonly route: Route; readonly connection: Connection } {
  const route = deps.routesOf(workspace).find((one) => one.name === name);
  const connection = route && deps.findConnection(workspace, route.connection);
  if (route !== undefined && connection !== undefined) return { route, connection };
  throw new RelayError('NOT_FOUND', `There is no route ${name}.`);
}

const Report = z.object({
  connection: z.string(),
  at: Instant,
  findings: z.array(z.object({ kind: z.enum(rotKinds), subject: z.string(), line: z.string() })),
});

export const listMappingReports = defineRoute({
  method: 'get',
  path: '/mapping-reports',
  summary: 'What has come apart between routes and instances, as the last daily look found it',
  scope: 'events:read',
  params: z.object({}),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({ reports: z.array(Report) }),
  problems: [],
  async handle({ db }, { workspace }) {
    return { reports: (await findMappingReports(db, workspace)).map(toReport) };
  },
});

export const makeMappingReport = defineRoute({
  method: 'post',
  path: '/mapping-reports',
  summary: 'Looks again now, at one connection',
  scope: 'events:write',
  params: z.object({}),
  query: z.strictObject({}),
  body: z.strictObject({ connection: z.string().min(1).max(100) }),
  status: 200,
  answer: Report,
  problems: ['NOT_FOUND', 'CONNECTION_HELD', 'SERVICENOW_UNAVAILABLE', 'SERVICENOW_FORBIDDEN'],
  async handle(deps, { workspace, body }) {
    const connection = deps.findConnection(workspace, body.connection);
    if (connection === undefined) {
      throw new RelayError('NOT_FOUND', `There is no connection ${body.connection}.`);
    }
    return toReport(await deps.reportRot(connection));
  },
});

function toReport({ connection, at, findings }: MappingReport) {
  return { connection, at: toInstant(at), findings: findings.map((finding) => ({ ...finding })) };
}
