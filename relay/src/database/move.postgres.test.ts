import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { createArrivals } from '../queue/arrivals.ts';
import { enqueue, toJobRow } from '../queue/enqueue.ts';
import { findLanes } from '../queue/find-lanes.ts';
import { createJobReads, findHeads } from '../queue/head.ts';
import { recordAudit } from '../store/audit.ts';
import { createGroupCommit } from './group-commit.ts';
import { cancelMove, findMove, moveStore } from './move.ts';
import { openPostgres } from './postgres.ts';
import { createSampleDatabase } from './sample-store.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

let folder: string;
let from: Store;
let to: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'move-'));
  from = await openSqlite(folder);
  to = await openPostgres({ url: new Secret(await createSampleDatabase()), maxConnections: 3 });
  await fill(from);
});

afterEach(async () => {
  await from.close();
  await to.close();
  rmSync(folder, { recursive: true });
});

/** Bytes that are no text, an emoji, and a null byte inside of JSON. */
const body = Buffer.from([0, 255, 254, 10, 13]);
const delivery = {
  id: 'delivery-1',
  workspace: 'default',
  source: 'prometheus',
  connector: 'alertmanager',
  received_at: Date.UTC(2026, 10, 20),
  status: 'accepted',
  reason: null,
  headers: '{}',
  body,
} as const;
const JOBS = 1203;

async function fill(store: Store): Promise<void> {
  const { db } = store;
  const commit = createGroupCommit(store, () => undefined);
  await commit(async (unit) => {
    const shared = { workspace: 'default', kind: 'events.apply', subject: 's', now: 1 } as const;
    for (let start = 0; start < JOBS; start += 401) {
      const ids = Array.from({ length: 401 }, (_, index) => `job-${start + index}`);
      await enqueue(
        unit,
        ids.map((id, index) => ({ id, lane: `lane-${index % 7}`, ...shared })),
      );
    }
    for (const subject of ['one', 'two']) {
      await recordAudit(unit, {
        id: subject,
        at: 1,
        workspace: 'default',
        actor: 'test',
        action: 'test',
        subject,
        after: { text: '\u{1f525} "quoted"\u0000' },
      });
    }
  });
  await db.insertInto('delivery').values(delivery).execute();
  await db
    .insertInto('data_key')
    .values({ id: 'k1', workspace: 'default', number: 1, wrapped: 'v1|sealed', created_at: 1 })
    .execute();
  await db
    .insertInto('configuration')
    .values({
      workspace: 'default',
      kind: 'route',
      name: 'ops',
      position: 1,
      entry: '{"name":"ops"}',
      revision: 3,
    })
    .execute();
}

function toSortedObject(row: object): object {
  const sorted = Object.entries(row).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted);
}

async function everything({ db }: Store): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const { name } of await db.introspection.getTables()) {
    if (/^kysely_|schema_floor|lane_lease|store_move/.test(name)) continue;
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db);
    tables[name] = rows.map((row) => JSON.stringify(toSortedObject(row))).toSorted();
  }
  return tables;
}

test('everything is in the database afterwards, each row once, and jobs go on being numbered', async () => {
  const before = await everything(from);

  const moved = await moveStore(from, to, { id: 'move-1', now: 5 });

  expect(moved).toMatchObject({ isCopied: true, rows: { job: JOBS, delivery: 1, audit: 2 } });
  expect(await everything(to)).toEqual(before);
  const kept = await to.db.selectFrom('delivery').select('body').executeTakeFirstOrThrow();
  expect(Buffer.from(kept.body)).toEqual(body);
  const commit = createGroupCommit(to, () => undefined);
  const job = { workspace: 'default', kind: 'events.apply', subject: 's', now: 1 } as const;
  await commit((unit) => enqueue(unit, [{ id: 'later', lane: 'lane-1', ...job }]));
  const last = await to.db.selectFrom('job').select('id').orderBy('seq', 'desc').executeTakeFirst();
  expect(last).toEqual({ id: 'later' });
});

