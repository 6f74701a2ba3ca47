import { z } from 'zod';
import { alertStatuses, severities } from '../../domain/alert-event.ts';
import { driftKinds } from '../../domain/write-verification.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { RelayError } from '../../lib/errors.ts';
import { findCurrentLink } from '../../store/links.ts';
import { readDrift } from '../../store/read-drift.ts';
import { type EventRow, findEventRow, pageOfEvents } from '../../store/views/events.ts';
import { listAttempts } from '../../store/views/jobs.ts';
import { defineRoute } from '../define-route.ts';
import { keepApiEvents } from '../keep-api-events.ts';
import {
  After,
  Id,
  Instant,
  Limit,
  NoParams,
  Nothing,
  pageOf,
  toInstant,
  toOptionalInstant,
} from '../shapes.ts';

const EventSummary = z.object({
  id: Id,
  delivery: Id,
  source: z.string().meta({ description: 'Name of the source it came from.' }),
  route: z
    .string()
    .optional()
    .meta({ description: 'The route that took it; none when no route did.' }),
  fingerprint: z.string().meta({ description: 'Names the alert inside its source.' }),
  status: z.string().meta({ description: 'What the source said of the alert.' }),
  title: z.string().meta({ description: 'One line for people.' }),
  receivedAt: Instant,
  outcome: z.string().meta({
    description: '`waiting`, `created`, `updated`, `adopted`, `stale`, `nothing` or `dead`.',
  }),
  because: z
    .string()
    .optional()
    .meta({ description: 'The reason of the decision, or the code of the failure.' }),
  decidedAt: Instant.optional(),
  drift: z
    .array(
      z.object({
        column: z.string().meta({ description: 'A column of the record.' }),
        kind: z
          .enum(driftKinds)
          .meta({ description: 'Why it does not hold what was meant for it.' }),
      }),
    )
    .meta({ description: 'Columns that do not hold what was meant for them.' }),
});

function toSummary(row: EventRow): z.input<typeof EventSummary> {
  return {
    id: row.id,
    delivery: row.deliveryId,
    source: row.source,
    route: row.route,
    fingerprint: row.fingerprint,
    status: row.status,
    title: row.title,
    receivedAt: toInstant(row.receivedAt),
    outcome: row.outcome ?? 'waiting',
    because: row.because,
    decidedAt: toOptionalInstant(row.decidedAt),
    drift: [...readDrift(row.drift)],
  };
}

export const listEvents = defineRoute({
  method: 'get',
  path: '/events',
  summary: 'Events with the reason of each decision',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: After,
    source: z.string().max(100).optional().meta({ description: 'Only of this source.' }),
    status: z.enum(alertStatuses).optional().meta({ description: 'Only with this status.' }),
    outcome: z.string().max(40).optional().meta({
      description:
        'Only with this outcome, `waiting` among them. One that few events have takes as long as reading the whole history of the workspace; narrow it with `source`, `status` or `after`, or ask for dead letters instead.',
    }),
    delivery: Id.optional(),
  }),
  body: Nothing,
  status: 200,
  answer: pageOf(EventSummary),
  problems: [],
  async handle({ reading }, { workspace, query }) {
    const page = await pageOfEvents(reading, { workspace, ...query });
    return { rows: page.rows.map(toSummary), next: page.next };
  },
});

const RecordState = z.object({
  key: z.string().meta({ description: 'Key of the link.' }),
  connection: z.string().meta({ description: 'The instance.' }),
  table: z.string().meta({ description: 'Table of the record.' }),
  sys_id: z.string().meta({ description: 'sys_id of the record.' }),
  number: z.string().meta({ description: 'Number of the record.' }),
  state: z.string().meta({ description: 'Stored value of its state, as last seen.' }),
  phase: z.enum(['open', 'resolved', 'closed']).meta({ description: 'Where it stands for us.' }),
});

