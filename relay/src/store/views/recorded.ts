import type { Db } from '../../database/schema.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toReadable } from '../events.ts';

/** A delivery with what it said, whatever routes made of it. */
export interface RecordedRow {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly events: readonly AlertEvent[];
  /** Events that only a newer release can read. */
  readonly unreadable: number;
}

/** The last events of a workspace, oldest first: with several routes an event has several rows, and counts once. */
export async function lastRecorded(
  db: Db,
  workspace: string,
  limit: number,
): Promise<readonly RecordedRow[]> {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'delivery_id', 'source', 'received_at', 'body'])
    .where('workspace', '=', workspace)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const deliveries = Map.groupBy(rows.toReversed(), (row) => row.delivery_id);
  return [...deliveries].flatMap(([id, said]) => {
    const first = said[0];
    if (first === undefined) return [];
    const bodies = [...new Set(said.map(({ body }) => body))];
    const events = toReadable(bodies);
    return [
      {
        id,
        source: first.source,
        receivedAt: Number(first.received_at),
        events,
        unreadable: bodies.length - events.length,
      },
    ];
  });
}
