import { z } from 'zod';
import { RelayError } from '../../lib/errors.ts';
import { explain } from '../../store/views/why.ts';
import { defineRoute } from '../define-route.ts';
import { Instant, Nothing, toInstant } from '../shapes.ts';

const WhyLine = z.object({
  at: Instant,
  about: z.enum(['delivery', 'event', 'change']).meta({ description: 'What the line speaks of.' }),
  // The ids of changes are made by instances, or for a record that was polled.
  id: z.string().meta({ description: 'Of the delivery, event or change.' }),
  line: z.string().meta({ description: 'What became of it and why, for people.' }),
});

export const getWhy = defineRoute({
  method: 'get',
  path: '/why/{subject}',
  summary: 'What became of an event, a delivery, a change or a record, and why',
  scope: 'events:read',
  params: z.object({
    subject: z
      .string()
      .min(1)
      .max(128)
      .meta({ description: 'An id, or the number of a record such as INC0010001.' }),
  }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: z.object({
    lines: z.array(WhyLine).meta({ description: 'The story, oldest first.' }),
  }),
  problems: ['NOT_FOUND'],
  async handle({ reading, clock }, { workspace, params }) {
    const lines = await explain(reading, workspace, params.subject, clock.now());
    if (lines.length === 0) {
      throw new RelayError('NOT_FOUND', 'Nothing is known by this id or number.');
    }
    return { lines: lines.map((line) => ({ ...line, at: toInstant(line.at) })) };
  },
});