const EventDetail = EventSummary.extend({
  record: RecordState.optional().meta({ description: 'The record it became part of.' }),
  attempts: z
    .array(
      z.object({
        at: Instant,
        ms: z.number().meta({ description: 'How long it took.' }),
        code: z.string().meta({ description: '`OK`, or a code of docs/errors.md.' }),
        message: z.string().optional().meta({ description: 'What was attempted and what came.' }),
      }),
    )
    .meta({ description: 'What was tried, oldest first.' }),
});

export const getEvent = defineRoute({
  method: 'get',
  path: '/events/{id}',
  summary: 'The fate of one event and the state of its record',
  scope: 'events:read',
  params: z.object({ id: Id }),
  query: z.strictObject({}),
  body: Nothing,
  status: 200,
  answer: EventDetail,
  problems: ['NOT_FOUND'],
  async handle({ reading }, { workspace, params }) {
    const row = await findEventRow(reading, workspace, params.id);
    if (row === undefined) throw new RelayError('NOT_FOUND', 'There is no event with this id.');
    const link = row.lane === undefined ? undefined : await findCurrentLink(reading, row.lane);
    const attempts =
      row.lane === undefined ? [] : await listAttempts(reading, row.deliveryId, row.lane);
    return {
      ...toSummary(row),
      record:
        link === undefined
          ? undefined
          : {
              key: link.key,
              connection: link.connection,
              table: link.table,
              sys_id: link.sysId,
              number: link.number,
              state: link.state,
              phase: link.phase,
            },
      attempts: attempts.map((attempt) => ({ ...attempt, at: toInstant(attempt.at) })),
    };
  },
});

const labels = z.record(z.string().max(200), z.string().max(2000));

const NewEvent = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'A source of the workspace; its routes apply.' }),
  fingerprint: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: 'Names the alert; the same when it is resolved.' }),
  status: z.enum(alertStatuses).meta({ description: 'What is to be said of the alert.' }),
  title: z.string().min(1).max(1000).meta({ description: 'One line for people.' }),
  severity: z.enum(severities).default('unknown').meta({ description: 'How bad it is.' }),
  description: z.string().max(32_000).default('').meta({ description: 'More for people.' }),
  labels: labels.default({}).meta({ description: 'Names and values.' }),
  group: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'Names the group, if alerts come in groups.' }),
  url: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .optional()
    .meta({ description: 'A link into the tool.' }),
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
  actor: z.string().max(200).optional().meta({ description: 'Who did it.' }),
});

const SentEvent = z.object({
  delivery: Id,
  events: z.array(Id).meta({ description: 'Ask for the fate of each.' }),
});

export const sendEvent = defineRoute({
  method: 'post',
  path: '/events',
  summary: 'Send an event; it is durable when this is answered',
  scope: 'events:write',
  params: NoParams,
  query: z.strictObject({}),
  body: NewEvent,
  status: 202,
  answer: SentEvent,
  problems: ['NOT_FOUND', 'SOURCE_DISABLED', 'IDEMPOTENCY_KEY_REUSED'],
  headers: ['idempotency-key'],
  async handle(deps, { workspace, body, idempotencyKey }) {
    const source = deps.findSource(workspace, body.source);
    if (source === undefined) {
      throw new RelayError('NOT_FOUND', `There is no source ${body.source} in this workspace.`);
    }
    if (!source.enabled) throw new RelayError('SOURCE_DISABLED', 'This source is switched off.');
    const { group, startedAt, endedAt, source: _name, ...said } = body;
    return keepApiEvents(deps, source, {
      idempotencyKey,
      requestHash: sha256Hex(JSON.stringify(body)),
      events: [
        {
          ...said,
          kind: 'state',
          groupKey: group,
          annotations: {},
          actor: body.actor,
          url: body.url,
          text: undefined,
          startedAt: startedAt === undefined ? undefined : Date.parse(startedAt),
          endedAt: endedAt === undefined ? undefined : Date.parse(endedAt),
        },
      ],
    });
  },
});
