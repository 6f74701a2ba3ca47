import { z } from 'zod';
import type { Difference } from '../../config-store/difference.ts';
import {
  compareWithVersion,
  compareWorkspaces,
  draftWorkspaces,
  exportWorkspace,
  importWorkspaces,
  rollBack,
} from '../../config-store/transfer.ts';
import { faultsIn, findWays, type Readiness } from '../../domain/readiness.ts';
import { RelayError } from '../../lib/errors.ts';
import { listVersions } from '../../store/configuration.ts';
import { defineRoute } from '../define-route.ts';
import type { ApiDeps } from '../deps.ts';
import { Instant, Limit, NoParams, Nothing, toInstant } from '../shapes.ts';
import { Given, placeOf, refusals } from './configuration.ts';
import { ReadinessAnswer, toReadinessAnswer } from './readiness.ts';

const Tree = z.record(z.string(), z.unknown());

const DifferenceRow = z.object({
  kind: z.string().meta({ description: 'What it is.' }),
  name: z.string().meta({ description: 'Its name.' }),
  change: z.enum(['added', 'removed', 'changed', 'moved']).meta({
    description: 'What happens to it; a route that is `moved` is tried at another place.',
  }),
  fields: z
    .array(
      z.object({
        path: z.string().meta({ description: 'The field.' }),
        before: z.unknown().optional().meta({ description: 'What it was.' }),
        after: z.unknown().optional().meta({ description: 'What it is then.' }),
      }),
    )
    .meta({ description: 'Fields that change, without secrets.' }),
});

const Differences = z.array(DifferenceRow).meta({ description: 'What changes.' });

function toRows(differences: readonly Difference[]): z.input<typeof Differences> {
  return differences.map(({ workspace: _workspace, fields, ...rest }) => ({
    ...rest,
    fields: fields.map((field) => ({ ...field })),
  }));
}

export const exportConfiguration = defineRoute({
  method: 'get',
  path: '/configuration',
  summary: 'All that is configured in the workspace, as relay.yml writes it, without secrets',
  scope: 'config:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Tree,
  problems: [],
  handle: async ({ configStore }, { workspace }) => ({
    ...(await exportWorkspace(configStore, workspace)),
  }),
});

export const importConfiguration = defineRoute({
  method: 'put',
  path: '/configuration',
  summary: 'Make the workspace what is written, all of it or nothing',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({
    dryRun: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true')
      .meta({ description: '`true` only says what would change.' }),
    validate: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true')
      .meta({
        description:
          '`true` asks the instances first whether they take what the routes would write: groups, users, items, choices, close codes, mandatory columns. Nothing is imported that one of them would refuse.',
      }),
  }),
  body: Given.meta({ description: 'As exported; `{"set": true}` keeps the secret that is there.' }),
  status: 200,
  answer: z.object({
    differences: Differences,
    readiness: z
      .array(ReadinessAnswer)
      .optional()
      .meta({ description: 'With `validate`: what the instance says to each route.' }),
  }),
  problems: [
    ...refusals,
    'SECRETS_KEY_MISSING',
    'SERVICENOW_FORBIDDEN',
    'SERVICENOW_UNAUTHORIZED',
    'SERVICENOW_UNAVAILABLE',
  ],
  async handle(deps, call) {
    const { configStore } = deps;
    const { workspace, actor } = placeOf(call);
    const { dryRun, validate } = call.query;
    const trees = [{ ...call.body, name: workspace }];
    const readiness = validate ? await askInstances(deps, trees) : undefined;
    if (!dryRun) refuseFaults(readiness ?? []);
    const differences = dryRun
      ? await compareWorkspaces(configStore, trees)
      : await importWorkspaces(configStore, actor, trees);
    return { differences: toRows(differences), readiness: readiness?.map(toReadinessAnswer) };
  },
});

async function askInstances(
  { configStore, checkRoute }: ApiDeps,
  trees: readonly unknown[],
): Promise<readonly Readiness[]> {
  const asked: Readiness[] = [];
  for (const { connection, route } of findWays(await draftWorkspaces(configStore, trees))) {
    asked.push(await checkRoute(connection, route, { isTried: false }));
  }
  return asked;
}

function refuseFaults(readiness: readonly Readiness[]): void {
  const faults = faultsIn(readiness);
  if (faults.length > 0) throw new RelayError('CONFIGURATION_REFUSED', faults.join('; '));
}

const Revision = z.coerce.number().int().min(1).meta({ description: 'Number of a version.' });

export const listConfigurationVersions = defineRoute({
  method: 'get',
  path: '/configuration/versions',
  summary: 'Every change of the workspace, newest first',
  scope: 'config:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: Revision.optional().meta({ description: 'The `next` of the page before.' }),
  }),
  body: Nothing,
  status: 200,
  answer: z.object({
    rows: z
      .array(
        z.object({
          revision: z.number().meta({ description: 'Its number.' }),
          at: Instant,
          actor: z.string().meta({ description: 'The token, or the command line.' }),
          action: z.string().meta({ description: 'What was done.' }),
          subject: z.string().meta({ description: 'To what.' }),
        }),
      )
      .meta({ description: 'Newest first.' }),
    next: z.string().optional().meta({ description: 'Give it as `after` for the next page.' }),
  }),
  problems: [],
  async handle({ db }, { workspace, query }) {
    const { limit, after } = query;
    const found = await listVersions(db, { workspace, limit: limit + 1, before: after });
    const rows = found.slice(0, limit).map((row) => ({ ...row, at: toInstant(row.at) }));
    const last = found.length > limit ? rows.at(-1)?.revision : undefined;
    return { rows, next: last === undefined ? undefined : String(last) };
  },
});

export const getConfigurationVersion = defineRoute({
  method: 'get',
  path: '/configuration/versions/{revision}',
  summary: 'The workspace after an earlier change, and what distinguishes it from now',
  scope: 'config:read',
  params: z.object({ revision: Revision }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({
    configuration: Tree.meta({ description: 'As an export of that time.' }),
    differences: Differences,
  }),
  problems: ['STORE_UNSUITABLE'],
  async handle({ configStore }, { workspace, params }) {
    const found = await compareWithVersion(configStore, workspace, params.revision);
    return { configuration: { ...found.tree }, differences: toRows(found.differences) };
  },
});

export const rollBackConfiguration = defineRoute({
  method: 'post',
  path: '/configuration/versions/{revision}/rollback',
  summary: 'Make the workspace what it was after that change; that is a new change',
  scope: 'config:write',
  params: z.object({ revision: Revision }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({
    revision: z.number().meta({ description: 'Of the new version.' }),
    differences: Differences,
  }),
  problems: [...refusals, 'STORE_UNSUITABLE'],
  async handle({ configStore }, call) {
    const done = await rollBack(configStore, placeOf(call), call.params.revision);
    return { revision: done.revision, differences: toRows(done.differences) };
  },
});
