import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertDeliveries } from '../store/deliveries.ts';
import { createLaneReads } from '../store/lane-reads.ts';
import { loadDepths } from '../queue/depth.ts';
import { enqueue } from '../queue/enqueue.ts';
import { createArrivals } from '../queue/arrivals.ts';
import { createJobReads, findHeads } from '../queue/head.ts';
import { migrate } from './migrate.ts';
import { openSampleStore, type SampleStore } from './sample-store.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

function delivery(id: string, body: Uint8Array, reason?: string) {
  return {
    id,
    workspace: 'default',
    source: 'prometheus',
    connector: 'generic',
    receivedAt: 1_795_000_000_000,
    status: 'rejected' as const,
    reason,
    headers: '{}',
    body,
  };
}

function job(id: string, dueAt = 1) {
  const rest = { workspace: 'default', kind: 'events.apply', subject: 's' } as const;
  return { id, lane: 'lane', now: 1, dueAt, ...rest };
}

describe('D13 what both stores keep alike', () => {
  test.each([
    ['every byte', Uint8Array.from({ length: 256 }, (_one, index) => index)],
    ['JSON that a JSON column refuses', Buffer.from('{"a":"\\u0000 \\ud800","b":1e400000}')],
    ['nothing', new Uint8Array()],
  ])('D13 a body is bytes: %s', async (_what, body) => {
    await store.commit((unit) => insertDeliveries(unit, [delivery('1', body)]));

    const kept = await store.db.selectFrom('delivery').select('body').executeTakeFirstOrThrow();
    expect(Buffer.from(kept.body).equals(Buffer.from(body))).toBe(true);
  });

  test('I6 a text with U+0000 is kept, with a sign in its place', async () => {
    await store.commit((unit) => insertDeliveries(unit, [delivery('1', Buffer.of(1), 'a\0b')]));
    await store.db
      .updateTable('delivery')
      .set({ source: 'c\0d' })
      .where('reason', '=', 'a\uFFFDb')
      .execute();

    const kept = await store.db.selectFrom('delivery').selectAll().executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ reason: 'a\uFFFDb' });
    expect(kept.source.startsWith('c')).toBe(true);
  });

  test('numbers are numbers, also those that count rows', async () => {
    await store.commit((unit) => enqueue(unit, [job('1'), job('2')]));

    const { received } = await store.db
      .selectFrom('job')
      .select(({ fn }) => fn.max('due_at').as('received'))
      .executeTakeFirstOrThrow();
    expect(received).toBe(1);
    expect(await loadDepths(store)).toEqual([
      { workspace: 'default', waiting: 2, dead: 0, oldestAt: 1 },
    ]);
  });

  test('a list of none finds none', async () => {
    expect(await createLaneReads(store.db).membersOf('lane', [])).toEqual(new Map());
  });

  test('D8 the order of a lane is that of the commits, whatever a clock put into the ids', async () => {
    await store.commit((unit) => enqueue(unit, [job('f-of-a-clock-ahead')]));
    await store.commit((unit) => enqueue(unit, [job('0-of-a-clock-behind')]));

    expect(await findHeads(createJobReads(store.db), createArrivals(0), 'lane', 1)).toMatchObject([
      { id: 'f-of-a-clock-ahead' },
    ]);
  });
});

describe('the schema', () => {
  test('is brought up to date once', async () => {
    expect(await migrate(store.db)).toEqual({ migrated: [], unknownMigrations: [] });
  });

  test('D10 of a newer relay is good enough while that one only added to it, and what it added is named', async () => {
    await forgetLater('9999-more-columns', async () => {
      expect(await migrate(store.db)).toEqual({
        migrated: [],
        unknownMigrations: ['9999-more-columns'],
      });
    });
  });

  test('D10 of a newer relay that took something away is refused, and says what to do', async () => {
    await forgetLater('9999-fewer-columns', async () => {
      await sql`insert into schema_floor (migration) values ('9999-fewer-columns')`.execute(
        store.db,
      );

      await expect(migrate(store.db)).rejects.toMatchObject({
        code: 'STORE_UNSUITABLE',
        message: expect.stringContaining('9999-fewer-columns'),
      });
    });
  });

  test('D10 of another release that lacks what this one needs is refused, and says what to do', async () => {
    const mine = '0034-held-lanes';
    await forgetLater('9999-of-another-line', async () => {
      await sql`update kysely_migration set name = ${`${mine}-not`} where name = ${mine}`.execute(
        store.db,
      );
      try {
        await expect(migrate(store.db)).rejects.toMatchObject({
          code: 'STORE_UNSUITABLE',
          message: expect.stringMatching(/9999-of-another-line.*0034-held-lanes.*Start/),
        });
      } finally {
        await sql`update kysely_migration set name = ${mine} where name = ${`${mine}-not`}`.execute(
          store.db,
        );
      }
    });
  });

  /** As a newer relay leaves it behind; a database may serve the next test too. */
  async function forgetLater(name: string, work: () => Promise<void>): Promise<void> {
    await sql`insert into kysely_migration (name, timestamp) values (${name}, '2027')`.execute(
      store.db,
    );
    try {
      await work();
    } finally {
      await sql`delete from kysely_migration where name = ${name}`.execute(store.db);
      await sql`delete from schema_floor where migration = ${name}`.execute(store.db);
    }
  }
});
