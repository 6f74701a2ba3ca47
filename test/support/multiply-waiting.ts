import path from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';

/** Puts the newest alert of a store, which no relay works on, there so many times more: each waits in a lane of its own. */
export function multiplyWaiting(dataFolder: string, times: number): void {
  const store = new Database(path.join(dataFolder, 'relay.db'));
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${times})`;
  const copies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    delivery: { id: `printf('%032x', i)` },
    event: {
      id: `printf('%032x', i)`,
      delivery_id: `printf('%032x', i)`,
      lane: `printf('%064x', i)`,
      correlation_key: `printf('%064x', i)`,
    },
    job: {
      seq: 'null',
      id: `printf('%032x', i)`,
      subject: `printf('%032x', i)`,
      lane: `printf('%064x', i)`,
      // As the relay that took them in left them: so many it remembers, the others are in the index.
      arrived: 'i <= 131072',
    },
  };
  for (const [table, changed] of Object.entries(copies)) {
    const columns = store.pragma(`table_info(${table})`);
    const names = Array.isArray(columns)
      ? columns.map((column) => String(Object(column).name))
      : [];
    const values = names.map((name) => changed[name] ?? `one."${name}"`);
    store.exec(
      `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) ${numbers}
       select ${values.join(', ')} from n, (select * from ${table} order by id desc limit 1) as one`,
    );
  }
  store.close();
}

/**
 * The same on a database, as an outage of this connection leaves it behind: every lane is held, and the server's
 * statistics are of the quiet hour before. Names of lanes come in no order, as digests do.
 */
export async function multiplyWaitingOn(
  database: string,
  times: number,
  hold: string,
): Promise<void> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    await client.query('analyze');
    await copyWaiting(client, times, hold);
  } finally {
    await client.end();
  }
}

async function copyWaiting(client: pg.Client, times: number, hold: string): Promise<void> {
  const lane = `encode(sha256(i::text::bytea), 'hex')`;
  const id = `lpad(to_hex(i), 32, '0')`;
  const copies = {
    delivery: { id },
    event: { id, delivery_id: id, lane, correlation_key: lane },
    job: { seq: `nextval('job_seq_seq')`, id, subject: id, lane },
  };
  for (const [table, changed] of Object.entries(copies)) {
    const fields = Object.entries(changed).map(([name, value]) => `'${name}', ${value}`);
    await client.query(
      `insert into ${table} select copy.* from generate_series(1, ${times}) as i,
         (select row from ${table} as row order by id desc limit 1) as one,
         jsonb_populate_record(one.row, jsonb_build_object(${fields.join(', ')})) as copy`,
    );
  }
  await client.query(
    `insert into held_lane (lane, hold, number) select ${lane}, $1, i from generate_series(1, ${times}) as i`,
    [hold],
  );
}
