import type { Db } from '../../database/schema.ts';
import { readDrift } from '../read-drift.ts';

/** How many of the events that are still kept each route took. */
export async function countTakenByRoute(
  db: Db,
  workspace: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('event')
    .select(({ fn }) => ['route', fn.countAll<number>().as('count')])
    .where('workspace', '=', workspace)
    .where('route', 'is not', null)
    .where('follows', 'is', null)
    .groupBy('route')
    .execute();
  return new Map(rows.map(({ route, count }) => [route ?? '', Number(count)]));
}

const MAX_EVENTS = 10_000;

/** Names that came with alerts since a moment and that none or several records have. */
export async function countUnmatchedNames(
  db: Db,
  workspace: string,
  since: number,
): Promise<readonly { readonly column: string; readonly kind: string; readonly count: number }[]> {
  const rows = await db
    .selectFrom('event')
    .select('drift')
    .where('workspace', '=', workspace)
    .where('received_at', '>=', since)
    .where('drift', 'is not', null)
    .orderBy('id', 'desc')
    .limit(MAX_EVENTS)
    .execute();
  const counts = new Map<string, { column: string; kind: string; count: number }>();
  for (const { drift } of rows) {
    for (const { column, kind } of readDrift(drift)) {
      if (kind !== 'no-match' && kind !== 'several-matches') continue;
      const found = counts.get(`${column} ${kind}`) ?? { column, kind, count: 0 };
      counts.set(`${column} ${kind}`, { ...found, count: found.count + 1 });
    }
  }
  return [...counts.values()];
}
