import path from 'node:path';
import Database from 'better-sqlite3';

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
