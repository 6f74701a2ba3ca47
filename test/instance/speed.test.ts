import http from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { portOf } from './testing/port-of.ts';
import { operation, writeSampleApp } from './testing/sample-app.ts';

/** Issue 3, point 7. Other programs may use the machine too, so the best of a few rounds counts. */
const ROUNDS = 4;
const CALLERS = 8;
const MANY = 100_000;

/** What a scripted upsert does: claim a unique row, look the record up, write it, note what was applied. */
const UPSERT = `
  var key = request.pathParams.key;
  var claim = new GlideRecord('x_test_item');
  claim.initialize();
  claim.ticket = key;
  claim.insert();
  var incident = new GlideRecord('incident');
  var exists = incident.get('correlation_id', key);
  if (!exists) { incident.initialize(); incident.correlation_id = key; }
  incident.short_description = 'seq ' + request.body.data.seq;
  var id = exists ? incident.update() : incident.insert();
  response.setBody({ id: id });`;

const data = mkdtempSync(path.join(tmpdir(), 'speed-'));
let instance: Instance;
let pool: Pool;
let app: string;

beforeAll(async () => {
  app = writeSampleApp({
    records: [operation('upsert', 'PUT', '/upsert/{key}', UPSERT)],
    privileges: ['incident read', 'incident create', 'incident write'],
  });
  instance = await createInstance({ app, data, scheduledJobs: false });
  pool = new Pool(instance.url, { connections: CALLERS });
});

afterAll(async () => {
  await pool.close();
  await instance.close();
});

type Call = (turn: number) => Parameters<Pool['request']>[0];

const headers = (account: {
  readonly user: string;
  readonly password: string;
}): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`,
  'content-type': 'application/json',
});

async function perSecond(target: Pool, count: number, call: Call): Promise<number> {
  const startedAt = performance.now();
  let turn = 0;
  const caller = async (): Promise<void> => {
    while (turn < count) {
      turn += 1;
      const answer = await target.request(call(turn));
      await answer.body.dump();
      if (answer.statusCode >= 300) throw new Error(`Answered with ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (count * 1000) / (performance.now() - startedAt);
}

async function bestOf(floor: number, measure: () => Promise<number>): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS && best < floor; round += 1)
    best = Math.max(best, await measure());
  return best;
}

/** A bare server that writes one row for each request: what this machine can do at all. */
async function bareServer(): Promise<{ readonly rate: number }> {
  const database = new Database(path.join(data, 'bare.db'));
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (body TEXT)');
  const insert = database.prepare('INSERT INTO row VALUES (?)');
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      insert.run(Buffer.concat(chunks).toString());
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bare = new Pool(`http://127.0.0.1:${portOf(server)}`, { connections: CALLERS });
  const rate = await perSecond(bare, 1000, () => ({
    path: '/',
    method: 'POST',
    body: '{"short_description":"x"}',
  }));
  await bare.close();
  server.close();
  database.close();
  return { rate };
}

const create: Call = (turn) => ({
  path: '/api/now/table/incident',
  method: 'POST',
  headers: headers(instance.admin),
  body: JSON.stringify({ short_description: `incident ${turn}`, impact: '2', urgency: '2' }),
});
const list: Call = () => ({
  path: '/api/now/table/incident?sysparm_limit=10&sysparm_query=active=true^ORDERBYDESCsys_updated_on&sysparm_no_count=true',
  method: 'GET',
  headers: headers(instance.admin),
});
const upsert: Call = (turn) => ({
  path: `/api/x_test/v1/upsert/key-${turn}`,
  method: 'PUT',
  headers: headers(instance.integration),
  body: JSON.stringify({ seq: turn }),
});

function fill(count: number): void {
  const database = new Database(path.join(data, 'instance.db'));
  const columns = database
    .prepare<[], { name: string }>("SELECT name FROM pragma_table_info('task')")
    .all()
    .map((column) => column.name);
  const fresh: Readonly<Record<string, string>> = {
    sys_id: 'lower(hex(randomblob(16)))',
    number: "'INC9' || value",
    correlation_id: "'filled-' || value",
  };
  const selected = columns.map((name) => fresh[name] ?? `"${name}"`);
  database.exec(
    `WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${count}),
       one AS (SELECT * FROM task WHERE sys_class_name = 'incident' LIMIT 1)
     INSERT INTO task (${columns.map((name) => `"${name}"`).join(', ')}) SELECT ${selected.join(', ')} FROM n, one`,
  );
  database.close();
}

describe('speed', () => {
  test('ready within two seconds with an app installed', async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS && Math.min(...times) >= 2000; round += 1) {
      const startedAt = performance.now();
      const another = await createInstance({ app, scheduledJobs: false });
      times.push(performance.now() - startedAt);
      await another.close();
    }

    expect(Math.min(...times)).toBeLessThan(2000);
  });

  test('at least 200 creates and 100 scripted upserts a second, and a fair part of a bare server', async () => {
    const bare = await bareServer();

    const creates = await bestOf(200, () => perSecond(pool, 300, create));
    const upserts = await bestOf(100, () => perSecond(pool, 300, upsert));

    console.log(
      `bare ${bare.rate.toFixed()}/s, creates ${creates.toFixed()}/s (${(creates / bare.rate).toFixed(2)}), upserts ${upserts.toFixed()}/s (${(upserts / bare.rate).toFixed(2)})`,
    );
    expect(creates).toBeGreaterThan(200);
    expect(upserts).toBeGreaterThan(100);
  });

  test('no slower among a hundred thousand incidents', async () => {
    const few = await perSecond(pool, 300, list);
    fill(MANY);

    const lists = await bestOf(few / 2, () => perSecond(pool, 300, list));
    const creates = await bestOf(200, () => perSecond(pool, 300, create));
    const upserts = await bestOf(100, () => perSecond(pool, 300, upsert));

    console.log(
      `lists ${few.toFixed()}/s before, ${lists.toFixed()}/s after, creates ${creates.toFixed()}/s, upserts ${upserts.toFixed()}/s`,
    );
    expect(lists).toBeGreaterThan(few / 2);
    expect(creates).toBeGreaterThan(200);
    expect(upserts).toBeGreaterThan(100);
  });
});
