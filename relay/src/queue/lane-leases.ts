import { sql } from 'kysely';
import type { Db, Tx } from '../database/schema.ts';
import { findHeld, isHeld } from './held-lanes.ts';

/** The right to work on a lane. */
export interface Lease {
  readonly lane: string;
  /** Later holders have higher ones. */
  readonly fence: number;
}

/** The clock of the database: those of the relays may differ, or jump. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Claims those of the lanes that nobody works on, and that are not held.
 *
 * Every statement on several leases takes them in the order of their names, or two relays would wait
 * for each other. A lease that has run out is deleted and made anew: a deletion waits for whoever is just
 * committing under it (`keepLeases`), an update would not.
 *
 * The names that were taken are an array to such a statement, and nothing to join with. Where its statistics are
 * of a quiet hour, PostgreSQL holds the table for empty, and looked for each lease among all: 7 s for 4,800.
 */
export async function claimLeases(
  transaction: Tx,
  lanes: readonly string[],
  owner: string,
  leaseMs: number,
): Promise<readonly Lease[]> {
  if (lanes.length === 0) return [];
  const wanted = [...lanes].toSorted();
  await sql`
    with over as (
      select lane from lane_lease where lane = any(${wanted}::text[]) and until < ${now}
      order by lane for update)
    delete from lane_lease where lane = any(array(select lane from over))`.execute(transaction);
  const { rows } = await sql<Lease>`
    insert into lane_lease (lane, owner, until)
    select lane, ${owner}, ${now} + ${leaseMs}::bigint
    from unnest(${wanted}::text[]) as lane
    where not ${isHeld(sql`lane.lane`)} order by lane
    on conflict (lane) do nothing
    returning lane, fence`.execute(transaction);
  return withoutHeld(transaction, rows);
}

/**
 * A lease that another transaction let go of while that statement waited for it may have become a held lane
 * therein, which the statement did not see: the next one does.
 */
async function withoutHeld(transaction: Tx, claimed: readonly Lease[]): Promise<readonly Lease[]> {
  if (claimed.length === 0) return claimed;
  const held = await findHeld(transaction, lanesOf(claimed));
  if (held.size === 0) return claimed;
  await releaseLeases(
    transaction,
    claimed.filter(({ lane }) => held.has(lane)),
  );
  return claimed.filter(({ lane }) => !held.has(lane));
}

/** Of these leases those that are still held, now for longer. */
export async function renewLeases(
  db: Db,
  leases: readonly Lease[],
  leaseMs: number,
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ fence: number }>`
    with held as (
      select lane from lane_lease where fence = any(${fencesOf(leases)}::bigint[])
        and lane = any(${lanesOf(leases)}::text[]) order by lane for no key update)
    update lane_lease set until = ${now} + ${leaseMs}::bigint
    where lane = any(array(select lane from held))
    returning fence`.execute(db);
  return new Set(rows.map(({ fence }) => fence));
}

/** Lets go of those that are still held; gives the fences of these. The others belong to somebody else. */
export async function releaseLeases(
  transaction: Tx,
  leases: readonly Lease[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ fence: number }>`
    with held as (
      select lane from lane_lease where fence = any(${fencesOf(leases)}::bigint[])
        and lane = any(${lanesOf(leases)}::text[]) order by lane for update)
    delete from lane_lease where lane = any(array(select lane from held))
    returning fence`.execute(transaction);
  return new Set(rows.map(({ fence }) => fence));
}

/**
 * The fences of those that are still held; while the transaction lasts nobody takes these over. The weakest lock
 * that holds off a deletion: their renewal need not wait.
 */
export async function keepLeases(
  transaction: Tx,
  leases: readonly Lease[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ fence: number }>`
    select fence from lane_lease where fence = any(${fencesOf(leases)}::bigint[])
      and lane = any(${lanesOf(leases)}::text[]) order by lane for key share`.execute(transaction);
  return new Set(rows.map(({ fence }) => fence));
}

/** Lanes whose holder did not come back: it died, or stands still. */
export async function findAbandoned(db: Db, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    select lane from lane_lease where until < ${now} order by lane limit ${limit}`.execute(db);
  return rows.map(({ lane }) => lane);
}

function lanesOf(leases: readonly Lease[]): string[] {
  return leases.map(({ lane }) => lane);
}

function fencesOf(leases: readonly Lease[]): number[] {
  return leases.map(({ fence }) => fence);
}
