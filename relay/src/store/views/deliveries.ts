import type { Db } from '../../database/schema.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** A delivery as a list shows it: everything but its body. */
export interface DeliveryRow {
  readonly id: string;
  readonly source: string;
  readonly connector: string;
  readonly receivedAt: number;
  readonly status: 'accepted' | 'rejected';
  readonly reason: string | undefined;
  readonly bytes: number;
}

export interface DeliveryFilter extends PageRequest {
  readonly source?: string | undefined;
  readonly status?: DeliveryRow['status'] | undefined;
}

export async function pageOfDeliveries(db: Db, filter: DeliveryFilter): Promise<Page<DeliveryRow>> {
  let query = db
    .selectFrom('delivery')
    .select(['id', 'source', 'connector', 'received_at', 'status', 'reason'])
    .select(({ fn }) => fn<number>('length', ['body']).as('bytes'))
    .where('workspace', '=', filter.workspace)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.after !== undefined) query = query.where('id', '<', filter.after);
  if (filter.source !== undefined) query = query.where('source', '=', filter.source);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  const rows = await query.execute();
  return toPage(
    rows.map((row) => ({
      id: row.id,
      source: row.source,
      connector: row.connector,
      receivedAt: Number(row.received_at),
      status: row.status,
      reason: row.reason ?? undefined,
      bytes: Number(row.bytes),
    })),
    filter.limit,
  );
}
