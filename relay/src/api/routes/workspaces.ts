import { z } from 'zod';
import { listWorkspaces } from '../../config-store/load-workspace.ts';
import {
  createWorkspace,
  deleteWorkspace,
  getObject,
  patchObject,
  replaceObject,
} from '../../config-store/manage.ts';
import { defineRoute } from '../define-route.ts';
import { NoParams, Nothing } from '../shapes.ts';
import {
  Cascade,
  Deleted,
  Given,
  placeOf,
  refusals,
  Shown,
  toEntry,
  toShownAnswer,
} from './configuration.ts';

const NewWorkspace = Given.meta({ entryOf: 'workspace', description: 'At least a name.' });

export const listAllWorkspaces = defineRoute({
  method: 'get',
  about: 'relay',
  path: '/workspaces',
  summary: 'All workspaces',
  scope: 'config:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({ rows: z.array(Shown).meta({ description: 'Those of the file first.' }) }),
  problems: [],
  async handle({ configStore }) {
    const names = await listWorkspaces(configStore);
    const found = names.map((name) => getObject(configStore, name, { kind: 'workspace', name }));
    return { rows: (await Promise.all(found)).map(toShownAnswer) };
  },
});

export const addWorkspace = defineRoute({
  method: 'post',
  about: 'relay',
  path: '/workspaces',
  summary: 'Create a workspace',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({}),
  body: NewWorkspace,
  status: 201,
  answer: Shown,
  problems: [...refusals, 'CONFIGURATION_EXISTS'],
  handle: async ({ configStore }, { body, caller }) =>
    toShownAnswer(await createWorkspace(configStore, `token ${caller.name}`, toEntry(body))),
});

export const getWorkspace = defineRoute({
  method: 'get',
  path: '',
  summary: 'The settings of the workspace',
  scope: 'config:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Shown,
  problems: [],
  handle: async ({ configStore }, { workspace }) =>
    toShownAnswer(await getObject(configStore, workspace, { kind: 'workspace', name: workspace })),
});

export const putWorkspace = defineRoute({
  method: 'put',
  path: '',
  summary: 'Replace the settings of the workspace; what is in it stays',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({}),
  body: NewWorkspace,
  status: 200,
  answer: Shown,
  problems: [...refusals, 'PRECONDITION_FAILED'],
  headers: ['if-match'],
  async handle({ configStore }, call) {
    const target = { kind: 'workspace', name: call.workspace, ifMatch: call.ifMatch } as const;
    const entry = toEntry({ name: call.workspace, ...call.body });
    return toShownAnswer(await replaceObject(configStore, placeOf(call), target, entry));
  },
});

export const patchWorkspace = defineRoute({
  method: 'patch',
  path: '',
  summary: 'Change some settings of the workspace, such as `enabled`',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({}),
  body: Given.meta({ description: 'RFC 7396: `{"enabled": false}` switches it off.' }),
  status: 200,
  answer: Shown,
  problems: [...refusals, 'PRECONDITION_FAILED'],
  headers: ['if-match'],
  async handle({ configStore }, call) {
    const target = { kind: 'workspace', name: call.workspace, ifMatch: call.ifMatch } as const;
    return toShownAnswer(await patchObject(configStore, placeOf(call), target, call.body));
  },
});

export const removeWorkspace = defineRoute({
  method: 'delete',
  path: '',
  summary: 'Delete the workspace; with cascade everything in it and all that it ever received',
  scope: 'config:write',
  params: NoParams,
  query: Cascade,
  body: Nothing,
  status: 200,
  answer: Deleted,
  problems: [...refusals, 'CONFIGURATION_IN_USE', 'PRECONDITION_FAILED'],
  headers: ['if-match'],
  async handle({ configStore }, call) {
    const { ifMatch, query } = call;
    const wanted = { isCascade: query.cascade, ifMatch };
    const gone = await deleteWorkspace(configStore, placeOf(call), wanted);
    return { deleted: gone.map((each) => ({ ...each })) };
  },
});