test('jobs that only the relay of the store remembered are found in the database', async () => {
  const job = { workspace: 'default', kind: 'events.apply', subject: 's', now: 1 } as const;
  const arrived = toJobRow({ id: 'arrived', lane: 'a lane alone', ...job }, true);
  await from.db.insertInto('job').values(arrived).execute();

  await moveStore(from, to, { id: 'move-1', now: 5 });

  expect(await findLanes(to.db, '', 10)).toContain('a lane alone');
  expect(
    await findHeads(createJobReads(to.db), createArrivals(0), 'a lane alone', 1),
  ).toMatchObject([{ id: 'arrived' }]);
});

test('a store that was moved is not opened any more, and says where it went', async () => {
  await moveStore(from, to, { id: 'move-1', now: 5 });
  await from.close();

  await expect(openSqlite(folder)).rejects.toThrow('was moved into PostgreSQL');
  await expect(openSqlite(folder, { beside: true })).rejects.toThrow('RELAY_DATABASE_URL');
  from = await openSqlite(folder, { mayBeMoved: true });
});

test('large bodies go a few at a time: the server gives no statement for long', async () => {
  await sql`create table statement_seen (rows int)`.execute(to.db);
  await sql`create function see() returns trigger language plpgsql as $$ begin
    insert into statement_seen select count(*) from added; return null; end $$`.execute(to.db);
  await sql`create trigger seen after insert on delivery referencing new table as added
    for each statement execute function see()`.execute(to.db);
  const large = { ...delivery, body: Buffer.alloc(1_000_000, 'x') };
  for (let number = 0; number < 9; number += 1) {
    await from.db
      .insertInto('delivery')
      .values({ ...large, id: `large-${number}` })
      .execute();
  }

  const { rows } = await moveStore(from, to, { id: 'move-1', now: 5 });

  const seen = await sql<object>`select rows from statement_seen order by 1`.execute(to.db);
  expect(seen.rows).toEqual([{ rows: 1 }, { rows: 4 }, { rows: 5 }]);
  expect(rows).toMatchObject({ delivery: 10 });
});

test('a move that breaks in the middle leaves nothing in the database, and is run again', async () => {
  const before = await everything(from);
  // The last table cannot be read: all before it were copied by then.
  await sql`alter table watermark rename to zz_watermark`.execute(from.db);
  await sql`insert into zz_watermark values ('default', 'prod', 'incident', '2026')`.execute(
    from.db,
  );

  await expect(moveStore(from, to, { id: 'move-1', now: 5 })).rejects.toThrow('zz_watermark');

  expect(await to.db.selectFrom('job').selectAll().execute()).toEqual([]);
  await from.close();
  await expect(openSqlite(folder)).rejects.toThrow('did not come to its end');
  from = await openSqlite(folder, { mayBeMoved: true });
  await sql`delete from zz_watermark`.execute(from.db);
  await sql`alter table zz_watermark rename to watermark`.execute(from.db);
  expect(await moveStore(from, to, { id: 'move-2', now: 6 })).toMatchObject({ isCopied: true });
  expect(await everything(to)).toEqual(before);
});

test('a move that broke after its last commit only ends, and doubles nothing', async () => {
  await moveStore(from, to, { id: 'move-1', now: 5 });
  await from.db.updateTable('store_move').set({ done_at: null }).execute();

  const again = await moveStore(from, to, { id: 'move-2', now: 6 });

  expect(again).toEqual({ isCopied: false, rows: {} });
  expect(await to.db.selectFrom('job').select('id').execute()).toHaveLength(JOBS);
  await expect(cancelMove(from, to)).rejects.toThrow('in the database already');
});

test('a database that another store was moved into is refused: it does not hold this one', async () => {
  await moveStore(from, to, { id: 'move-1', now: 5 });
  await from.close();
  rmSync(folder, { recursive: true });
  from = await openSqlite(folder);
  await fill(from);

  await expect(moveStore(from, to, { id: 'move-2', now: 6 })).rejects.toThrow('not empty');
  await cancelMove(from, to);

  expect(await findMove(from.db)).toBeUndefined();
});

test('a database with something in it is refused, and the move can be given up', async () => {
  await to.db
    .insertInto('data_key')
    .values({ id: 'k9', workspace: 'other', number: 1, wrapped: 'v1|sealed', created_at: 1 })
    .execute();
  const before = await everything(to);

  await expect(moveStore(from, to, { id: 'move-1', now: 5 })).rejects.toThrow('not empty');
  await cancelMove(from, to);

  expect(await everything(to)).toEqual(before);
  await from.close();
  from = await openSqlite(folder);
});
