import { z } from 'zod';
import { RelayError } from '../../lib/errors.ts';
import { beginSignIn } from '../../sign-in/begin-sign-in.ts';
import { findSignIn } from '../../store/sign-ins.ts';
import { defineRoute } from '../define-route.ts';
import { loadConnection } from '../load-connection.ts';
import { Id, Instant, Nothing, toInstant } from '../shapes.ts';

const connection = z.string().max(63).meta({ description: 'Name of the connection.' });

export const beginConnectionSignIn = defineRoute({
  method: 'post',
  path: '/connections/{connection}/sign-ins',
  summary: 'A link with which a person signs in for a connection by authorization code',
  scope: 'config:write',
  params: z.object({ connection }),
  query: z.strictObject({}),
  body: Nothing,
  status: 201,
  answer: z.object({
    id: Id,
    url: z.string().meta({ description: 'To be opened once, in a browser.' }),
    redirectUrl: z.string().meta({
      description: 'To be entered in the application registry of the instance beforehand.',
    }),
    expiresAt: Instant,
  }),
  problems: ['NOT_FOUND'],
  async handle(deps, { workspace, params, caller }) {
    const found = loadConnection(deps, workspace, params.connection);
    const begun = await beginSignIn(
      {
        commit: deps.commit,
        newId: deps.newId,
        now: () => deps.clock.now(),
        publicUrl: deps.publicUrl(),
      },
      found,
      `token ${caller.name}`,
    );
    return { ...begun, expiresAt: toInstant(begun.expiresAt) };
  },
});

export const getConnectionSignIn = defineRoute({
  method: 'get',
  path: '/connections/{connection}/sign-ins/{id}',
  summary: 'What became of a sign-in',
  scope: 'config:read',
  params: z.object({ connection, id: Id }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({
    id: Id,
    outcome: z
      .enum(['connected', 'failed', 'waiting', 'expired'])
      .meta({ description: '`waiting`: the person has not come back yet.' }),
    because: z.string().optional().meta({ description: 'Why nothing came of it.' }),
    expiresAt: Instant,
  }),
  problems: ['NOT_FOUND'],
  async handle(deps, { workspace, params }) {
    const of = { workspace, connection: params.connection };
    const found = await findSignIn(deps.db, of, params.id);
    if (found === undefined) throw new RelayError('NOT_FOUND', 'There is no sign-in of this id.');
    const { id, outcome, because, expiresAt } = found;
    const open = deps.clock.now() > expiresAt ? ('expired' as const) : ('waiting' as const);
    return { id, outcome: outcome ?? open, because, expiresAt: toInstant(expiresAt) };
  },
});
