import { Texts } from '@alert-relay/shared-types';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { Db, EventTable } from '../database/schema.ts';
import { type AlertEvent, alertStatuses, eventKinds, severities } from '../domain/alert-event.ts';
import type { Fields } from '../domain/fields.ts';
import { isOfCode } from '../lib/is-of-code.ts';
import type { FieldDrift } from '../domain/write-verification.ts';
import { firstIdAt, timeOfId } from '../lib/ids.ts';
import { readWord } from './read-word.ts';

const text = z.string().optional();
const time = z.number().optional();

/** An event as it lies in the store. */
const StoredEvent = z.object({
  kind: z.string(),
  fingerprint: z.string(),
  groupKey: text,
  status: z.string(),
  severity: z.string(),
  title: z.string(),
  description: z.string(),
  labels: Texts,
  annotations: Texts,
  actor: text,
  text,
  url: text,
  isPrivate: z.boolean().optional(),
  isEscalation: z.boolean().optional(),
  startedAt: time,
  endedAt: time,
  startedBefore: time,
  silentSince: time,
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
    kind: readWord(eventKinds, stored.kind, 'kind of event'),
    status: readWord(alertStatuses, stored.status, 'status'),
    severity: readWord(severities, stored.severity, 'severity'),
    groupKey: stored.groupKey,
    actor: stored.actor,
    text: stored.text,
    url: stored.url,
    startedAt: stored.startedAt,
    endedAt: stored.endedAt,
  };
}

/** Those of many events that this release can read: one that only a newer one can keeps nobody from the others. */
export function toReadable(bodies: readonly string[]): readonly AlertEvent[] {
  return bodies.flatMap((body) => {
    try {
      return [toEvent(body)];
    } catch (error) {
      if (isOfCode(error, 'STORED_BY_NEWER_RELEASE')) return [];
      throw error;
    }
  });
}

export interface EventOutcome {
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

function toFate({ outcome, because, at, drift, sent, recordNumber }: EventOutcome): Fate {
  return {
    outcome,
    because,
    decided_at: at,
    drift: drift.length === 0 ? null : JSON.stringify(drift),
    sent: sent === undefined ? null : JSON.stringify(sent),
    record_number: recordNumber ?? null,
  };
}

/** A list of rows names its columns so on both stores. */
interface FateColumns {
  column1: string;
  column2: string;
  column3: string;
  column4: string;
  column5: string | null;
  column6: string | null;
  column7: string | null;
}

const updateFates = rememberWrite<{ id: string } & Fate>((db, fates) =>
  db
    .updateTable('event')
    .from(
      sql<FateColumns>`(values ${sql.join(
        fates.map((fate) => sql`(${sql.join(Object.values(fate))})`),
      )})`.as('fate'),
    )
    .set((row) => ({
      outcome: row.ref('fate.column2'),
      because: row.ref('fate.column3'),
      decided_at: row.cast<number>(row.ref('fate.column4'), 'bigint'),
      drift: row.ref('fate.column5'),
      sent: row.ref('fate.column6'),
      record_number: row.ref('fate.column7'),
    }))
    .whereRef('event.id', '=', 'fate.column1'),
);

/** What became of these events. */
export function recordEventOutcome(
  unit: Unit,
  events: readonly Pick<KeptEvent, 'id'>[],
  outcome: EventOutcome,
): void {
  const fate = toFate(outcome);
  for (const { id } of events) unit.together(updateFates, { id, ...fate });
}

/** Events that did not take part in what the others of their delivery and lane led to. */
export function recordNotTaken(
  unit: Unit,
  events: readonly Pick<KeptEvent, 'id' | 'follows'>[],
  at: number,
): void {
  for (const event of events) {
    const because = event.follows ?? 'no-route';
    recordEventOutcome(unit, [event], { outcome: 'nothing', because, drift: [], at });
  }
}

/** What became of all events of a delivery in a lane. */
export async function recordDeliveryOutcome(
  unit: Unit,
  { deliveryId, lane }: { readonly deliveryId: string; readonly lane: string },
  outcome: EventOutcome,
): Promise<void> {
  await unit.db
    .updateTable('event')
    .set(toFate(outcome))
    .where('delivery_id', '=', deliveryId)
    .where('lane', '=', lane)
    .execute();
}

/** Further apart the clocks of two relays on one database are not. */
const CLOCKS_APART_MS = 60_000;
/** What waits longer for its record to be made is not told again. */
const LONGEST_WAIT_MS = 86_400_000;

export interface SentAfter {
  readonly events: readonly AlertEvent[];
  /** Events that were sent too, and only a newer release can read. */
  readonly unreadable: number;
  /** Whether others were sent before these. */
  readonly isCut: boolean;
}

/**
 * The last of what was sent to the record of a lane after a command that it still has, or at all for an unknown
 * one; oldest first. No index has the lanes of events, which all alerts would pay for: they are read by the time
 * at which they came, so what is older than the command and was replayed after it is not among them.
 */
export async function loadSentAfter(
  db: Db,
  { lane, key }: { readonly lane: string; readonly key: string },
  commandId: string,
  limit: number,
): Promise<SentAfter> {
  const { from, triedAfter } = await findStart(db, key, commandId);
  const rows = await db
    .selectFrom('event')
    .select('body')
    .where('id', '>=', from)
    .where('lane', '=', lane)
    .where('sent', 'is not', null)
    // By attempts on both sides: their clock is the store's, and not the one that stamps events. Of each row by itself:
    // from `exists` PostgreSQL made a join with all attempts.
    .where(
      (event) =>
        event
          .selectFrom('attempt')
          .select(({ fn }) => fn.max('attempt.at').as('at'))
          .whereRef('attempt.subject', '=', 'event.delivery_id')
          .whereRef('attempt.lane', '=', 'event.lane')
          .where('attempt.code', '=', 'OK'),
      '>',
      triedAfter,
    )
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const last = rows.slice(0, limit).toReversed();
  const events = toReadable(last.map(({ body }) => body));
  return { events, unreadable: last.length - events.length, isCut: rows.length > limit };
}

async function findStart(
  db: Db,
  key: string,
  commandId: string,
): Promise<{ readonly from: string; readonly triedAfter: number }> {
  const madeAt = timeOfId(commandId);
  if (madeAt !== undefined) {
    const from = firstIdAt(madeAt - CLOCKS_APART_MS);
    const command = await db
      .selectFrom('attempt')
      .select('at')
      .where('id', '>=', from)
      .where('job_id', '=', commandId)
      .where('code', '=', 'OK')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (command !== undefined) return { from, triedAfter: Number(command.at) };
  }
  const link = await db
    .selectFrom('link')
    .select('created_at')
    .where('key', '=', key)
    .executeTakeFirst();
  return { from: firstIdAt(Number(link?.created_at ?? 0) - LONGEST_WAIT_MS), triedAfter: 0 };
}
