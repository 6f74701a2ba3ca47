import { z } from 'zod';
import { pageOfDeliveries } from '../../store/views/deliveries.ts';
import { defineRoute } from '../define-route.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';

const status = z.enum(['accepted', 'rejected']);

const DeliverySummary = z.object({
  id: Id,
  source: z.string().meta({ description: 'Name of the source.' }),
  connector: z.string().meta({ description: 'What read it.' }),
  receivedAt: Instant,
  status: status.meta({ description: '`rejected`: genuine, but it could not be read.' }),
  reason: z.string().optional().meta({ description: 'Why it was rejected.' }),
  bytes: z.number().meta({ description: 'Size of the body.' }),
});

export const listDeliveries = defineRoute({
  method: 'get',
  path: '/deliveries',
  summary: 'Requests that were kept, rejected ones with their reason',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: After,
    source: z.string().max(100).optional().meta({ description: 'Only of this source.' }),
    status: status.optional().meta({ description: 'Only with this status.' }),
  }),
  body: Nothing,
  status: 200,
  answer: pageOf(DeliverySummary),
  problems: [],
  async handle({ reading }, { workspace, query }) {
    const page = await pageOfDeliveries(reading, { workspace, ...query });
    return {
      rows: page.rows.map((row) => ({ ...row, receivedAt: toInstant(row.receivedAt) })),
      next: page.next,
    };
  },
});
