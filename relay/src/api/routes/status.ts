import { z } from 'zod';
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

export const listStatuses = defineRoute({
  method: 'get',
  path: '/status',
  summary: 'How each connection is, since when, and why',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({ rows: z.array(Status).meta({ description: 'In the order of names.' }) }),
  problems: [],
  async handle(deps, { workspace }) {
    const names = deps.connectionsOf(workspace).map(({ name }) => name);
    const rows = await showStatuses(deps.db, workspace, names, deps.clock.now());
    return { rows: rows.map(toAnswer) };
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
    const found = loadConnection(deps, workspace, params.connection);
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
