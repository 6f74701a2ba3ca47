import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArrivals } from '../queue/arrivals.ts';
import { loadDepths } from '../queue/depth.ts';
import { createJobReads, findHeads, isJobWaiting } from '../queue/head.ts';
import { findLanes } from '../queue/find-lanes.ts';
import { findBornNames } from '../store/born-records.ts';
import { findKnownRecords } from '../store/intents.ts';
import { createLaneReads } from '../store/lane-reads.ts';
import { findCurrentLink, findLinkByKey, findLiveLanes } from '../store/links.ts';
import { findSilentLinks } from '../store/silent-links.ts';
import { pageOfEvents } from '../store/views/events.ts';
import { listAttempts, pageOfJobs } from '../store/views/jobs.ts';
import { pageOfLinks } from '../store/views/links.ts';
import { explain } from '../store/views/why.ts';
import type { Db, Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

const arrived = createArrivals(1);
arrived.add([{ id: 'id', lane: 'lane' }]);
const many = createArrivals(2);
many.add(['one', 'two'].map((id) => ({ id, lane: 'lane' })));
let folder: string;
let file: Database.Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'questions-'));
  await (await openSqlite(folder)).close();
  file = new Database(join(folder, 'relay.db'));
});

afterAll(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

/** What a record or a page costs must not grow with what waits or was done. */
test.each<[string, (db: Db) => Promise<unknown>]>([
  [
    'the next jobs of a lane',
    (db) => findHeads(createJobReads(db), createArrivals(0), 'lane', 100),
  ],
  [
    'the next jobs of a lane that were remembered',
    (db) => findHeads(createJobReads(db), arrived, 'lane', 100),
  ],
  ['the next of many that were remembered', (db) => findHeads(createJobReads(db), many, 'lane', 1)],
  ['whether a job still waits', (db) => isJobWaiting(db, 'id')],
  ['lanes with work', (db) => findLanes(db, 'lane', 100)],
  ['lanes that live', (db) => findLiveLanes(db, ['one', 'two'])],
  ['the events of jobs', (db) => createLaneReads(db).eventsOf('lane', ['one', 'two'])],
  ['the alerts of a lane', (db) => createLaneReads(db).membersOf('lane', ['one', 'two'])],
  ['the link of a lane', (db) => findCurrentLink(db, 'lane')],
  ['the links of lanes that start together', (db) => createLaneReads(db).currentLink('lane')],
  ['the link of a record', (db) => findLinkByKey(db, 'key')],
  [
    'records that nobody speaks of',
    (db) =>
      findSilentLinks(
        db,
        { workspace: 'w', connection: 'c', route: 'r' },
        { before: 1, after: { heardAt: 0, key: 'k' }, limit: 10 },
      ),
  ],
  ['records that were born in ServiceNow', (db) => findBornNames(db, ['one', 'two'])],
  ['records of table mode', (db) => findKnownRecords(db, { workspace: 'w', name: 'c' }, ['id'])],
  ['dead letters', (db) => pageOfJobs(db, { workspace: 'w', which: 'dead', limit: 10 })],
  ['what was tried', (db) => listAttempts(db, 'subject', 'lane')],
  ['records by their number', (db) => pageOfLinks(db, { workspace: 'w', number: 'n', limit: 10 })],
  ['the newest records', (db) => pageOfLinks(db, { workspace: 'w', limit: 10 })],
  ['events of a delivery', (db) => pageOfEvents(db, { workspace: 'w', delivery: 'd', limit: 10 })],
  ['the story of nothing', (db) => explain(db, 'w', 'subject', 1)],
])('%s are found by an index', async (_what, ask) => {
  const steps = await plansOf(ask);

  expect(steps).not.toEqual([]);
  expect(steps.filter(walksTable)).toEqual([]);
});

test('the story of a record looks at what belongs to it, and at no event from before it', async () => {
  await toDb().insertInto('link').values(link).execute();
  await toDb().insertInto('event').values(event).execute();

  const asked = await plansOf((db) => explain(db, 'w', link.number, 1));

  expect(asked.filter(walksTable)).toEqual([]);
  expect(asked).toContainEqual(
    'SEARCH event USING COVERING INDEX event_by_delivery (delivery_id>?)',
  );
});

test('how much waits in each workspace is read from indexes', async () => {
  const asked = await plansOf((db) => loadDepths({ kind: 'embedded', reading: db }));

  expect(asked.filter((step) => step.startsWith('SCAN'))).toEqual([
    expect.stringContaining('COVERING INDEX job_in_lane_order'),
    expect.stringContaining('COVERING INDEX job_arrived'),
    // Few of the jobs.
    expect.stringContaining('INDEX job_dead'),
  ]);
});

const link = {
  lane: 'lane',
  episode: 1,
  key: 'key',
  workspace: 'w',
  connection: 'c',
  source: 's',
  route: 'r',
  correlation_key: 'k',
  table_name: 'incident',
  sys_id: 'id',
  number: 'INC0010001',
  state: '1',
  phase: 'open',
  ended_by: null,
  ended_at: null,
  applied_seq: 1,
  mod_count: 1,
  change_sequence: 1,
  sent_fields: '{}',
  drift: '[]',
  is_late_firing_noted: 0,
  remembered: '{}',
  created_at: 1_795_000_000_000,
  updated_at: 1_795_000_000_000,
} as const;

const event = {
  id: 'f'.repeat(32),
  delivery_id: 'f'.repeat(32),
  workspace: 'w',
  source: 's',
  lane: 'lane',
  fingerprint: 'a',
  status: 'firing',
  title: 't',
  received_at: 1_795_000_000_000,
  body: '{}',
  outcome: 'nothing',
  because: 'repeat',
} as const;

function toDb(log?: (query: CompiledQuery) => void): Db {
  const dialect = new SqliteDialect({ database: file });
  return new Kysely<Schema>({ dialect, log: ({ query }): void => log?.(query) });
}

/** How the store finds what is asked for, step by step. */
async function plansOf(ask: (db: Db) => Promise<unknown>): Promise<readonly string[]> {
  const asked: CompiledQuery[] = [];
  await ask(toDb((query) => void asked.push(query)));
  return asked.flatMap(planOf);
}

function planOf({ sql, parameters }: CompiledQuery): readonly string[] {
  return file
    .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}

const tables = 'alert|attempt|change|delivery|event|intent|job|link|write_back';

/** `SCAN` of a table, with an index or without, looks at each of its rows. */
function walksTable(step: string): boolean {
  return new RegExp(`^SCAN (?:${tables})\\b`).test(step);
}
