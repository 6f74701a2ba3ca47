import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { Pool } from 'undici';
import { createInstance, type Instance } from '../create-instance.ts';
import { portOf } from './port-of.ts';
import { operation, writeSampleApp } from './sample-app.ts';

/** Figures of one run. The ratios hold on a busy machine too: the yardstick slows down with what it measures. */
export interface SpeedFigures {
  /** A bare `node:http` server with one SQLite write for each request. */
  readonly barePerSecond: number;
  readonly readyMs: number;
  /** How many requests the bare server answers while an instance starts with an app. */
  readonly readyInBareRequests: number;
  readonly createsPerSecond: number;
  readonly createRatio: number;
  readonly upsertsPerSecond: number;
  readonly upsertRatio: number;
  readonly listsPerSecond: number;
  /** After against before there were many incidents. */
  readonly listFlatness: number;
  readonly createFlatness: number;
  readonly upsertFlatness: number;
}

export interface SpeedOptions {
  readonly rounds: number;
  readonly requests: number;
  /** Incidents to fill in before the second measurement. */
  readonly incidents: number;
}

const CALLERS = 8;

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

/** Measures in turns, each kind of call after the yardstick, and takes the medians of the rounds. */
export async function measureSpeed(options: SpeedOptions): Promise<SpeedFigures> {
  const data = mkdtempSync(path.join(tmpdir(), 'speed-'));
  const app = writeSampleApp({
    records: [operation('upsert', 'PUT', '/upsert/{key}', UPSERT)],
    privileges: ['incident read', 'incident create', 'incident write'],
  });
  const bare = await startBareServer(path.join(data, 'bare.db'));
  const instance = await createInstance({ app, data, scheduledJobs: false });
  const pool = new Pool(instance.url, { connections: CALLERS });
  const calls = callsTo(instance);
  try {
    await rates(pool, bare.pool, calls, { rounds: 1, requests: options.requests });
    const few = await rates(pool, bare.pool, calls, options);
    const ready = await measureStart(app, bare.pool, options);
    fill(path.join(data, 'instance.db'), options.incidents);
    await rates(pool, bare.pool, calls, { rounds: 1, requests: options.requests });
    const many = await rates(pool, bare.pool, calls, options);
    return { ...ready, ...figuresOf(few, many) };
  } finally {
    await pool.close();
    await instance.close();
    await bare.close();
    rmSync(data, { recursive: true, force: true });
  }
}

type Kind = 'create' | 'upsert' | 'list';
type Call = (turn: number) => Parameters<Pool['request']>[0];
type Rates = Readonly<Record<Kind, { readonly perSecond: number; readonly ratio: number }>> & {
  readonly bare: number;
};

function figuresOf(few: Rates, many: Rates): Omit<SpeedFigures, 'readyMs' | 'readyInBareRequests'> {
  const flatness = (kind: Kind): number => rounded(many[kind].ratio / few[kind].ratio);
  return {
    barePerSecond: Math.round(few.bare),
    createsPerSecond: Math.round(many.create.perSecond),
    createRatio: rounded(many.create.ratio),
    upsertsPerSecond: Math.round(many.upsert.perSecond),
    upsertRatio: rounded(many.upsert.ratio),
    listsPerSecond: Math.round(many.list.perSecond),
    listFlatness: flatness('list'),
    createFlatness: flatness('create'),
    upsertFlatness: flatness('upsert'),
  };
}

async function rates(
  pool: Pool,
  bare: Pool,
  calls: Readonly<Record<Kind, Call>>,
  options: Pick<SpeedOptions, 'rounds' | 'requests'>,
): Promise<Rates> {
  const seen: Record<Kind, { perSecond: number; ratio: number }[]> = {
    create: [],
    upsert: [],
    list: [],
  };
  const yardstick: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const kind of ['create', 'upsert', 'list'] as const) {
      const own = await bareRate(bare, options.requests);
      const perSecond = await rate(pool, options.requests, calls[kind]);
      yardstick.push(own);
      seen[kind].push({ perSecond, ratio: perSecond / own });
    }
  }
  const middle = (kind: Kind): { perSecond: number; ratio: number } => ({
    perSecond: median(seen[kind].map((one) => one.perSecond)),
    ratio: median(seen[kind].map((one) => one.ratio)),
  });
  return {
    create: middle('create'),
    upsert: middle('upsert'),
    list: middle('list'),
    bare: median(yardstick),
  };
}

async function measureStart(
  app: string,
  bare: Pool,
  options: SpeedOptions,
): Promise<Pick<SpeedFigures, 'readyMs' | 'readyInBareRequests'>> {
  const starts: { ms: number; requests: number }[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const own = await bareRate(bare, options.requests);
    const startedAt = performance.now();
    const another = await createInstance({ app, scheduledJobs: false });
    const ms = performance.now() - startedAt;
    await another.close();
    starts.push({ ms, requests: (ms * own) / 1000 });
  }
  return {
    readyMs: Math.round(median(starts.map((one) => one.ms))),
    readyInBareRequests: Math.round(median(starts.map((one) => one.requests))),
  };
}

function bareRate(bare: Pool, requests: number): Promise<number> {
  return rate(bare, requests * 2, () => ({
    path: '/',
    method: 'POST',
    body: '{"short_description":"x"}',
  }));
}

async function rate(target: Pool, count: number, call: Call): Promise<number> {
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

function callsTo(instance: Instance): Readonly<Record<Kind, Call>> {
  const headers = (account: { readonly user: string; readonly password: string }) => ({
    authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`,
    'content-type': 'application/json',
  });
  return {
    create: (turn) => ({
      path: '/api/now/table/incident',
      method: 'POST',
      headers: headers(instance.admin),
      body: JSON.stringify({ short_description: `incident ${turn}`, impact: '2', urgency: '2' }),
    }),
    upsert: (turn) => ({
      path: `/api/x_test/v1/upsert/key-${turn}`,
      method: 'PUT',
      headers: headers(instance.integration),
      body: JSON.stringify({ seq: turn }),
    }),
    list: () => ({
      path: '/api/now/table/incident?sysparm_limit=10&sysparm_query=active=true^ORDERBYDESCsys_updated_on&sysparm_no_count=true',
      method: 'GET',
      headers: headers(instance.admin),
    }),
  };
}

interface BareServer {
  readonly pool: Pool;
  close(): Promise<void>;
}

async function startBareServer(file: string): Promise<BareServer> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (body TEXT)');
  const insert = database.prepare('INSERT INTO row VALUES (?)');
  // It never ends an idle connection: filling in incidents holds this thread for longer than it would wait.
  const server = http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      insert.run(Buffer.concat(chunks).toString());
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pool = new Pool(`http://127.0.0.1:${portOf(server)}`, { connections: CALLERS });
  return {
    pool,
    async close() {
      await pool.close();
      server.close();
      database.close();
    },
  };
}

/** Copies of one incident, written past the engine: a hundred thousand creates would take minutes. */
function fill(file: string, count: number): void {
  const database = new Database(file);
  database.pragma('busy_timeout = 30000');
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
