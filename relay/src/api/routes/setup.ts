import { z } from 'zod';
import { toInstanceAddress } from '../../config/instance-address.ts';
import { RelayError } from '../../lib/errors.ts';
import { Secret } from '../../lib/secret.ts';
import { hostings } from '../../domain/sign-in-ways.ts';
import { defineRoute } from '../define-route.ts';
import { NoParams } from '../shapes.ts';

const Step = z.object({
  id: z.string().meta({ description: 'Names the step for ever: `account`, `role:itil`.' }),
  title: z.string().meta({ description: 'What is so when it is done.' }),
  kind: z
    .enum(['create', 'update', 'keep', 'by-hand'])
    .optional()
    .meta({ description: 'Of a plan: what would be done.' }),
  outcome: z
    .enum(['created', 'updated', 'kept', 'by-hand'])
    .optional()
    .meta({ description: 'What was done.' }),
  detail: z.string().meta({ description: 'What exactly, or how a person does it.' }),
  link: z.string().meta({ description: 'The page of the instance for it.' }),
});

const Way = z.object({
  kind: z.string().meta({ description: '`kind` of the credentials of a connection.' }),
  needs: z.string().meta({ description: 'What it takes.' }),
});

const Undone = z.object({
  id: z.string().meta({ description: 'The step.' }),
  outcome: z.enum(['deleted', 'left']).meta({ description: 'What became of what it made.' }),
  detail: z.string().meta({ description: 'Which record, or why it was left.' }),
});

const text = (max: number) => z.string().min(1).max(max);

export const setUpConnection = defineRoute({
  method: 'post',
  path: '/setup',
  summary:
    'Make OAuth client, account and roles on an instance, and the connection here; as the command "setup" does',
  scope: 'config:write',
  params: NoParams,
  query: z.strictObject({}),
  body: z.strictObject({
    url: text(500).meta({ description: 'The instance: its address, its host, or its name.' }),
    name: text(63)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'expected lower-case letters, digits and dashes')
      .meta({ description: 'What the connection is called here.' }),
    action: z.enum(['plan', 'make', 'undo']).default('plan').meta({
      description:
        '`plan` shows what would be done and writes nothing; without an administrator it is the checklist to hand to one.',
    }),
    administrator: z
      .strictObject({
        user: text(100).meta({ description: 'User name.' }),
        password: text(1_000).meta({ description: 'Used for this run and forgotten.' }),
      })
      .optional()
      .meta({ description: 'Who may make all this.' }),
    client: z
      .strictObject({
        id: text(200).meta({ description: 'Client id of the entry.' }),
        secret: text(1_000).meta({ description: 'Its secret.' }),
      })
      .optional()
      .meta({ description: 'An application registry entry that somebody made by hand.' }),
    mode: z.enum(['app', 'table']).default('app').meta({ description: 'Through the app or not.' }),
    hosting: z.enum(hostings).default('cloud').meta({
      description: 'Where the instance stands; `on-premises` offers user name and password first.',
    }),
    accountPassword: text(1_000).optional().meta({
      description: 'On premises: the password of the account, which a person has set.',
    }),
    agent: z.boolean().default(false).meta({
      description: 'On premises: only an agent beside the instance reaches it.',
    }),
    account: text(40).default('alert.relay').meta({ description: 'The service account.' }),
    email: text(100).default('alert.relay@example.com').meta({ description: 'Its address.' }),
    renewSecret: z
      .boolean()
      .default(false)
      .meta({ description: 'Gives the client that is there a new secret.' }),
  }),
  status: 200,
  answer: z.object({
    workspace: z.string().meta({ description: 'The workspace.' }),
    connection: z.string().meta({ description: 'The connection.' }),
    url: z.string().meta({ description: 'The instance.' }),
    mode: z.enum(['app', 'table']).meta({ description: 'How the relay works with it.' }),
    ways: z.array(Way).optional().meta({
      description: 'Of a plan: how the connection could sign in, the advised way first.',
    }),
    plan: z.array(Step).optional().meta({ description: 'What would be done, or by hand.' }),
    steps: z.array(Step).optional().meta({ description: 'What was done, in order.' }),
    undone: z.array(Undone).optional().meta({ description: 'What was taken away.' }),
    added: z.array(z.string()).optional().meta({ description: 'What was made here.' }),
    verified: z.string().optional().meta({ description: 'What the first sign-in said.' }),
    well: z.boolean().meta({ description: 'Whether it worked, or the plan can be done.' }),
    next: z.array(z.string()).meta({ description: 'For people: what comes next.' }),
  }),
  problems: [
    'CONFIGURATION_IN_USE',
    'CONFIGURATION_PROVIDED',
    'CONFIGURATION_REFUSED',
    'SECRETS_KEY_MISSING',
    'SERVICENOW_ADDRESS_REFUSED',
    'SERVICENOW_NOT_JSON',
    'SERVICENOW_UNAUTHORIZED',
    'SERVICENOW_UNAVAILABLE',
  ],
  async handle(deps, { workspace, body, caller }) {
    const address = toInstanceAddress(body.url);
    if (address.kind === 'refused') {
      throw new RelayError('REQUEST_INVALID', `url: ${address.because}`);
    }
    const { administrator, client, renewSecret, accountPassword, agent, ...rest } = body;
    const result = await deps.setUp({
      ...rest,
      workspace,
      url: address.url,
      administrator: administrator && {
        user: administrator.user,
        password: new Secret(administrator.password),
      },
      client: client && { id: client.id, secret: new Secret(client.secret) },
      isNewSecret: renewSecret,
      password: accountPassword === undefined ? undefined : new Secret(accountPassword),
      isThroughAgent: agent,
      actor: `token ${caller.name}`,
    });
    const { ways, plan, steps, undone, added, next } = result;
    return {
      ...result,
      ways: ways && ways.map((way) => ({ ...way })),
      plan: plan && plan.map((step) => ({ ...step })),
      steps: steps && steps.map((step) => ({ ...step })),
      undone: undone && undone.map((one) => ({ ...one })),
      added: added && [...added],
      next: [...next],
    };
  },
});
