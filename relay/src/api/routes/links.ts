import { z } from 'zod';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { RelayError } from '../../lib/errors.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { type LaneAlert, loadLaneAlerts } from '../../store/alerts.ts';
import { findLinkByKey } from '../../store/links.ts';
import { pageOfLinks } from '../../store/views/links.ts';
import { explain } from '../../store/views/why.ts';
import { defineRoute } from '../define-route.ts';
import type { ApiDeps } from '../deps.ts';
import { keepApiEvents } from '../keep-api-events.ts';
import { After, Id, Instant, Limit, NoParams, Nothing, pageOf, toInstant } from '../shapes.ts';

const phase = z.enum(['open', 'resolved', 'closed']);
export const Key = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 hex characters')
  .meta({ description: 'Key of the link: the correlation id of the record.' });

const LinkSummary = z.object({
  key: Key,
  connection: z.string().meta({ description: 'The instance.' }),
  source: z.string().meta({ description: 'Where its alerts come from.' }),
  route: z.string().meta({ description: 'The route that opened it.' }),
  correlationKey: z.string().meta({ description: 'What became one record.' }),
  episode: z.number().meta({ description: 'Which life of the correlation key.' }),
  table: z.string().meta({ description: 'Table of the record.' }),
  sysId: z.string().meta({ description: 'sys_id of the record.' }),
  number: z.string().meta({ description: 'Number of the record.' }),
  state: z.string().meta({ description: 'Stored value of its state, as last seen.' }),
  phase: phase.meta({ description: 'Where it stands for us.' }),
  endedBy: z.enum(['tool', 'person']).optional().meta({ description: 'Who ended it.' }),
  createdAt: Instant,
  updatedAt: Instant,
});

export const listLinks = defineRoute({
  method: 'get',
  path: '/links',
  summary: 'Records of ours, with the state they were last seen in',
  scope: 'events:read',
  params: NoParams,
  query: z.strictObject({
    limit: Limit,
    after: After,
    phase: phase.optional().meta({ description: 'Only in this phase.' }),
    number: z.string().max(40).optional().meta({ description: 'Only this record, `INC0010001`.' }),
  }),
  body: Nothing,
  status: 200,
  answer: pageOf(LinkSummary),
  problems: [],
  async handle({ reading }, { workspace, query }) {
    const page = await pageOfLinks(reading, { workspace, ...query });
    const rows = page.rows.map((row) => ({
      ...row,
      createdAt: toInstant(row.createdAt),
      updatedAt: toInstant(row.updatedAt),
    }));
    return { rows, next: page.next };
  },
});

const Action = z.strictObject({
  action: z.enum(['acknowledge', 'note', 'resolve', 'explain']).meta({
    description: '`explain` notes on the record what became of its alerts, and why.',
  }),
  text: z
    .string()
    .min(1)
    .max(32_000)
    .optional()
    .meta({ description: 'The note; needed for `note`.' }),
  actor: z.string().max(200).optional().meta({ description: 'Who does it; the token by default.' }),
});

export const actOnLink = defineRoute({
  method: 'post',
  path: '/links/{key}/actions',
  summary: 'Acknowledge, note or resolve, as the tool of the alert would; or explain',
  scope: 'events:write',
  params: z.object({ key: Key }),
  query: z.strictObject({}),
  body: Action,
  status: 202,
  answer: z.object({ delivery: Id }),
  problems: ['NOT_FOUND', 'REQUEST_INVALID', 'IDEMPOTENCY_KEY_REUSED'],
  headers: ['idempotency-key'],
  async handle(deps, { workspace, params, body, caller, idempotencyKey }) {
    const link = await findLinkByKey(deps.db, params.key);
    if (link?.workspace !== workspace) {
      throw new RelayError('NOT_FOUND', 'There is no link with this key.');
    }
    const source = deps.findSource(workspace, link.source);
    if (source === undefined) {
      throw new RelayError(
        'NOT_FOUND',
        `The source ${link.source}, from which the alerts of ${link.number} came, is no longer configured.`,
      );
    }
    if (body.action === 'note' && body.text === undefined) {
      throw new RelayError('REQUEST_INVALID', 'body.text: a note needs a text');
    }
    const alerts = await loadLaneAlerts(deps.db, link.lane, 'active');
    const actor = body.actor ?? caller.name;
    const text = body.action === 'explain' ? await tellStory(deps, link) : body.text;
    const said = { action: body.action, text, actor };
    const events = alerts.map((alert) => toEvent(alert, said, link.correlationKey));
    return keepApiEvents(deps, source, {
      events: isNote(body.action) ? events.slice(0, 1) : events,
      idempotencyKey,
      requestHash: sha256Hex(JSON.stringify([params, body])),
    });
  },
});

const statusFor = {
  acknowledge: 'acknowledged',
  note: 'firing',
  explain: 'firing',
  resolve: 'resolved',
} as const;

function isNote(action: keyof typeof statusFor): boolean {
  return action === 'note' || action === 'explain';
}

/** Newest last, as much as a note holds: what is left out is in the API. */
const MAX_STORY_LENGTH = 12_000;

async function tellStory(
  { reading, clock }: Pick<ApiDeps, 'reading' | 'clock'>,
  { workspace, number }: { readonly workspace: string; readonly number: string },
): Promise<string> {
  const lines = await explain(reading, workspace, number, clock.now());
  const story = lines.map(({ at, line }) => `${toInstant(at)} ${line}`).join('\n');
  return `What Alert Relay did, and why:\n${story.slice(-MAX_STORY_LENGTH)}`;
}

function toEvent(
  alert: LaneAlert,
  said: {
    readonly action: keyof typeof statusFor;
    readonly text?: string | undefined;
    readonly actor: string;
  },
  correlationKey: string,
): AlertEvent {
  return {
    kind: isNote(said.action) ? 'note' : 'state',
    fingerprint: alert.fingerprint,
    // Undoes toCorrelationKey: the same lane again.
    groupKey: correlationKey.startsWith('group ') ? correlationKey.slice(6) : undefined,
    status: statusFor[said.action],
    severity: 'unknown',
    title: said.text ?? `${said.action} through the API`,
    description: said.text ?? '',
    labels: alert.labels,
    annotations: alert.annotations,
    actor: said.actor,
    text: said.text,
    url: undefined,
    startedAt: alert.startedAt,
    endedAt: undefined,
  };
}
