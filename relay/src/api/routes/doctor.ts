import { z } from 'zod';
import { Secret } from '../../lib/secret.ts';
import { defineRoute } from '../define-route.ts';
import { loadConnection } from '../load-connection.ts';

const Check = z.object({
  id: z.string().meta({ description: 'Names the check for ever: `sign-in`, `role:itil`.' }),
  title: z.string().meta({ description: 'What is well when it passes.' }),
  needed: z.boolean().meta({ description: 'Without it alerts do not flow; else advice.' }),
  verdict: z
    .enum(['pass', 'warn', 'fail', 'skip', 'blocked'])
    .meta({ description: '`skip`: not visible; `blocked`: a check before it failed.' }),
  code: z.string().optional().meta({ description: 'Tells the findings of one check apart.' }),
  evidence: z.string().meta({ description: 'What was seen.' }),
  cause: z.string().optional().meta({ description: 'What it means.' }),
  cure: z.string().optional().meta({ description: 'What to do.' }),
  blockedBy: z.string().optional().meta({ description: 'The check at whose root it lies.' }),
});

export const examineConnection = defineRoute({
  method: 'post',
  path: '/connections/{connection}/doctor',
  summary: 'Everything that a connection needs, looked at before it matters',
  scope: 'doctor:run',
  params: z.object({
    connection: z.string().max(63).meta({ description: 'Name of the connection.' }),
  }),
  query: z.strictObject({}),
  body: z
    .strictObject({
      administrator: z
        .strictObject({
          user: z.string().min(1).max(100).meta({ description: 'User name.' }),
          password: z
            .string()
            .min(1)
            .max(1_000)
            .meta({ description: 'Used for this run and forgotten.' }),
        })
        .optional()
        .meta({ description: 'Looks at what the service account may not see.' }),
    })
    .prefault({}),
  status: 200,
  answer: z.object({
    workspace: z.string().meta({ description: 'The workspace.' }),
    connection: z.string().meta({ description: 'The connection.' }),
    url: z.string().meta({ description: 'The instance.' }),
    mode: z.enum(['app', 'table']).meta({ description: 'How the relay works with it.' }),
    well: z.boolean().meta({ description: 'Whether alerts can flow.' }),
    refusedSignIns: z.int().meta({ description: 'At most one: five lock an account.' }),
    checks: z.array(Check).meta({ description: 'In the order in which they were made.' }),
  }),
  problems: ['NOT_FOUND'],
  async handle(deps, { workspace, params, body }) {
    const connection = loadConnection(deps, workspace, params.connection);
    const { administrator } = body;
    const { checks, ...rest } = await deps.examine(
      connection,
      administrator && {
        user: administrator.user,
        password: new Secret(administrator.password),
      },
    );
    return { ...rest, checks: [...checks] };
  },
});
