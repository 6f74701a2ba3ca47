import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from '../../../test/support/cut-at.ts';
import { startPostgres } from '../../../test/support/start-postgres.ts';
import { Secret } from '../lib/secret.ts';
import { enqueue } from '../queue/enqueue.ts';
import { createGroupCommit, type Unit } from './group-commit.ts';
import { openPostgres } from './postgres.ts';
import { createSampleDatabase } from './sample-store.ts';
import type { Store } from './store.ts';

function open(url: string): Promise<Store> {
  return openPostgres({ url: new Secret(url), maxConnections: 3 });
}

function insert(id: string) {
  const rest = { workspace: 'default', kind: 'events.apply', subject: 's', now: 1 } as const;
  return (unit: Unit) => enqueue(unit, [{ id, lane: 'lane', ...rest }]);
}

async function jobs({ db }: Store): Promise<readonly string[]> {
  const rows = await db.selectFrom('job').select('id').orderBy('seq').execute();
  return rows.map(({ id }) => id);
}

test('D11 replicas that start at once on an empty database bring it up to date once', async () => {
  const url = await createSampleDatabase('template0');

  const stores = await Promise.all([1, 2, 3, 4, 5].map(() => open(url)));
  const migrated = stores.flatMap((store) => store.migrated);
  await Promise.all(stores.map((store) => store.close()));

  expect(migrated).toEqual([...new Set(migrated)].toSorted());
  expect(migrated[0]).toBe('0001-start');
});

test('D11 a start whose connection is ended in the middle of a migration leaves nothing behind', async () => {
  const url = await createSampleDatabase('template0');
  await using proxy = await startCuttingProxy(Number(new URL(url).port));
  proxy.cutAfter('create table "link"');

  await expect(open(throughProxy(url, proxy))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(proxy.cuts()).toBe(1);

  const store = await open(url);
  expect(store.migrated[0]).toBe('0001-start');
  await store.close();
});

test('D11 a migration of a large store takes as long as it takes', async () => {
  const url = await createSampleDatabase();
  const before = await open(url);
  await sql`drop table held_lane`.execute(before.db);
  await sql`delete from kysely_migration where name >= '0034-held-lanes'`.execute(before.db);
  // To the relay it is all one whether a table is large or the server is slow.
  await sql`create table limit_seen (statement_timeout text)`.execute(before.db);
  await sql`create function slow() returns event_trigger language plpgsql as $$ begin
    insert into limit_seen values (current_setting('statement_timeout'));
    perform pg_sleep(0.5); end $$`.execute(before.db);
  await sql`create event trigger slow on ddl_command_end when tag in ('CREATE INDEX')
    execute function slow()`.execute(before.db);
  await before.close();

  const store = await openPostgres({ url: new Secret(url), maxConnections: 3, silentForMs: 250 });

  expect(store.migrated).toEqual(['0034-held-lanes', '0036-held-in-order']);
  const { rows } = await sql<object>`select * from limit_seen`.execute(store.db);
  expect(rows).toEqual([{ statement_timeout: '0' }, { statement_timeout: '0' }]);
  await store.close();
});

test('D15 a server that would lose commits is pointed out', async () => {
  const store = await open(await createSampleDatabase());

  // The server of the tests runs without syncs.
  expect(store.weaknesses).toEqual(['fsync is off']);
  await store.close();
});

test('D15 one whose commits do not wait for the standby that they are meant for is pointed out', async () => {
  await using server = await startPostgres([
    'fsync=off',
    'synchronous_standby_names=nobody',
    'synchronous_commit=local',
  ]);
  await server.createDatabase('relay');

  const store = await open(server.url('relay'));

  expect(store.weaknesses).toEqual([
    'fsync is off',
    'synchronous_commit is local, so the synchronous standby may miss what was confirmed',
  ]);
  await store.close();
});

test('a database in whose encoding not every alert can be written is refused, with the cure', async () => {
  const url = await createSampleDatabase("template0 encoding 'LATIN1' locale 'C'");

  await expect(open(url)).rejects.toMatchObject({
    code: 'STORE_UNSUITABLE',
    message: expect.stringMatching(/LATIN1.+encoding 'UTF8'/),
  });
});

test('a database that refuses has answered', async () => {
  const url = new URL(await createSampleDatabase());
  url.username = 'nobody';

  await expect(open(url.href)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: 'The database refuses: role "nobody" does not exist',
  });
});

test('a database that is not there says so, and not with which password', async () => {
  const url = inject('postgresUrl').replace('relay@', 'relay:a-secret-that-stays-one@');

  const failed: unknown = await open(`${url}nowhere`).catch((error: unknown) => error);

  expect(failed).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(String(failed)).toContain('nowhere');
  expect(String(failed)).not.toContain('a-secret');
});

test('D1 what a store that has gone away makes fail is no bug, and names the database', async () => {
  const url = await createSampleDatabase();
  const proxy = await startCuttingProxy(Number(new URL(url).port));
  const store = await open(throughProxy(url, proxy));
  const beside = await open(url);
  const failureOf = (asked: Promise<unknown>): Promise<unknown> => asked.catch((error) => error);

  // What is wrong with the question itself stays what it is.
  expect(await failureOf(sql`select nothing`.execute(store.db))).toMatchObject({ code: '42703' });

  const slow = failureOf(sql`select pg_sleep(30)`.execute(store.db));
  await expect
    .poll(async () => {
      const { rows } = await sql<object>`select pg_terminate_backend(pid) from pg_stat_activity
        where query like 'select pg_sleep%' and state = 'active' and datname = current_database()`.execute(
        beside.db,
      );
      return rows.length;
    })
    .toBe(1);
  expect(await slow).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: 'The database refuses: terminating connection due to administrator command',
    details: { because: 'terminating connection due to administrator command' },
  });
  await proxy[Symbol.asyncDispose]();
  await failureOf(jobs(store));
  expect(await failureOf(jobs(store))).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('The database does not answer: '),
  });
  await Promise.all([store.close(), beside.close()]);
});

