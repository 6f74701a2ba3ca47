import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArrivals } from '../queue/arrivals.ts';
import { findHeads, isJobWaiting } from '../queue/head.ts';
import { findLanes } from '../queue/find-lanes.ts';
import { loadMembers } from '../store/alerts.ts';
import { findBornNames } from '../store/born-records.ts';
import { loadEvents } from '../store/events.ts';
import { findKnownRecords } from '../store/intents.ts';
import { findCurrentLink, findLinkByKey, findLiveLanes } from '../store/links.ts';
import { pageOfJobs } from '../store/views/jobs.ts';
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
  ['the next jobs of a lane', (db) => findHeads(db, createArrivals(0), 'lane', 100)],
  ['the next jobs of a lane that were remembered', (db) => findHeads(db, arrived, 'lane', 100)],
  ['the next of many that were remembered', (db) => findHeads(db, many, 'lane', 1)],
  ['whether a job still waits', (db) => isJobWaiting(db, 'id')],
  ['lanes with work', (db) => findLanes(db, 'lane', 100)],
  ['lanes that live', (db) => findLiveLanes(db, ['one', 'two'])],
  ['the events of jobs', (db) => loadEvents(db, ['one', 'two'], 'lane')],
  ['the alerts of a lane', (db) => loadMembers(db, 'lane', ['one', 'two'])],
  ['the link of a lane', (db) => findCurrentLink(db, 'lane')],
  ['the link of a record', (db) => findLinkByKey(db, 'key')],
  ['records that were born in ServiceNow', (db) => findBornNames(db, ['one', 'two'])],
  ['records of table mode', (db) => findKnownRecords(db, { workspace: 'w', name: 'c' }, ['id'])],
  ['dead letters', (db) => pageOfJobs(db, { workspace: 'w', which: 'dead', limit: 10 })],
])('%s are found by an index', async (_what, ask) => {
  const asked: CompiledQuery[] = [];
  const dialect = new SqliteDialect({ database: file });
  const db = new Kysely<Schema>({ dialect, log: ({ query }): void => void asked.push(query) });

  await ask(db);

  expect(asked).not.toEqual([]);
  expect(asked.flatMap(planOf).filter(walksTable)).toEqual([]);
});

function planOf({ sql, parameters }: CompiledQuery): readonly string[] {
  return file
    .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}

const tables = 'alert|change|delivery|event|intent|job|link|write_back';

/** `SCAN` of a table, with an index or without, looks at each of its rows. */
function walksTable(step: string): boolean {
  return new RegExp(`^SCAN (?:${tables})\\b`).test(step);
}
