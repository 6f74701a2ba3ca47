import type { Db } from '../../database/schema.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** An event with its fate, as a list shows it. */
export interface EventRow {
  readonly id: string;
  readonly deliveryId: string;
  readonly source: string;
  readonly route: string | undefined;
  readonly fingerprint: string;
  readonly status: string;
  readonly title: string;
  readonly receivedAt: number;
  readonly outcome: string | undefined;
  readonly because: string | undefined;
  readonly decidedAt: number | undefined;
  readonly drift: string | undefined;
  readonly lane: string | undefined;
}

export interface EventFilter extends PageRequest {
  readonly source?: string | undefined;
  readonly outcome?: string | undefined;
  readonly status?: string | undefined;
  readonly delivery?: string | undefined;
}

export async function pageOfEvents(db: Db, filter: EventFilter): Promise<Page<EventRow>> {
  let query = db
    .selectFrom('event')
    .selectAll()
    .where('workspace', '=', filter.workspace)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.after !== undefined) query = query.where('id', '<', filter.after);
  if (filter.source !== undefined) query = query.where('source', '=', filter.source);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.delivery !== undefined) query = query.where('delivery_id', '=', filter.delivery);
  if (filter.outcome === 'waiting') query = query.where('outcome', 'is', null);
  else if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  return toPage((await query.execute()).map(toEventRow), filter.limit);
}

export async function findEventRow(
  db: Db,
  workspace: string,
  id: string,
): Promise<EventRow | undefined> {
  const row = await db
    .selectFrom('event')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toEventRow(row);
}

function toEventRow(row: {
  readonly id: string;
  readonly delivery_id: string;
  readonly source: string;
  readonly route: string | null;
  readonly fingerprint: string;
  readonly status: string;
  readonly title: string;
  readonly received_at: number;
  readonly outcome: string | null;
  readonly because: string | null;
  readonly decided_at: number | null;
  readonly drift: string | null;
  readonly lane: string | null;
}): EventRow {
  return {
    id: row.id,
    deliveryId: row.delivery_id,
    source: row.source,
    route: row.route ?? undefined,
    fingerprint: row.fingerprint,
    status: row.status,
    title: row.title,
    receivedAt: Number(row.received_at),
    outcome: row.outcome ?? undefined,
    because: row.because ?? undefined,
    decidedAt: row.decided_at === null ? undefined : Number(row.decided_at),
    drift: row.drift ?? undefined,
    lane: row.lane ?? undefined,
  };
}
