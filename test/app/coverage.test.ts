import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInWithBrowser } from '../instance/testing/browser.ts';
import { inProject } from '../support/project.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  drainJob,
  newCommand,
  newKey,
  startAppInstance,
  upload,
  type AppInstance,
} from './support/app-instance.ts';
import { newSecret, startFakeRelay, type FakeRelay } from './support/fake-relay.ts';

/**
 * Drives every script that the built app ships, through the doors that people and programs use. Whoever adds a
 * rule, a job, an operation, an action or a module adds the call that reaches it here, or this fails with its name.
 */
let app: AppInstance;
let relay: FakeRelay;

beforeAll(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

const quiet = () =>
  waitFor(() => app.instance.control.openJobs() === 0, { within: 20_000, what: 'quiet' });

async function post(path: string, body: object): Promise<void> {
  const answer = await app.relay.post(`${api}${path}`, body);
  expect(answer.status, `${path}: ${answer.text}`).toBe(200);
}

async function get(path: string): Promise<void> {
  const answer = await app.relay.get(`${api}${path}`);
  expect(answer.status, `${path}: ${answer.text}`).toBe(200);
}

/** What a relay does from its first call to its last. */
async function liveAsRelay(): Promise<{ readonly key: string; readonly other: string }> {
  const key = newKey();
  const other = newKey();
  await connectRelay(app, relay);
  await get('/preflight');
  await get('/metadata?table=incident');
  await get('/lookup?table=sys_user_group&column=name&value=Database');
  const created = await app.relay.put(`${api}/tasks/${key}`, newCommand());
  expect(created.status, created.text).toBe(200);
  await post('/tasks/batch', { commands: [{ key: other, command: newCommand() }] });
  await post(`/tasks/${key}/attachments`, {
    id: 'a1',
    name: 'graph.txt',
    content_type: 'text/plain',
    content: 'R3LDtsOfZQ==',
  });
  await get(`/tasks/${key}`);
  await get('/tasks?by=number&value=INC0010001');
  await get('/changes?connection=prod');
  await post('/changes/acknowledge', { connection: 'prod', ids: ['none'] });
  await get(`/tasks/${key}/changes?after=0`);
  await get('/links?connection=prod&since=2026-01-01T00:00:00Z');
  await post('/links/compare', { keys: [key] });
  await post('/heartbeat', {
    workspace: 'default',
    connection: 'prod',
    relay_version: '0.1.0',
    every_seconds: 60,
  });
  await get('/status');
  await post('/self-test', {});
  await post('/rotate', { workspace: 'default', connection: 'prod', secret: newSecret() });
  return { key, other };
}

async function remove(key: string): Promise<void> {
  const [record] = await app.rows('incident', `correlation_id=${key}`);
  const answer = await app.admin.delete(`/api/now/table/incident/${String(record?.['sys_id'])}`);
  expect(answer.status, answer.text).toBe(204);
}

/** What agents and administrators do with a record, its changes and the rules. */
async function liveAsPeople(key: string, other: string): Promise<void> {
  const browser = await signInWithBrowser(app.instance.url, app.instance.admin);
  const press = async (path: string, fields: Record<string, string>): Promise<string> => {
    await browser.get('/navpage.do');
    const answer = await browser.post(path, { ...fields, sysparm_ck: browser.token() });
    expect(answer.status, answer.text).toBe(302);
    return answer.location;
  };
  const [record] = await app.rows('incident', `correlation_id=${key}`);
  const sysId = String(record?.['sys_id']);
  await app.admin.patch(`/api/now/table/incident/${sysId}`, { work_notes: 'Looking at it' });
  const file = await upload(app.admin, { table: 'incident', sysId });
  await get(`/attachments/${file}`);
  await quiet();
  const opened = await press('/incident.do', {
    sys_uniqueValue: sysId,
    sys_action: 'x_alrt_relay_open_in_tool',
  });
  expect(opened).toBe(newCommand().external_url);
  const view = await press('/incident.do', {
    sys_uniqueValue: sysId,
    sys_action: 'x_alrt_relay_show',
  });
  expect(view).toBe(`incident.do?sys_id=${sysId}&sysparm_view=x_alrt_relay`);
  const [sent] = await app.rows('x_alrt_relay_outbox', 'state=sent');
  await press('/x_alrt_relay_outbox_list.do', {
    sys_action: 'x_alrt_relay_resend',
    sysparm_checked_items: String(sent?.['sys_id']),
  });
  const [connection] = await app.rows('x_alrt_relay_connection');
  await app.admin.post('/api/now/table/x_alrt_relay_forward_rule', {
    name: 'Major incidents',
    table: 'incident',
    filter: 'impact=1',
    connection: connection?.['sys_id'],
    source: 'servicenow',
  });
  await remove(other);
  await app.setProperty('capture', 'async');
  await app.admin.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
  await upload(app.admin, { table: 'incident', sysId }, { name: 'later.png' });
  await quiet();
  await remove(key);
  await quiet();
  for (const job of [drainJob, 'Alert Relay: daily upkeep']) {
    await app.instance.control.runJob(job);
  }
  await quiet();
}

test('every shipped script of the built app runs, and none of them logs an error', async () => {
  const { key, other } = await liveAsRelay();
  await liveAsPeople(key, other);
  await post('/disconnect', { workspace: 'default', connection: 'prod' });

  const { executed, missing } = app.instance.control.coverage();
  // A lost race for a claim is an error of the database in its log; the app expects it.
  const errors = await app.rows('syslog', 'level=2^source!=com.glide.db');
  const report = inProject('reports/app-coverage.json');
  mkdirSync(inProject('reports'), { recursive: true });
  writeFileSync(report, JSON.stringify({ executed, missing }, null, 2));

  expect(missing.map((script) => `${script.table} ${script.name}`)).toEqual([]);
  expect(executed.length).toBeGreaterThan(90);
  expect(errors.map((row) => row['message'])).toEqual([]);
});

describe('the tests that the app ships', () => {
  test('pass', async () => {
    const tests = await app.rows('sys_atf_test', 'sys_scope.scope=x_alrt_relay');
    await app.setProperty('capture', 'after');

    expect(tests.length).toBeGreaterThan(3);
    for (const row of tests) {
      const found = await app.instance.control.runTest(String(row['sys_id']));
      expect(found, JSON.stringify(found)).toMatchObject({ status: 'success' });
    }
  });
});
