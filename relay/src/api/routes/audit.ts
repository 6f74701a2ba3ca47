import { z } from 'zod';
import { pageOfAudit } from '../../store/views/audit.ts';
import { defineRoute } from '../define-route.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';

export const listAudit = defineRoute({
  method: 'get',
  path: '/audit',
  summary: 'Who changed what',
  scope: 'audit:read',
  params: NoParams,
  query: z.strictObject({ limit: Limit, after: After }),
  body: Nothing,
  status: 200,
  answer: pageOf(
    z.object({
      id: Id,
      at: Instant,
      actor: z.string().meta({ description: 'The token, or the command line.' }),
      action: z.string().meta({ description: 'What was done.' }),
      subject: z.string().meta({ description: 'To what.' }),
      before: z.unknown().optional().meta({ description: 'What it was, without secrets.' }),
      after: z.unknown().optional().meta({ description: 'What it became, without secrets.' }),
    }),
  ),
  problems: [],
  async handle({ reading }, { workspace, query }) {
    const page = await pageOfAudit(reading, { workspace, ...query });
    return { rows: page.rows.map((row) => ({ ...row, at: toInstant(row.at) })), next: page.next };
  },
});
