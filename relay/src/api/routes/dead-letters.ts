import { z } from 'zod';
import { jobKinds } from '../../queue/job.ts';
import {
  countLeft,
  type DeadLetterFilter,
  discardJobs,
  replayJobs,
  settleDeadLetters,
  toReplay,
} from '../../queue/replay.ts';
import { recordAudit } from '../../store/audit.ts';
import { type JobRow, pageOfJobs } from '../../store/views/jobs.ts';
import type { ApiDeps } from '../deps.ts';
import { type Call, defineRoute } from '../define-route.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';

const JobSummary = z.object({
  id: Id,
  kind: z.string().meta({
    description:
      'Which stage it belongs to. After going back to an earlier release it may be one that is not known here.',
    examples: [...jobKinds],
  }),
  subject: z.string().meta({ description: 'Id of the delivery, change or write-back.' }),
  state: z
    .enum(['waiting', 'dead', 'blocking'])
    .meta({ description: '`blocking`: what follows in its lane waits for it.' }),
  attempts: z.number().meta({ description: 'Attempts that counted.' }),
  dueAt: Instant,
  createdAt: Instant,
  code: z
    .string()
    .optional()
    .meta({ description: 'Code of the last failure, see docs/errors.md.' }),
  message: z.string().optional().meta({ description: 'What was attempted and what came.' }),
});

function toSummary(row: JobRow) {
  return {
    ...row,
    dueAt: toInstant(row.dueAt),
    createdAt: toInstant(row.createdAt),
  };
}

const PageQuery = z.strictObject({
  limit: Limit,
  after: After,
  code: z.string().max(60).optional().meta({ description: 'Only with this code.' }),
});

export const listWaitingJobs = listing('waiting', '/jobs', 'What waits, and what for');

export const listDeadLetters = listing(
  'dead',
  '/dead-letters',
  'Jobs that will not be retried, each with its reason',
);

function listing(which: 'waiting' | 'dead', path: string, summary: string) {
  return defineRoute({
    method: 'get',
    path,
    summary,
    scope: 'jobs:read',
    params: NoParams,
    query: PageQuery,
    body: Nothing,
    status: 200,
    answer: pageOf(JobSummary),
    problems: [],
    async handle({ reading }, { workspace, query }) {
      const page = await pageOfJobs(reading, { workspace, which, ...query });
      return { rows: page.rows.map(toSummary), next: page.next };
    },
  });
}

const Choice = z
  .strictObject({
    ids: z.array(Id).min(1).max(1000).optional().meta({ description: 'These.' }),
    code: z.string().max(60).optional().meta({ description: 'All that failed with this code.' }),
    kind: z.enum(jobKinds).optional().meta({ description: 'All of this kind.' }),
    all: z.literal(true).optional().meta({ description: 'Every one of the workspace.' }),
  })
  .refine((choice) => Object.values(choice).some((part) => part !== undefined), {
    message: 'choose by ids, code or kind, or say all',
  });

const Chosen = z.object({ ids: z.array(Id).meta({ description: 'What it was done to.' }) });

export const replayDeadLetters = defineRoute({
  method: 'post',
  path: '/dead-letters/replay',
  summary: 'Try dead letters again, one, several or all',
  scope: 'jobs:write',
  params: NoParams,
  query: z.strictObject({}),
  body: Choice,
  status: 200,
  answer: Chosen.extend({
    left: z.int().optional().meta({
      description:
        'So many were left: only a newer release knows their kind, here they would wait, and what came after them too. Install it again; one that is named in `ids` is put back nevertheless.',
    }),
  }),
  problems: [],
  async handle(deps, call) {
    const filter = toReplay(filterOf(call));
    const done = await settle(deps, { ...call, filter }, 'job.replay', (unit, portion) =>
      replayJobs(unit, portion),
    );
    const left = await countLeft(deps, filter);
    return left === 0 ? done : { ...done, left };
  },
});

export const discardDeadLetters = defineRoute({
  method: 'post',
  path: '/dead-letters/discard',
  summary: 'Give dead letters up for good; lanes that they hold go on',
  scope: 'jobs:write',
  params: NoParams,
  query: z.strictObject({}),
  body: Choice,
  status: 200,
  answer: Chosen,
  problems: [],
  handle: (deps, call) =>
    settle(deps, { ...call, filter: filterOf(call) }, 'job.discard', discardJobs),
});

type ChoiceCall = Call<unknown, unknown, z.output<typeof Choice>>;

function filterOf({ workspace, body: { ids, code, kind } }: ChoiceCall): DeadLetterFilter {
  return { workspace, ids, code, kind };
}

/** Does it and writes down who did; both in one transaction, of which many take several. */
async function settle(
  deps: ApiDeps,
  { workspace, caller, filter }: ChoiceCall & { readonly filter: DeadLetterFilter },
  action: string,
  act: typeof discardJobs,
): Promise<{ ids: string[] }> {
  const done = await settleDeadLetters(deps, filter, async (unit, some) => {
    const ids = await act(unit, some);
    await recordAudit(unit, {
      id: deps.newId(),
      at: deps.clock.now(),
      workspace,
      actor: `token ${caller.name}`,
      action,
      subject: 'dead letters',
      after: { ids },
    });
    return ids;
  });
  return { ids: [...done] };
}
