import type { Selectable } from 'kysely';
import { z } from 'zod';
import { isInLaneOrder } from '../database/job-states.ts';
import type { Db, LinkTable } from '../database/schema.ts';
import type { Fields } from '../domain/fields.ts';
import type { Phase } from '../domain/lifecycle.ts';
import type { FieldDrift } from '../domain/write-verification.ts';
import { readDrift } from './read-drift.ts';

/** Our row that ties one episode of a lane to its record. */
export interface Link {
  readonly lane: string;
  readonly episode: number;
  readonly key: string;
  readonly workspace: string;
  readonly connection: string;
  readonly source: string;
  readonly route: string;
  readonly correlationKey: string;
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly state: string;
  readonly phase: Phase;
  readonly endedBy: 'tool' | 'person' | undefined;
  readonly endedAt: number | undefined;
  readonly appliedSeq: number;
  readonly modCount: number;
  readonly changeSequence: number;
  readonly reconciledSequence: number;
  readonly sentFields: Fields;
  /** What others put in the place of what we sent. */
  readonly takenFields: Fields;
  readonly drift: readonly FieldDrift[];
  readonly isLateFiringNoted: boolean;
  readonly remembered: Readonly<Record<string, string>>;
  /** When its alerts were last spoken of, where its route asks. */
  readonly heardAt: number | undefined;
}

/** A key alone does not tell whose it is: an instance may name that of another one's record. */
export type LinkName = Pick<Link, 'key' | 'workspace' | 'connection'>;

export const TextMap = z.record(z.string(), z.string());

/** The current episode of a lane. */
export async function findCurrentLink(db: Db, lane: string): Promise<Link | undefined> {
  const row = await db
    .selectFrom('link')
    .selectAll()
    .where('lane', '=', lane)
    .orderBy('episode', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toLink(row);
}

/** SQLite takes 32,766 parameters in a statement. */
const LANES_PER_STATEMENT = 1000;

/** Lanes that have a record, or a job that may give them one. */
export async function findLiveLanes(db: Db, lanes: readonly string[]): Promise<readonly string[]> {
  const live: string[] = [];
  for (let start = 0; start < lanes.length; start += LANES_PER_STATEMENT) {
    const some = lanes.slice(start, start + LANES_PER_STATEMENT);
    const waiting = db
      .selectFrom('job')
      .select('lane')
      .where('lane', 'in', some)
      .where(isInLaneOrder);
    const rows = await db
      .selectFrom('link')
      .select('lane')
      .where('lane', 'in', some)
      .union(waiting)
      .execute();
    live.push(...rows.map(({ lane }) => lane));
  }
  return live;
}

export async function findLinkByKey(db: Db, key: string): Promise<Link | undefined> {
  const row = await db.selectFrom('link').selectAll().where('key', '=', key).executeTakeFirst();
  return row === undefined ? undefined : toLink(row);
}

/** Where a link stands in the order of their age. */
export interface LinkPlace {
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly key: string;
}

/** Of one connection, oldest first: those that are open, or were heard of since. */
export async function pageOfLinksToCompare(
  db: Db,
  { workspace, name }: { readonly workspace: string; readonly name: string },
  page: {
    readonly after: LinkPlace | undefined;
    readonly upTo: LinkPlace;
    readonly limit: number;
    readonly since: number;
  },
): Promise<readonly (Link & LinkPlace)[]> {
  const { after, upTo } = page;
  let query = db
    .selectFrom('link')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('connection', '=', name)
    .where((where) =>
      where(where.refTuple('created_at', 'key'), '<=', where.tuple(upTo.createdAt, upTo.key)),
    )
    .where((where) =>
      where.or([where.eb('phase', '=', 'open'), where.eb('updated_at', '>=', page.since)]),
    )
    .orderBy('created_at')
    .orderBy('key')
    .limit(page.limit);
  if (after !== undefined) {
    query = query.where((where) =>
      where(where.refTuple('created_at', 'key'), '>', where.tuple(after.createdAt, after.key)),
    );
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...toLink(row), createdAt: Number(row.created_at) }));
}

/** Where to end a sweep, so that it does not run after those that come meanwhile. */
export async function findNewestLink(
  db: Db,
  { workspace, name }: { readonly workspace: string; readonly name: string },
): Promise<LinkPlace | undefined> {
  const row = await db
    .selectFrom('link')
    .select(['created_at', 'key'])
    .where('workspace', '=', workspace)
    .where('connection', '=', name)
    .orderBy('created_at', 'desc')
    .orderBy('key', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { createdAt: Number(row.created_at), key: row.key };
}

export async function findLinksByKey(db: Db, keys: readonly string[]): Promise<readonly Link[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('link')
    .selectAll()
    .where('key', 'in', [...keys])
    .execute();
  return rows.map(toLink);
}

/** The link of a record by its number; of several the one heard of last. */
export async function findLinkByNumber(
  db: Db,
  workspace: string,
  number: string,
): Promise<Link | undefined> {
  const row = await db
    .selectFrom('link')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('number', '=', number)
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toLink(row);
}

export function toLink(row: Selectable<LinkTable>): Link {
  return {
    lane: row.lane,
    episode: row.episode,
    key: row.key,
    workspace: row.workspace,
    connection: row.connection,
    source: row.source,
    route: row.route,
    correlationKey: row.correlation_key,
    table: row.table_name,
    sysId: row.sys_id,
    number: row.number,
    state: row.state,
    phase: row.phase,
    endedBy: row.ended_by ?? undefined,
    endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
    appliedSeq: row.applied_seq,
    modCount: Number(row.mod_count),
    changeSequence: Number(row.change_sequence),
    reconciledSequence: Number(row.reconciled_sequence),
    sentFields: TextMap.parse(JSON.parse(row.sent_fields)),
    takenFields: TextMap.parse(JSON.parse(row.taken_fields)),
    drift: readDrift(row.drift),
    isLateFiringNoted: row.is_late_firing_noted === 1,
    remembered: TextMap.parse(JSON.parse(row.remembered)),
    heardAt: row.heard_at === null ? undefined : Number(row.heard_at),
  };
}
