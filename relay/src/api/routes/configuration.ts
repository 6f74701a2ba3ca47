import { z } from 'zod';
import { listedKinds, lists } from '../../config/kinds.ts';
import {
  createObject,
  deleteObject,
  getObject,
  listObjects,
  patchObject,
  type Place,
  reorderRoutes,
  replaceObject,
  type ShownObject,
} from '../../config-store/manage.ts';
import type { ConfigurationKind, Entry } from '../../domain/configuration-object.ts';
import { RelayError } from '../../lib/errors.ts';
import { type Call, defineRoute, type Route } from '../define-route.ts';
import { NoParams, Nothing } from '../shapes.ts';

/** Deeper than any entry is; what is deeper could exhaust the stack of whoever walks through it. */
const MAX_DEPTH = 32;

function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isShallow(part, depth - 1));
}

/** Checked by its own schema with the whole workspace around it, so that every fault is told at once. */
export const Given = z
  .record(z.string(), z.unknown())
  .refine((value) => isShallow(value), 'expected something less deeply nested');

/** The documentation shows the schema of the kind; here only that it is an object. */
function bodyOf(kind: ConfigurationKind) {
  return Given.meta({ entryOf: kind, description: `See docs/configuration.md, ${kind}.` });
}

const Name = z.string().min(1).max(63).meta({ description: 'Name of the object.' });

export const Shown = z.object({
  kind: z.string().meta({ description: 'What it is.' }),
  name: z.string().meta({ description: 'Its name.' }),
  enabled: z.boolean().meta({ description: 'Whether it is switched on.' }),
  revision: z.number().meta({ description: 'Of its last change; also the ETag.' }),
  providedBy: z
    .string()
    .optional()
    .meta({ description: 'The file that it stands in; it is read-only here.' }),
  entry: z.record(z.string(), z.unknown()).meta({
    description: 'As in relay.yml; a secret is `{"set": true}`, and stays when it is sent back so.',
  }),
});

export function toShownAnswer(object: ShownObject): z.input<typeof Shown> {
  return { ...object, entry: { ...object.entry } };
}

export function toEntry(given: Readonly<Record<string, unknown>>): Entry {
  const { name } = given;
  if (typeof name === 'string' && name !== '') return { ...given, name };
  throw new RelayError('CONFIGURATION_REFUSED', 'name: expected a name, but it is missing');
}

export function placeOf({ workspace, caller }: Call<unknown, unknown, unknown>): Place {
  return { workspace, actor: `token ${caller.name}` };
}

export const Cascade = z.strictObject({
  cascade: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: '`true` takes along what depends on it.' }),
});

export const Deleted = z.object({
  deleted: z
    .array(
      z.object({
        kind: z.string().meta({ description: 'What it was.' }),
        name: z.string().meta({ description: 'Its name.' }),
      }),
    )
    .meta({ description: 'What went: the object, and with cascade what depended on it.' }),
});

export const refusals = ['CONFIGURATION_PROVIDED', 'CONFIGURATION_REFUSED'] as const;

function routesOf(kind: (typeof listedKinds)[number]): readonly Route[] {
  const list = lists[kind];
  const what = kind === 'maintenance' ? 'maintenance window' : kind;
  const one = { path: `/${list}/{name}`, params: z.object({ name: Name }) };
  const plain = { query: z.strictObject({}), body: Nothing } as const;
  return [
    defineRoute({
      ...plain,
      method: 'get',
      path: `/${list}`,
      summary: `Every ${what}, those of the file too`,
      scope: 'config:read',
      params: NoParams,
      status: 200,
      answer: z.object({
        rows: z.array(Shown).meta({
          description: kind === 'route' ? 'In the order in which they are tried.' : 'All of them.',
        }),
      }),
      problems: [],
      handle: async ({ configStore }, { workspace }) => ({
        rows: (await listObjects(configStore, workspace, kind)).map(toShownAnswer),
      }),
    }),
    defineRoute({
      method: 'post',
      path: `/${list}`,
      summary: `Create a ${what}`,
      scope: 'config:write',
      params: NoParams,
      query: z.strictObject({}),
      body: bodyOf(kind),
      status: 201,
      answer: Shown,
      problems: [...refusals, 'CONFIGURATION_EXISTS', 'SECRETS_KEY_MISSING'],
      handle: async ({ configStore }, call) =>
        toShownAnswer(await createObject(configStore, placeOf(call), kind, toEntry(call.body))),
    }),
    defineRoute({
      ...plain,
      ...one,
      method: 'get',
      summary: `One ${what}`,
      scope: 'config:read',
      status: 200,
      answer: Shown,
      problems: [],
      handle: async ({ configStore }, { workspace, params }) =>
        toShownAnswer(await getObject(configStore, workspace, { kind, ...params })),
    }),
    defineRoute({
      ...one,
      method: 'put',
      summary: `Replace a ${what}`,
      scope: 'config:write',
      query: z.strictObject({}),
      body: bodyOf(kind),
      status: 200,
      answer: Shown,
      problems: [...refusals, 'PRECONDITION_FAILED', 'SECRETS_KEY_MISSING'],
      headers: ['if-match'],
      handle: async ({ configStore }, call) => {
        const target = { kind, ...call.params, ifMatch: call.ifMatch };
        const entry = toEntry({ name: call.params.name, ...call.body });
        return toShownAnswer(await replaceObject(configStore, placeOf(call), target, entry));
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: `Change some fields of a ${what}; null takes one away`,
      scope: 'config:write',
      query: z.strictObject({}),
      body: Given.meta({ description: 'RFC 7396: `{"enabled": false}` switches it off.' }),
      status: 200,
      answer: Shown,
      problems: [...refusals, 'PRECONDITION_FAILED', 'SECRETS_KEY_MISSING'],
      headers: ['if-match'],
      handle: async ({ configStore }, call) => {
        const target = { kind, ...call.params, ifMatch: call.ifMatch };
        return toShownAnswer(await patchObject(configStore, placeOf(call), target, call.body));
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: `Delete a ${what}; refused with a list while something uses it`,
      scope: 'config:write',
      query: Cascade,
      body: Nothing,
      status: 200,
      answer: Deleted,
      problems: [...refusals, 'CONFIGURATION_IN_USE', 'PRECONDITION_FAILED'],
      headers: ['if-match'],
      handle: async ({ configStore }, call) => {
        const target = { kind, ...call.params, ifMatch: call.ifMatch };
        const { cascade } = call.query;
        const gone = await deleteObject(configStore, placeOf(call), target, cascade);
        return { deleted: gone.map((each) => ({ ...each })) };
      },
    }),
  ];
}

export const orderRoutes = defineRoute({
  method: 'put',
  path: '/route-order',
  summary: 'Say in which order routes are tried',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({}),
  body: z.strictObject({
    names: z.array(Name).max(10_000).meta({
      description: 'Every route that is not in the file, once; those of the file go first.',
    }),
  }),
  status: 200,
  answer: z.object({
    revision: z.number().meta({ description: 'Of this change.' }),
    names: z.array(z.string()).meta({ description: 'All routes in their order.' }),
  }),
  problems: ['CONFIGURATION_REFUSED'],
  async handle({ configStore }, call) {
    const { revision, objects } = await reorderRoutes(configStore, placeOf(call), call.body.names);
    const routes = objects.filter(({ kind }) => kind === 'route');
    return { revision, names: routes.map(({ name }) => name) };
  },
});

export const objectRoutes: readonly Route[] = listedKinds.flatMap(routesOf);
