import { z } from 'zod';
import { repairKinds } from '../../domain/reconcile.ts';
import { RelayError } from '../../lib/errors.ts';
import { recordAudit } from '../../store/audit.ts';
import { findLinkByKey } from '../../store/links.ts';
import { pageOfRepairs } from '../../store/repairs.ts';
import { defineRoute } from '../define-route.ts';
import { loadConnection } from '../load-connection.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';
import { Key } from './links.ts';

export const resyncLink = defineRoute({
  method: 'post',
  path: '/links/{key}/resync',
  summary: 'Compares both sides of one record now, and sets right what either missed',
  scope: 'jobs:write',
  params: z.object({ key: Key }),
  query: z.strictObject({}),
  body: Nothing,
  status: 202,
  answer: z.object({
    number: z.string().meta({ description: 'Number of the record; `/repairs` has what was done.' }),
  }),
  problems: ['NOT_FOUND'],
  async handle(deps, { workspace, params, caller }) {
    const link = await findLinkByKey(deps.db, params.key);
    if (link?.workspace !== workspace) {
      throw new RelayError('NOT_FOUND', 'There is no link with this key.');
    }
    await deps.commit(async (unit) => {
      await deps.compareLater(unit, [link]);
      await recordAudit(unit, {
        id: deps.newId(),
        at: deps.clock.now(),
        workspace,
        actor: `token ${caller.name}`,
        action: 'link.resync',
        subject: link.number,
      });
    });
    return { number: link.number };
  },
});

export const resyncConnection = defineRoute({
  method: 'post',
  path: '/connections/{name}/resync',
  summary: 'Compares both sides of every open record of a connection, and of those touched since',
  scope: 'jobs:write',
  params: z.object({
    name: z.string().min(1).max(100).meta({ description: 'Name of the connection.' }),
  }),
  query: z.strictObject({}),
  body: z.strictObject({
    since: Instant.optional().meta({
      description: 'Also ended records that either side touched from then on.',
    }),
  }),
  status: 200,
  answer: z.object({
    compared: z.int().meta({ description: 'Records.' }),
    different: z.int().meta({
      description: 'Those that differ: each is looked at in its turn, see `/repairs`.',
    }),
    unknownHere: z.int().meta({ description: 'Records of this connection without a link here.' }),
  }),
  problems: [
    'NOT_FOUND',
    'CONNECTION_HELD',
    'SERVICENOW_APP_OUTDATED',
    'SERVICENOW_UNAVAILABLE',
    'SERVICENOW_FORBIDDEN',
  ],
  async handle(deps, { workspace, params, body, caller }) {
    const connection = loadConnection(deps, workspace, params.name);
    const since = body.since === undefined ? undefined : Date.parse(body.since);
    const swept = await deps.sweep(connection, since);
    await deps.commit((unit) =>
      recordAudit(unit, {
        id: deps.newId(),
        at: deps.clock.now(),
        workspace,
        actor: `token ${caller.name}`,
        action: 'connection.resync',
        subject: params.name,
        after: { ...swept, since: body.since },
      }),
    );
    return swept;
  },
});

export const listRepairs = defineRoute({
  method: 'get',
  path: '/repairs',
  summary: 'What comparisons of both sides set right',
  scope: 'jobs:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: After,
    number: z.string().max(40).optional().meta({ description: 'Only of this record.' }),
  }),
  body: Nothing,
  status: 200,
  answer: pageOf(
    z.object({
      id: Id,
      at: Instant,
      connection: z.string().meta({ description: 'The instance.' }),
      key: Key,
      number: z.string().meta({ description: 'Number of the record.' }),
      kind: z.enum(repairKinds).meta({ description: 'What was wrong.' }),
      detail: z.string().meta({ description: 'What was found and done, for people.' }),
    }),
  ),
  problems: [],
  async handle({ reading }, { workspace, query }) {
    const page = await pageOfRepairs(reading, { workspace, ...query });
    return {
      rows: page.rows.map(({ id, at, connection, key, number, kind, detail }) => ({
        id,
        at: toInstant(at),
        connection,
        key,
        number,
        kind,
        detail,
      })),
      next: page.next,
    };
  },
});
