import type { Db } from '../database/schema.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import { toOwnName } from '../domain/own-alert.ts';
import { toReadable } from './events.ts';

/** Of a record that was born in ServiceNow: what became of telling its tool this, the last time. */
export async function findTelling(
  db: Db,
  record: { readonly workspace: string; readonly name: string },
  kind: string,
): Promise<{ readonly outcome: string | undefined; readonly destination: string } | undefined> {
  const row = await db
    .selectFrom('write_back')
    .innerJoin('change', 'change.id', 'write_back.change_id')
    .select(['write_back.outcome', 'write_back.destination'])
    .where('write_back.workspace', '=', record.workspace)
    .where('write_back.kind', '=', kind)
    .where('change.lane', 'in', (from) =>
      from
        .selectFrom('write_back as opened')
        .innerJoin('change as first', 'first.id', 'opened.change_id')
        .select('first.lane')
        .where('opened.link_key', '=', record.name)
        .where('opened.kind', '=', 'open'),
    )
    .orderBy('write_back.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { outcome: row.outcome ?? undefined, destination: row.destination };
}

/** What the tool said of the alert that stands for the record, newest first. */
export async function findSaidOf(
  db: Db,
  { workspace, source, name }: { workspace: string; source: string; name: string },
  since: string,
): Promise<readonly AlertEvent[]> {
  const rows = await db
    .selectFrom('event')
    .select(['body'])
    .where('workspace', '=', workspace)
    .where('source', '=', source)
    .where('id', '>', since)
    .orderBy('id', 'desc')
    .limit(1000)
    .execute();
  const said = toReadable(rows.map(({ body }) => body));
  return said.filter((event) => toOwnName(event) === name);
}
