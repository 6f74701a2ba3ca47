import {
  FindAnswer,
  LookupAnswer,
  MetadataAnswer,
  PreflightAnswer,
  SelfTestAnswer,
  StatusAnswer,
} from '@alert-relay/shared-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAppWithoutUniqueness } from '../support/app-without-uniqueness.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  createRecord,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';
import { startFakeRelay, type FakeRelay } from './support/fake-relay.ts';

let app: AppInstance;
let relay: FakeRelay;

beforeAll(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
  await connectRelay(app, relay);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

async function get(path: string): Promise<unknown> {
  const answer = await app.relay.get(`${api}${path}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.result;
}

const failed = (checks: readonly { ok: boolean; name: string }[]) =>
  checks.filter((check) => !check.ok).map((check) => check.name);

describe('what the app tells about itself and its instance', () => {
  test('preflight finds everything in order but the advice on queries', async () => {
    const answer = PreflightAnswer.parse(await get('/preflight'));

    expect(failed(answer.checks)).toEqual(['invalid queries']);
    expect(answer).toMatchObject({ contract: 1, app_version: '0.1.0' });
  });

  test('preflight notices a unique column that is not unique any more', async () => {
    const [column] = await app.rows('sys_dictionary', 'name=x_alrt_relay_claim^element=claim');
    const path = `/api/now/table/sys_dictionary/${String(column?.['sys_id'])}`;
    await app.admin.patch(path, { unique: 'false' });

    const answer = PreflightAnswer.parse(await get('/preflight'));
    await app.admin.patch(path, { unique: 'true' });

    expect(failed(answer.checks)).toContain('unique x_alrt_relay_claim.claim');
  });

  test.each([
    ['enabled', 'false', 'true', ['enabled']],
    [
      'tables',
      'incident, no_such_table',
      'incident,task',
      ['table no_such_table', 'privileges no_such_table'],
    ],
    ['tables', 'incident,cmdb_ci', 'incident,task', ['privileges cmdb_ci']],
  ])('preflight notices %s set to "%s"', async (name, value, usual, expected) => {
    await app.setProperty(name, value);

    const answer = PreflightAnswer.parse(await get('/preflight'));
    await app.setProperty(name, usual);

    const bad = answer.checks.filter((check) => !check.ok && check.name !== 'invalid queries');
    expect(bad.map((check) => check.name)).toEqual(expected);
    for (const { remedy = '' } of bad) expect(remedy).not.toBe('');
  });

  test('preflight names what an administrator has to add for a table', async () => {
    await app.setProperty('tables', 'cmdb_ci');

    const answer = PreflightAnswer.parse(await get('/preflight'));
    await app.setProperty('tables', 'incident,task');

    expect(answer.checks.find(({ name }) => name === 'privileges cmdb_ci')?.remedy).toBe(
      'Add cross-scope privileges: application Alert Relay, target cmdb_ci, operation create and write, status Allowed',
    );
  });

  test('preflight notices that the instance is a clone of the one that was connected', async () => {
    const [identity] = await app.rows('sys_properties', 'name=instance_id');
    const path = `/api/now/table/sys_properties/${String(identity?.['sys_id'])}`;
    await app.admin.patch(path, { value: 'a-clone' });

    const answer = PreflightAnswer.parse(await get('/preflight'));
    await app.admin.patch(path, { value: String(identity?.['value']) });

    expect(failed(answer.checks)).toContain('instance of prod');
  });

  test('the self-test passes and leaves nothing behind but a closed task', async () => {
    const answer = await app.relay.post(`${api}/self-test?record=true`, {});

    const { checks } = SelfTestAnswer.parse(answer.result);
    expect(failed(checks), answer.text).toEqual([]);
    expect(checks.map((check) => check.name)).toEqual([
      'signature',
      'unique insert',
      'counting',
      'privileges',
      'quota',
      'rule on task',
      'rules on task',
      'call to prod',
    ]);
    expect(app.instance.control.log({ table: 'x_alrt_relay_claim' })).not.toEqual([]);
    expect(rowsLeft(app, 'x_alrt_relay_claim')).toEqual([]);
    const tasks = await app.rows('task', 'short_descriptionSTARTSWITHAlert Relay self-test');
    expect(tasks).toMatchObject([{ state: '3', active: 'false' }]);
    expect(await app.rows('x_alrt_relay_link', 'workspace=self-test')).toEqual([]);
    expect(await app.rows('x_alrt_relay_outbox', 'task_key!=')).toEqual([]);
    expect(relay.heartbeats).toHaveLength(1);
  });

  test.each<[string, string, string, Record<string, string>, Record<string, string>, string]>([
    [
      'a privilege that somebody denied',
      'sys_scope_privilege',
      'target_name=cmdb_ci^operation=read',
      { status: 'denied' },
      { status: 'allowed' },
      'privileges: Application Cross-Scope Access: set status Allowed for read cmdb_ci',
    ],
    [
      'a quota rule that lets requests outlive their claim',
      'sysrule_quota',
      'name=REST Table API request timeout',
      { max_duration: '900' },
      { max_duration: '60' },
      'quota: Set x_alrt_relay.takeover_seconds above 900: REST Table API request timeout lets a request run that long',
    ],
  ])('the self-test notices %s', async (_what, table, query, broken, mended, expected) => {
    const [row] = await app.rows(table, query);
    const path = `/api/now/table/${table}/${String(row?.['sys_id'])}`;
    await app.admin.patch(path, broken);

    const answer = await app.relay.post(`${api}/self-test`, {});
    await app.admin.patch(path, mended);

    const bad = SelfTestAnswer.parse(answer.result).checks.filter((check) => !check.ok);
    expect(bad.map(({ name, remedy }) => `${name}: ${remedy}`)).toEqual([expected]);
  });

  test('the self-test notices that a claim can be made twice, and leaves none of it', async () => {
    await using folder = await createTemporaryFolder('uniqueness');
    await using other = await startAppInstance({
      app: await writeAppWithoutUniqueness(folder.path),
    });

    const answer = await other.relay.post(`${api}/self-test`, {});

    const bad = SelfTestAnswer.parse(answer.result).checks.filter((check) => !check.ok);
    expect(bad.map(({ name, remedy }) => `${name}: ${remedy}`)).toEqual([
      'unique insert: Make x_alrt_relay_claim.claim unique in the dictionary',
    ]);
    expect(rowsLeft(other, 'x_alrt_relay_claim')).toEqual([]);
  });

  test.each([
    ['capture', 'async', 'after', []],
    ['enabled', 'false', 'true', ['rule on task: Set x_alrt_relay.enabled to true']],
  ])('the self-test gives no wrong advice where %s is %s', async (name, value, usual, expected) => {
    await app.setProperty(name, value);

    const answer = await app.relay.post(`${api}/self-test?record=true`, {});
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 10_000, what: 'quiet' });
    await app.setProperty(name, usual);

    const bad = SelfTestAnswer.parse(answer.result).checks.filter(
      (check) => !check.ok && check.name === 'rule on task',
    );
    expect(bad.map((check) => `${check.name}: ${check.remedy}`)).toEqual(expected);
  });

  test('the self-test leaves nothing behind where the app may make no task, and says so', async () => {
    const [privilege] = await app.rows(
      'sys_scope_privilege',
      'target_name=task^operation=create^target_type=sys_db_object',
    );
    const path = `/api/now/table/sys_scope_privilege/${String(privilege?.['sys_id'])}`;
    await app.admin.patch(path, { status: 'denied' });

    const answer = await app.relay.post(`${api}/self-test?record=true`, {});
    await app.admin.patch(path, { status: 'allowed' });

    expect(failed(SelfTestAnswer.parse(answer.result).checks)).toContain('rule on task');
    expect(await app.rows('x_alrt_relay_link', 'workspace=self-test')).toEqual([]);
  });

  test('self-test and preflight name the workspace of a connection where another has its name', async () => {
    await connectRelay(app, relay, { workspace: 'second' });
    await connectRelay(app, relay, { workspace: 'second', connection: 'test' });

    const answer = await app.relay.post(`${api}/self-test?only=calls`, {});
    const looked = PreflightAnswer.parse(await get('/preflight'));
    for (const row of await app.rows('x_alrt_relay_connection', 'workspace=second')) {
      await app.admin.delete(`/api/now/table/x_alrt_relay_connection/${String(row['sys_id'])}`);
    }

    const { checks } = SelfTestAnswer.parse(answer.result);
    expect(checks.map(({ name }) => name).toSorted()).toEqual([
      'call to prod of default',
      'call to prod of second',
      'call to test',
    ]);
    const instances = looked.checks.filter(({ name }) => name.startsWith('instance of '));
    expect(instances.map(({ name }) => name).toSorted()).toEqual([
      'instance of prod of default',
      'instance of prod of second',
      'instance of test',
    ]);
  });

  test('status counts what waits and what is linked', async () => {
    await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
    await waitFor(() => relay.changes().length === 1, { within: 10_000, what: 'a change' });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 10_000, what: 'quiet' });

    const answer = StatusAnswer.parse(await get('/status'));

    expect(answer.connections).toMatchObject([
      { connection: 'prod', mode: 'push', state: 'connected', waiting: 0, dead: 0, linked: 1 },
    ]);
    expect(answer.connections[0]?.last_success).not.toBe('');
  });

  test('a viewer may see status and run the self-test, an agent may not', async () => {
    const viewer = await app.newClient('viewer', ['x_alrt_relay.viewer']);
    const agent = await app.newClient('agent', ['itil']);

    const answers = await Promise.all([
      viewer.get(`${api}/status`),
      viewer.post(`${api}/self-test`, {}),
      agent.get(`${api}/status`),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 403]);
  });

  test('metadata names columns of the table and its parents, with choices', async () => {
    const answer = MetadataAnswer.parse(await get('/metadata?table=incident'));

    const column = (name: string) => answer.columns.find((candidate) => candidate.name === name);
    expect(column('state')?.choices).toContainEqual({ value: '6', label: 'Resolved' });
    expect(column('assignment_group')).toMatchObject({ reference: 'sys_user_group' });
    expect(column('caller_id')).toMatchObject({ reference: 'sys_user' });
    expect(column('short_description')).toMatchObject({ type: 'string' });
  });

  test('metadata leaves out choices that were switched off, and other languages', async () => {
    const [choice] = await app.rows('sys_choice', 'name=incident^element=state^value=8');
    const path = `/api/now/table/sys_choice/${String(choice?.['sys_id'])}`;
    await app.admin.patch(path, { inactive: 'true' });
    const german = { name: 'incident', element: 'state', value: '6', label: 'Gelöst' };
    await app.admin.post('/api/now/table/sys_choice', { ...german, language: 'de' });

    const answer = MetadataAnswer.parse(await get('/metadata?table=incident'));
    await app.admin.patch(path, { inactive: 'false' });

    const state = answer.columns.find((column) => column.name === 'state');
    const values = state?.choices?.map(({ value }) => value);
    expect(values?.filter((value) => value === '6')).toHaveLength(1);
    expect(values).not.toContain('8');
  });

  test('metadata tells nothing about other tables', async () => {
    const answer = await app.relay.get(`${api}/metadata?table=sys_user`);

    expect(answer.status).toBe(400);
  });

  test('records are found by number, sys_id and address', async () => {
    const key = newKey();
    const address = `https://prometheus.example/${key}`;
    const made = await app.relay.put(`${api}/tasks/${key}`, newCommand({ external_url: address }));
    const { record } = JSON.parse(made.text).result;

    const found = await Promise.all(
      [
        `by=number&value=${record.number}`,
        `by=sys_id&value=${record.sys_id}`,
        `by=external_url&value=${encodeURIComponent(address)}`,
        'by=number&value=INC9999999',
      ].map(async (query) => FindAnswer.parse(await get(`/tasks?${query}`)).records),
    );

    expect(found.map((records) => records.map((one) => one.key))).toEqual([
      [key],
      [key],
      [key],
      [],
    ]);
  });

  test('names are looked up exactly, among those that are active', async () => {
    await app.admin.post('/api/now/table/sys_user_group', { name: 'Network', active: 'true' });
    await app.admin.post('/api/now/table/sys_user_group', { name: 'Retired', active: 'false' });

    const [exact, part, inactive] = await Promise.all(
      ['Network', 'Net', 'Retired'].map((value) =>
        get(`/lookup?table=sys_user_group&column=name&value=${value}`),
      ),
    );

    expect(LookupAnswer.parse(exact).matches).toMatchObject([{ display: 'Network' }]);
    expect(LookupAnswer.parse(part).matches).toEqual([]);
    expect(LookupAnswer.parse(inactive).matches).toEqual([]);
  });
});

test('status tells of each connection its own, and that its relay said goodbye', async () => {
  await using other = await startConnectedApp();
  await connectRelay(other, undefined, { workspace: 'two' });
  for (const workspace of ['default', 'two', 'two']) await createRecord(other, { workspace });
  const left = { workspace: 'two', connection: 'prod' };
  await other.relay.post(`${api}/disconnect`, left);

  const answer = await other.relay.get(`${api}/status`);

  const of = (name: string) =>
    StatusAnswer.parse(answer.result).connections.find(({ workspace }) => workspace === name);
  expect(of('default')).toMatchObject({ state: 'connected', waiting: 1, dead: 0, linked: 1 });
  expect(of('two')).toMatchObject({ state: 'disconnected', waiting: 0, dead: 2, linked: 2 });
});
