import { z } from 'zod';
import { pageOfWebhookRuns } from '../../store/views/webhook-runs.ts';
import { defineRoute } from '../define-route.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';

const Run = z.object({
  id: Id,
  webhook: z.string().meta({ description: 'Name of the webhook.' }),
  trigger: z.string().meta({ description: 'What happened.' }),
  source: z.string().meta({ description: 'Source of the alert.' }),
  number: z.string().meta({ description: 'Number of the record.' }),
  createdAt: Instant,
  body: z.string().meta({ description: 'What is sent.' }),
  outcome: z
    .string()
    .optional()
    .meta({ description: '`sent`, or `dead: CODE`; absent while it waits.' }),
  tries: z.number().meta({ description: 'How often it was sent.' }),
  lastTry: z
    .object({
      at: Instant,
      ms: z.number().meta({ description: 'How long the answer took.' }),
      status: z.number().optional().meta({ description: 'Absent when nobody answered.' }),
      answer: z.string().optional().meta({ description: 'Beginning of the body of the answer.' }),
      problem: z.string().optional().meta({ description: 'Why it did not arrive.' }),
    })
    .optional()
    .meta({ description: 'What the last try came to; absent before the first.' }),
});

export const listWebhookRuns = defineRoute({
  method: 'get',
  path: '/webhook-runs',
  summary:
    'What outgoing webhooks sent and were answered; the first row of a webhook is its last run',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: After,
    webhook: z.string().max(63).optional().meta({ description: 'Only of this webhook.' }),
    last: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true')
      .meta({ description: '`true`: only the last run of each webhook.' }),
  }),
  body: Nothing,
  status: 200,
  answer: pageOf(Run),
  problems: [],
  async handle({ reading }, { workspace, query: { last: isLast, ...query } }) {
    const page = await pageOfWebhookRuns(reading, { workspace, ...query, isLast });
    return {
      rows: page.rows.map(({ lastTry, ...row }) => ({
        ...row,
        createdAt: toInstant(row.createdAt),
        ...(lastTry === undefined ? {} : { lastTry: { ...lastTry, at: toInstant(lastTry.at) } }),
      })),
      next: page.next,
    };
  },
});