describe('D4 when the connection is lost at COMMIT', () => {
  test('D2 the number of a transaction means nothing on a server that took over', async () => {
    const store = await open(await createSampleDatabase());
    let name = '';
    await store.db.transaction().execute(async (transaction) => {
      name = (await store.commits?.nameOf(transaction)) ?? '';
    });
    const [number = ''] = name.split(' ');

    expect(await store.commits?.isCommitted(name)).toBe(true);
    expect(await store.commits?.isCommitted(`${number} 1795886400.000000`)).toBe(false);
    await store.close();
  });

  test('what was committed counts as such and is not done again', async () => {
    const url = await createSampleDatabase();
    await using proxy = await startCuttingProxy(Number(new URL(url).port));
    const store = await open(throughProxy(url, proxy));
    const commit = createGroupCommit(store, () => undefined);
    proxy.cutAfter('commit');

    await Promise.all([commit(insert('1')), commit(insert('2'))]);

    expect(proxy.cuts()).toBe(1);
    expect(await jobs(store)).toEqual(['1', '2']);
    await store.close();
  });

  test('and before COMMIT arrived, it is done again', async () => {
    const url = await createSampleDatabase();
    await using proxy = await startCuttingProxy(Number(new URL(url).port));
    const store = await open(throughProxy(url, proxy));
    const commit = createGroupCommit(store, () => undefined);
    proxy.cutAfter('insert into "job"');

    await Promise.all([commit(insert('1')), commit(insert('2'))]);

    expect(proxy.cuts()).toBe(1);
    expect(await jobs(store)).toEqual(['1', '2']);
    await store.close();
  });
});

test('D3 connections whose other end is gone without a word are replaced', async () => {
  const url = await createSampleDatabase();
  await using proxy = await startCuttingProxy(Number(new URL(url).port));
  const store = await openPostgres({
    url: new Secret(throughProxy(url, proxy)),
    maxConnections: 2,
    // Long enough for a slow machine to migrate in between.
    silentForMs: 3000,
  });
  const commit = createGroupCommit(store, () => undefined);
  await commit(insert('before'));

  proxy.silence();
  await Promise.allSettled([jobs(store), jobs(store)]);

  expect(await jobs(store)).toEqual(['before']);
  await commit(insert('after'));
  expect(await jobs(store)).toEqual(['before', 'after']);
  await store.close();
});

test('D3 a session has limits, and what the server ends at one takes nothing else with it', async () => {
  const store = await open(await createSampleDatabase());
  const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  const { rows } = await sql<Record<string, string>>`
    select ${sql.join(limits.map((name) => sql`current_setting(${sql.lit(name)}) as ${sql.ref(name)}`))}`.execute(
    store.db,
  );
  expect(rows).toEqual([
    {
      statement_timeout: '15s',
      lock_timeout: '10s',
      idle_in_transaction_session_timeout: '15s',
    },
  ]);
  const commit = createGroupCommit(store, () => undefined);

  const outcomes = await Promise.allSettled([
    commit(insert('1')),
    commit(async ({ db }) => {
      await sql`set local statement_timeout = '50ms'`.execute(db);
      await sql`select pg_sleep(10)`.execute(db);
    }),
    commit(insert('3')),
  ]);

  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: '57014' } },
    { status: 'fulfilled' },
  ]);
  expect(await jobs(store)).toEqual(['1', '3']);
  await commit(insert('after'));
  expect(await jobs(store)).toEqual(['1', '3', 'after']);
  await store.close();
});

test('D6 of two transactions that wait for each other one comes again, and both are done', async () => {
  const store = await open(await createSampleDatabase());
  const commit = createGroupCommit(store, () => undefined);
  await commit(insert('1'));
  await commit(insert('2'));
  const bothHoldOne = createBarrier(2);
  const touch = (first: string, second: string) => async (unit: Unit) => {
    const add = (id: string) => sql`update job set attempt = attempt + 1 where id = ${id}`;
    await add(first).execute(unit.db);
    await bothHoldOne();
    await add(second).execute(unit.db);
  };
  const other = createGroupCommit(store, () => undefined);

  await Promise.all([commit(touch('1', '2')), other(touch('2', '1'))]);

  const rows = await store.db.selectFrom('job').select('attempt').execute();
  expect(rows).toEqual([{ attempt: 2 }, { attempt: 2 }]);
  await store.close();
});

/** Lets go when so many came; whoever comes later is not held up. */
function createBarrier(size: number): () => Promise<void> {
  const opened = Promise.withResolvers<void>();
  let came = 0;
  return () => {
    came += 1;
    if (came >= size) opened.resolve();
    return opened.promise;
  };
}

function throughProxy(url: string, proxy: CuttingProxy): string {
  const address = new URL(url);
  address.port = String(proxy.port);
  return address.href;
}
