import type { Db } from '../../database/schema.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Page, PageRequest } from './page.ts';

/** A link as a list shows it. */
export interface LinkRow {
  readonly key: string;
  readonly connection: string;
  readonly source: string;
  readonly route: string;
  readonly correlationKey: string;
  readonly episode: number;
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly state: string;
  readonly phase: 'open' | 'resolved' | 'closed';
  readonly endedBy: 'tool' | 'person' | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface LinkFilter extends PageRequest {
  readonly phase?: LinkRow['phase'] | undefined;
  readonly number?: string | undefined;
}

/** Newest first; the key of the last row leads to the next page. */
export async function pageOfLinks(db: Db, filter: LinkFilter): Promise<Page<LinkRow>> {
  let query = db
    .selectFrom('link')
    .selectAll()
    .where('workspace', '=', filter.workspace)
    .orderBy('created_at', 'desc')
    .orderBy('key', 'desc')
    .limit(filter.limit + 1);
  if (filter.phase !== undefined) query = query.where('phase', '=', filter.phase);
  if (filter.number !== undefined) query = query.where('number', '=', filter.number);
  const last = filter.after === undefined ? undefined : await findCreated(db, filter);
  if (last !== undefined) {
    query = query.where((where) =>
      where.or([
        where.eb('created_at', '<', last.created_at),
        where.and([where.eb('created_at', '=', last.created_at), where.eb('key', '<', last.key)]),
      ]),
    );
  }
  const rows = await query.execute();
  const shown = rows.slice(0, filter.limit).map((row) => ({
    key: row.key,
    connection: row.connection,
    source: row.source,
    route: row.route,
    correlationKey: row.correlation_key,
    episode: row.episode,
    table: row.table_name,
    sysId: row.sys_id,
    number: row.number,
    state: row.state,
    phase: row.phase,
    endedBy: row.ended_by ?? undefined,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  }));
  return { rows: shown, next: rows.length > filter.limit ? shown.at(-1)?.key : undefined };
}

/** Where the page before ended. From the beginning again, a script would never come to an end. */
async function findCreated(db: Db, { workspace, after = '' }: LinkFilter) {
  const last = await db
    .selectFrom('link')
    .select(['key', 'created_at'])
    .where('workspace', '=', workspace)
    .where('key', '=', after)
    .executeTakeFirst();
  if (last !== undefined) return last;
  throw new RelayError(
    'REQUEST_INVALID',
    'query.after: no page of links ended there, or that link is gone; begin again without it',
  );
}
