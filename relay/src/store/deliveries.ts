import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { Db, DeliveryTable, EventTable } from '../database/schema.ts';
import type { AlertEvent } from '../domain/alert-event.ts';

export interface NewDelivery {
  readonly id: string;
  readonly workspace: string;
  readonly source: string;
  readonly connector: string;
  readonly receivedAt: number;
  readonly status: 'accepted' | 'rejected';
  /** Why it was rejected, for people. */
  readonly reason: string | undefined;
  /** As JSON. */
  readonly headers: string;
  readonly body: Uint8Array;
}

/** An event in the form in which it is kept: it goes to another thread, and text goes there cheaply. */
export interface EventText extends Pick<AlertEvent, 'fingerprint' | 'status' | 'title'> {
  /** The whole event as JSON. */
  readonly json: string;
}

export function toEventText(event: AlertEvent): EventText {
  const { fingerprint, status, title } = event;
  return { fingerprint, status, title, json: JSON.stringify(event) };
}

export interface NewEvent {
  readonly id: string;
  readonly deliveryId: string;
  readonly workspace: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly event: EventText;
  /** Which event of its delivery it is; one with several routes has several rows. */
  readonly position: number;
  /** Where it goes; `undefined` when no route takes it. */
  readonly route: string | undefined;
  readonly lane: string | undefined;
  readonly correlationKey: string | undefined;
  /** Why no route takes it: it is then told only to a record that its alert has already. */
  readonly follows: string | undefined;
  /** Not applied before this; absent is at once. */
  readonly dueAt: number | undefined;
  /** The name that we gave the alert, if we opened it for a record. */
  readonly ownName?: string | undefined;
}

const insertDeliveryRows = rememberWrite<DeliveryTable>((db, rows) =>
  db.insertInto('delivery').values(rows),
);
const insertEventRows = rememberWrite<EventTable>((db, rows) =>
  db.insertInto('event').values(rows),
);

export async function insertDeliveries(
  unit: Unit,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  await insertDeliveryRows(unit.db, deliveries.map(toDeliveryRow));
}

export function toDeliveryRow(delivery: NewDelivery): DeliveryTable {
  return {
    id: delivery.id,
    workspace: delivery.workspace,
    source: delivery.source,
    connector: delivery.connector,
    received_at: delivery.receivedAt,
    status: delivery.status,
    reason: delivery.reason ?? null,
    headers: delivery.headers,
    body: delivery.body,
  };
}

export async function insertEvents(unit: Unit, events: readonly NewEvent[]): Promise<void> {
  await insertEventRows(unit.db, events.map(toEventRow));
}

export function toEventRow(one: NewEvent): EventTable {
  const isUnrouted = one.lane === undefined;
  return {
    id: one.id,
    delivery_id: one.deliveryId,
    workspace: one.workspace,
    source: one.source,
    route: one.route ?? null,
    lane: one.lane ?? null,
    correlation_key: one.correlationKey ?? null,
    follows: one.follows ?? null,
    fingerprint: one.event.fingerprint,
    status: one.event.status,
    title: one.event.title,
    body: one.event.json,
    received_at: one.receivedAt,
    outcome: isUnrouted ? 'nothing' : null,
    because: isUnrouted ? (one.follows ?? 'no-route') : null,
    decided_at: isUnrouted ? one.receivedAt : null,
    drift: null,
    sent: null,
    record_number: null,
  };
}

export async function isDeliveryKept(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('delivery').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
