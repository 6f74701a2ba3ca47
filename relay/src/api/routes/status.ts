import { z } from 'zod';
import { configurationKinds } from '../../domain/configuration-object.ts';
import { statusNames } from '../../domain/connection-status.ts';
import { RelayError } from '../../lib/errors.ts';
import { type ShownStatus, showStatuses } from '../../store/views/connection-statuses.ts';
import { defineRoute } from '../define-route.ts';
import { loadConnection } from '../load-connection.ts';
import { Instant, NoParams, Nothing, toOptionalInstant } from '../shapes.ts';

const Status = z.object({
  connection: z.string().meta({ description: 'Name of the connection.' }),
  status: z.enum([...statusNames, 'unknown']).meta({
    description:
      '`ok`; `degraded`: delivers, and needs a look; `failing`: the instance does not answer; `paused`: it would refuse all, or is switched off; `unknown`: no relay has looked.',
  }),
  since: Instant.optional().meta({ description: 'Since when it is so.' }),
  because: z
    .string()
    .optional()
    .meta({ description: 'Why: an error code, or `SWITCHED_OFF`, `CREDENTIALS_EXPIRE` and such.' }),
  message: z.string().meta({ description: 'The same for people.' }),
  seenAt: Instant.optional().meta({ description: 'When a relay said so last.' }),
});

const Unused = z.object({
  kind: z.enum(configurationKinds).meta({ description: 'What it is.' }),
  name: z.string().meta({ description: 'Its name.' }),
  because: z.string().meta({ description: 'What was expected where, for people.' }),
});

export const listStatuses = defineRoute({
  method: 'get',
  path: '/status',
  summary: 'How each connection is, since when, and why',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({
    rows: z.array(Status).meta({ description: 'In the order of names.' }),
    unused: z.array(Unused).meta({
      description: 'What is configured and cannot be used as it is stored; what needs it waits.',
    }),
  }),
  problems: [],
  async handle(deps, { workspace }) {
    const names = deps.connectionsOf(workspace).map(({ name }) => name);
    const rows = await showStatuses(deps.db, workspace, names, deps.clock.now());
    const unused = deps
      .unusedOf(workspace)
      .map(({ kind, name, because }) => ({ kind, name, because }));
    return { rows: rows.map(toAnswer), unused };
  },
});

export const getStatus = defineRoute({
  method: 'get',
  path: '/connections/{connection}/status',
  summary: 'How a connection is, since when, and why',
  scope: 'events:read',
  params: z.object({
    connection: z.string().max(63).meta({ description: 'Name of the connection.' }),
  }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: Status,
  problems: ['NOT_FOUND'],
  async handle(deps, { workspace, params }) {
    // Also of one that cannot be used, for which a look-up would fail.
    const known = deps.connectionsOf(workspace).find(({ name }) => name === params.connection);
    const found = known ?? loadConnection(deps, workspace, params.connection);
    const now = deps.clock.now();
    const [row] = await showStatuses(deps.db, workspace, [found.name], now);
    if (row === undefined) throw new RelayError('BUG', 'A connection has no status.');
    return toAnswer(row);
  },
});

function toAnswer({ connection, status, since, because, message, seenAt }: ShownStatus) {
  return {
    connection,
    status,
    since: toOptionalInstant(since),
    because,
    message,
    seenAt: toOptionalInstant(seenAt),
  };
}
