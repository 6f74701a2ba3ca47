import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import type { Tx } from '../database/schema.ts';
import { loadDepths } from './depth.ts';
import { findLanes, findNewestLanes } from './find-lanes.ts';
import { createJobReads } from './head.ts';
import { findHeld, findHolds, holdLanes, letLanesGo } from './held-lanes.ts';
import { claimLeases, keepLeases, releaseLeases, renewLeases } from './lane-leases.ts';
import { type LaneTokens, openLaneTokens } from './lane-tokens.ts';

/** So many lanes have work, and each of these tables a row of each. */
const WAITING = 20_000;
const SOME = 10;
/** As long as they are in truth: the higher an index, the less it is liked. */
const nameOf = (number: number): string => `lane-${number}`.padEnd(64, '.');
const some = Array.from({ length: SOME }, (_one, nth) => 10_000 + nth * 100);
const names = some.map(nameOf);
const leases = some.map((fence) => ({ lane: nameOf(fence), fence }));

let store: SampleStore;
let tokens: LaneTokens;

beforeAll(async () => {
  store = await openSampleStore();
  tokens = await openLaneTokens(store.db);
  const rows = sql`(
    select number, rpad('lane-' || number, 64, '.') as lane
    from generate_series(10000, ${9_999 + WAITING}) as number order by md5(number::text)) as one`;
  await sql`
    insert into job (id, workspace, lane, kind, subject, state, arrived, attempt, due_at, created_at)
    select number, 'main', lane, 'events.apply', number, 'waiting', 0, 0, 0, 0
    from ${rows}`.execute(store.db);
  await sql`insert into held_lane (lane, hold, number) select lane, 'one', number from ${rows}`.execute(
    store.db,
  );
  await sql`insert into held_lane (lane, hold) values ('other', 'two')`.execute(store.db);
  await sql`
    insert into lane_lease (lane, owner, fence, until)
    select lane, 'relay', number, 4000000000000 from ${rows}`.execute(store.db);
  await sql`
    insert into alert_relay_lanes.job (name, policy, singleton_key, data, start_after)
    select 'lanes', 'stately', lane, jsonb_build_object('lane', lane),
      now() + interval '1 hour' * (number % 2)
    from ${rows}`.execute(store.db);
});

afterAll(async () => {
  await tokens.stop();
  await store.close();
});

const questions: readonly [string, (transaction: Tx) => Promise<unknown>][] = [
  [
    'the next jobs of lanes',
    (db) => {
      const { findIndexed } = createJobReads(db);
      return Promise.all(names.map((lane) => findIndexed(lane, 100)));
    },
  ],
  ['lanes with work', (db) => findLanes(db, nameOf(15_000), SOME)],
  ['lanes of the newest jobs', (db) => findNewestLanes(db, SOME)],
  ['which lanes are held', (db) => findHeld(db, names)],
  ['what lanes are held for', (db) => findHolds(db)],
  [
    'lanes to hold',
    (db) =>
      holdLanes(
        db,
        names.map((lane) => ({ lane, hold: 'two' })),
      ),
  ],
  ['lanes to let go', (db) => letLanesGo(db, 'one', { number: 15_000, lane: '' }, SOME)],
  ['tokens to take', (db) => tokens.take(db, SOME)],
  [
    'tokens to take, and leases of their lanes',
    async (db) => claimLeases(db, await tokens.take(db, SOME), 'other', 1000),
  ],
  ['tokens of what waited', (db) => tokens.take(db, SOME, 'backlog')],
  ['tokens to hasten', (db) => tokens.hasten(db, names)],
  ['tokens to raise', (db) => tokens.raise(db, names)],
  ['leases to claim', (db) => claimLeases(db, names, 'other', 1000)],
  ['leases to renew', (db) => renewLeases(db, leases, 1000)],

  ['leases to keep', (db) => keepLeases(db, leases)],
  ['leases to let go', (db) => releaseLeases(db, leases)],
];

/**
 * What a relay asks all the time reads a few rows for each that it wants, however many others there are. That must
 * not depend on when PostgreSQL last counted: between a storm and the next visit of autovacuum the planner goes by
 * a quiet hour, and takes whichever plan would be best for the few rows of then.
 */
test.each([-1, 0, 1, 10, 100, 1_000, WAITING])(
  'D12 what is read does not grow with what waits, where %i rows were counted',
  async (counted) => {
    await pretendCounted(counted);

    const read: [string, number][] = [];
    for (const [what, ask] of questions) read.push([what, await inTransaction(rowsRead, ask)]);

    expect(read.filter(([, rows]) => rows > 20 * SOME).map(String)).toEqual([]);
  },
);

test('D12 how much waits is counted page by page, and not by going from an index to each row', async () => {
  await pretendCounted(0);
  const { rows } = await sql<{ pages: number }>`
    select (pg_relation_size('job') / 8192)::int as pages`.execute(store.db);

  const fetched = await inTransaction(blocksFetched, (db) =>
    loadDepths({ kind: 'postgres', reading: db }),
  );

  expect(fetched).toBeLessThan(2 * (rows[0]?.pages ?? 0));
});

/** As the last visit of autovacuum left it; -1 is none so far. */
async function pretendCounted(rows: number): Promise<void> {
  await sql`
    update pg_class set reltuples = ${rows}, relpages = ${rows < 0 ? 0 : 1 + Math.ceil(rows / 50)}
    where relkind in ('r', 'i')
      and relnamespace in ('public'::regnamespace, 'alert_relay_lanes'::regnamespace)`.execute(
    store.db,
  );
}

class Undo extends Error {}

/** Rows of tables and entries of indexes. */
const rowsRead = sql<number>`sum(pg_stat_get_xact_tuples_returned(oid))::int`;
/** Pages, as often as they are looked at. */
const blocksFetched = sql<number>`sum(pg_stat_get_xact_blocks_fetched(oid))::int`;

/** What it changed is undone. */
async function inTransaction(
  measure: RawBuilder<number>,
  ask: (transaction: Tx) => Promise<unknown>,
): Promise<number> {
  let cost = Number.NaN;
  const asked = store.db.transaction().execute(async (transaction) => {
    const before = await soFar(transaction, measure);
    await ask(transaction);
    cost = (await soFar(transaction, measure)) - before;
    throw new Undo();
  });
  await expect(asked).rejects.toBeInstanceOf(Undo);
  return cost;
}

/** Of what this session has not yet told everybody. */
async function soFar(transaction: Tx, measure: RawBuilder<number>): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select ${measure} as sum from pg_class
    where relkind in ('r', 'i')
      and relnamespace in ('public'::regnamespace, 'alert_relay_lanes'::regnamespace)`.execute(
    transaction,
  );
  return rows[0]?.sum ?? Number.NaN;
}
