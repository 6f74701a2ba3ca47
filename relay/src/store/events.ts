import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import { rememberQuery } from '../database/remember-query.ts';
import type { Db, EventTable } from '../database/schema.ts';
import { type AlertEvent, alertStatuses, eventKinds, severities } from '../domain/alert-event.ts';
import type { Fields } from '../domain/incident-fields.ts';
import type { FieldDrift } from '../domain/write-verification.ts';

const text = z.string().optional();
const time = z.number().optional();
const labels = z.record(z.string(), z.string());

/** An event as it lies in the store. */
const StoredEvent = z.object({
  kind: z.enum(eventKinds),
  fingerprint: z.string(),
  groupKey: text,
  status: z.enum(alertStatuses),
  severity: z.enum(severities),
  title: z.string(),
  description: z.string(),
  labels,
  annotations: labels,
  actor: text,
  text,
  url: text,
  isPrivate: z.boolean().optional(),
  isEscalation: z.boolean().optional(),
  startedAt: time,
  endedAt: time,
});

export interface KeptEvent {
  readonly id: string;
  readonly workspace: string;
  readonly source: string;
  readonly route: string;
  readonly correlationKey: string;
  readonly receivedAt: number;
  /** Why its route does not take it: it is then told only to a record that its alert has already. */
  readonly follows: string | undefined;
  readonly event: AlertEvent;
}

/** An event row with its fate left out. */
export function toKept(row: Selectable<EventTable>): KeptEvent {
  return {
    id: row.id,
    workspace: row.workspace,
    source: row.source,
    route: row.route ?? '',
    correlationKey: row.correlation_key ?? '',
    receivedAt: Number(row.received_at),
    follows: row.follows ?? undefined,
    event: toEvent(row.body),
  };
}

/** An event as it lies in the store. */
export function toEvent(body: string): AlertEvent {
  const stored = StoredEvent.parse(JSON.parse(body));
  return {
    ...stored,
    groupKey: stored.groupKey,
    actor: stored.actor,
    text: stored.text,
    url: stored.url,
    startedAt: stored.startedAt,
    endedAt: stored.endedAt,
  };
}

export interface EventOutcome {
  readonly deliveryIds: readonly string[];
  readonly lane: string;
  /** `created`, `updated`, `nothing`, `dead` …, and why. */
  readonly outcome: string;
  readonly because: string;
  readonly drift: readonly FieldDrift[];
  /** What was sent to the record; absent where nothing was. */
  readonly sent?: Fields;
  readonly recordNumber?: string;
  readonly at: number;
}

type Fate = Pick<
  EventTable,
  'outcome' | 'because' | 'decided_at' | 'drift' | 'sent' | 'record_number'
>;

const updateFate = rememberQuery(
  (db, fate: Fate, deliveryIds: readonly string[], lane: string) =>
    db
      .updateTable('event')
      .set(fate)
      .where('delivery_id', 'in', [...deliveryIds])
      .where('lane', '=', lane),
  (fate, deliveryIds, lane) => [...Object.values(fate), ...deliveryIds, lane],
);

/** The fate of all events of these deliveries in a lane. */
export async function recordEventOutcome(unit: Unit, outcome: EventOutcome): Promise<void> {
  const fate = {
    outcome: outcome.outcome,
    because: outcome.because,
    decided_at: outcome.at,
    drift: outcome.drift.length === 0 ? null : JSON.stringify(outcome.drift),
    sent: outcome.sent === undefined ? null : JSON.stringify(outcome.sent),
    record_number: outcome.recordNumber ?? null,
  };
  await updateFate(unit.db, fate, outcome.deliveryIds, outcome.lane);
}

/** Events that did not take part in what the others of their delivery and lane led to. */
export async function recordNotTaken(
  unit: Unit,
  events: readonly Pick<KeptEvent, 'id' | 'follows'>[],
  at: number,
): Promise<void> {
  for (const { id, follows } of events) {
    await unit.db
      .updateTable('event')
      .set({
        outcome: 'nothing',
        because: follows ?? 'no-route',
        drift: null,
        sent: null,
        decided_at: at,
      })
      .where('id', '=', id)
      .execute();
  }
}

/** What was sent to the record of a lane after a command that it still has; all of it for an unknown one. */
export async function loadSentAfter(
  db: Db,
  lane: string,
  commandId: string,
  limit: number,
): Promise<readonly AlertEvent[]> {
  const command = await db
    .selectFrom('attempt')
    .select('at')
    .where('job_id', '=', commandId)
    .where('code', '=', 'OK')
    .executeTakeFirst();
  let query = db
    .selectFrom('event')
    .select('body')
    .where('lane', '=', lane)
    .where('sent', 'is not', null)
    .orderBy('id')
    .limit(limit);
  if (command !== undefined) query = query.where('decided_at', '>', Number(command.at));
  return (await query.execute()).map(({ body }) => toEvent(body));
}
