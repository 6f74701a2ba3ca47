import { afterEach, beforeEach, expect, test } from 'vitest';
import { left as notMoved } from '../database/move.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { forgottenTables } from './forget-workspace.ts';
import { prunedTables } from './prune.ts';

let store: Store;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(async () => {
  await store.close();
});

/** What the schema of this relay is made of: on PostgreSQL pg-boss has a schema of its own. */
async function listTables(): Promise<readonly string[]> {
  const tables = await store.db.introspection.getTables();
  return tables.flatMap(({ name, schema }) =>
    schema === undefined || schema === 'public' ? [name] : [],
  );
}

test('a move takes every table along but those that say nothing of what the relay knows', async () => {
  const tables = await listTables();

  // A new table is moved by itself; one that shall stay behind is named in move.ts with its reason.
  const unknown = [...notMoved].filter((name) => !tables.includes(name));
  // Kysely hides its own from whoever asks for tables.
  expect(unknown).toEqual(['kysely_migration', 'kysely_migration_lock']);
  expect([...notMoved].toSorted()).toEqual([
    'held_lane',
    'kysely_migration',
    'kysely_migration_lock',
    'lane_lease',
    'schema_floor',
    'store_move',
  ]);
});

/** Tables that grow with what happens are pruned; these do not, and why. */
const notPruned: Readonly<Record<string, string>> = {
  job: 'deleted when it is done; a dead letter waits for a person',
  agent_request: 'deleted when it was answered, or when its time is over',
  link: 'an alert may come back to its record after years',
  alert: 'one row for each alert of a link',
  intent: 'table mode: what the app would remember of a record, as long as the link',
  intent_note: 'goes with its intent',
  snapshot: 'deleted when it was compared',
  audit: 'never forgotten: it is a chain',
  audit_head: 'one row',
  api_token: 'listed until somebody deletes the workspace: who could do what',
  configuration: 'what is configured',
  configuration_version: 'what was configured, to go back to',
  data_key: 'opens what is sealed',
  refresh_token: 'one row for each connection',
  rule_token: 'one row for each connection',
  watermark: 'one row for each polled table',
  connection_status: 'one row for each connection and relay; forgotten when the relay stops',
  app_watch: 'one row for each connection',
  mapping_report: 'one row for each connection',
};

/** Tables without rows of a workspace, and those whose rows outlive it, and why. */
const notForgotten: Readonly<Record<string, string>> = {
  audit: 'that a workspace was deleted, and by whom, stays',
  audit_head: 'of all workspaces',
  configuration: 'removed by the deletion itself',
  configuration_version: 'its objects are emptied by the deletion; that it was there stays',
  data_key: 'opens nothing that is left; a workspace of the same name would go on with it',
};

test('each table is pruned, or there is a reason why it does not grow', async () => {
  const open = (await listTables()).filter((name) => !notMoved.has(name));

  expect([...prunedTables, ...Object.keys(notPruned)].toSorted()).toEqual(open.toSorted());
});

test('a deleted workspace is forgotten in each table, or there is a reason why not', async () => {
  const open = (await listTables()).filter((name) => !notMoved.has(name));

  expect([...forgottenTables, ...Object.keys(notForgotten)].toSorted()).toEqual(open.toSorted());
});
