import { sql } from 'kysely';
import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { Db } from '../database/schema.ts';
import { type Link, type LinkPlace, toLink } from './links.ts';

/** The condition of the index `link_by_silence`, word by word as in its migration. */
const isListenedFor = sql<boolean>`phase = 'open' and heard_at is not null`;

/** Records of one route of one connection. */
export interface Listening {
  readonly workspace: string;
  readonly connection: string;
  readonly route: string;
}

/** A list of rows names its columns so on both stores. */
interface HeardColumns {
  column1: string;
  column2: string;
}

const updateHeard = rememberWrite<{ key: string; at: string }>((db, rows) =>
  db
    .updateTable('link')
    .from(
      sql<HeardColumns>`(values ${sql.join(rows.map(({ key, at }) => sql`(${key}, ${at})`))})`.as(
        'heard',
      ),
    )
    .set((row) => ({ heard_at: row.cast<number>(row.ref('heard.column2'), 'bigint') }))
    .whereRef('link.key', '=', 'heard.column1'),
);

/** The alerts of a record were spoken of, and nothing else is to be written about it. */
export function recordHeard(unit: Unit, key: string, at: number): void {
  unit.together(updateHeard, { key, at: String(at) });
}

/** Nothing goes on that could end: the record is listened for again with the next word. */
export async function stopListening(unit: Unit, key: string): Promise<void> {
  await unit.db.updateTable('link').set({ heard_at: null }).where('key', '=', key).execute();
}

/** A record that is listened for. */
export type SilentLink = Link & { readonly heardAt: number };

/** Open records of which nothing was heard since, the longest silence first. */
export async function findSilentLinks(
  db: Db,
  { workspace, connection, route }: Listening,
  page: {
    readonly before: number;
    readonly after: Pick<SilentLink, 'heardAt' | 'key'> | undefined;
    readonly limit: number;
  },
): Promise<readonly SilentLink[]> {
  const { before, after, limit } = page;
  let query = db
    .selectFrom('link')
    .selectAll()
    .where(isListenedFor)
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('route', '=', route)
    .where('heard_at', '<', before)
    .orderBy('heard_at')
    .orderBy('key')
    .limit(limit);
  if (after !== undefined) {
    query = query.where((where) =>
      where(where.refTuple('heard_at', 'key'), '>', where.tuple(after.heardAt, after.key)),
    );
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...toLink(row), heardAt: Number(row.heard_at) }));
}

/**
 * From now on silence counts for the open records of a route: what was said while nobody listened, nobody
 * knows. Takes a page of the links of the connection at a time, and gives the place to go on from.
 */
export async function listenFrom(
  unit: Unit,
  { workspace, connection, route }: Listening,
  now: number,
  { after, limit }: { readonly after: LinkPlace | undefined; readonly limit: number },
): Promise<LinkPlace | undefined> {
  let page = unit.db
    .selectFrom('link')
    .select(['created_at', 'key'])
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .orderBy('created_at')
    .orderBy('key')
    .limit(limit);
  if (after !== undefined) {
    page = page.where((where) =>
      where(where.refTuple('created_at', 'key'), '>', where.tuple(after.createdAt, after.key)),
    );
  }
  const rows = await page.execute();
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  await unit.db
    .updateTable('link')
    .set({ heard_at: now })
    .where(
      'key',
      'in',
      rows.map(({ key }) => key),
    )
    .where('route', '=', route)
    .where('phase', '=', 'open')
    .execute();
  return rows.length < limit ? undefined : { createdAt: Number(last.created_at), key: last.key };
}
