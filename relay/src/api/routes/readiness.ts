import { z } from 'zod';
import type { Connection, Route } from '../../domain/configuration.ts';
import { rotKinds } from '../../domain/mapping-rot.ts';
import { findingKinds, type Readiness } from '../../domain/readiness.ts';
import { driftKinds } from '../../domain/write-verification.ts';
import { RelayError } from '../../lib/errors.ts';
import { findMappingReports, type MappingReport } from '../../store/mapping-reports.ts';
import { defineRoute } from '../define-route.ts';
import type { ApiDeps } from '../deps.ts';
import { loadConnection } from '../load-connection.ts';
import { Instant, Nothing, toInstant } from '../shapes.ts';

const Choice = z.object({
  value: z.string().meta({ description: 'What is stored.' }),
  label: z.string().meta({ description: 'What people see.' }),
});

const Finding = z.object({
  kind: z.enum(findingKinds).meta({ description: 'What is wrong.' }),
  column: z.string().meta({ description: 'Of the table; empty where it is about all of them.' }),
  line: z.string().meta({ description: 'What will happen, and what to do.' }),
  proposal: z.string().optional().meta({ description: 'A value that this instance has.' }),
  weight: z
    .enum(['fault', 'hint'])
    .meta({ description: 'Whether records will be refused or wrong, or it is only worth a look.' }),
});

const Drift = z.object({
  column: z.string().meta({ description: 'The column.' }),
  kind: z.enum(driftKinds).meta({ description: 'Why it does not hold what was sent.' }),
});

const TrialStep = z.object({
  step: z.enum(['create', 'resolve', 'cancel']).meta({ description: 'What was tried.' }),
  refusal: z.string().optional().meta({ description: 'The words of ServiceNow.' }),
  drift: z.array(Drift).meta({ description: 'Columns that it did not keep as they were sent.' }),
});

export const ReadinessAnswer = z.object({
  route: z.string().meta({ description: 'Name of the route.' }),
  table: z.string().meta({ description: 'Table of its records.' }),
  isReady: z.boolean().meta({ description: 'Nothing was found that is more than a hint.' }),
  findings: z.array(Finding).meta({ description: 'What was found.' }),
  states: z.array(Choice).meta({ description: 'The states that this instance has.' }),
  trial: z
    .object({
      number: z.string().optional().meta({ description: 'Of the scratch record.' }),
      steps: z.array(TrialStep).meta({ description: 'In order; the first refusal ends it.' }),
    })
    .optional()
    .meta({ description: 'What became of the scratch record.' }),
});

const params = z.object({ route: z.string().min(1).max(100).meta({ description: 'Its name.' }) });

/** Of routes that ask the instance. */
const whileAsking = [
  'NOT_FOUND',
  'CONNECTION_HELD',
  'SERVICENOW_UNAVAILABLE',
  'SERVICENOW_FORBIDDEN',
] as const;

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
  answer: ReadinessAnswer,
  problems: whileAsking,
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
  answer: ReadinessAnswer,
  problems: whileAsking,
  handle: (deps, call) => check(deps, call.workspace, call.params.route, true),
});

async function check(deps: ApiDeps, workspace: string, name: string, isTried: boolean) {
  const { route, connection } = findWay(deps, workspace, name);
  return toReadinessAnswer(await deps.checkRoute(connection, route, { isTried }));
}

export function toReadinessAnswer({
  findings,
  states,
  trial,
  ...rest
}: Readiness): z.input<typeof ReadinessAnswer> {
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

const RotFinding = z.object({
  kind: z.enum(rotKinds).meta({ description: 'What has come apart.' }),
  subject: z.string().meta({ description: 'The name, column or route.' }),
  line: z.string().meta({ description: 'The same for people.' }),
});

const Report = z.object({
  connection: z.string().meta({ description: 'The instance.' }),
  at: Instant,
  findings: z.array(RotFinding).meta({ description: 'What was found.' }),
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
  answer: z.object({
    reports: z.array(Report).meta({ description: 'The last one of each connection.' }),
  }),
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
  body: z.strictObject({
    connection: z.string().min(1).max(100).meta({ description: 'Name of the connection.' }),
  }),
  status: 200,
  answer: Report,
  problems: whileAsking,
  async handle(deps, { workspace, body }) {
    const connection = loadConnection(deps, workspace, body.connection);
    return toReport(await deps.reportRot(connection));
  },
});

function toReport({ connection, at, findings }: MappingReport) {
  return { connection, at: toInstant(at), findings: findings.map((finding) => ({ ...finding })) };
}
