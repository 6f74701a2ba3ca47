import {
  AcknowledgeAnswer,
  ChangesPage,
  ConnectAnswer,
  TaskRecord,
} from '@alert-relay/shared-types';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestClient } from '../instance/testing/client.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  applyCommand,
  changesOf,
  connectRelay,
  createRecord,
  newCommand,
  newKey,
  startAppInstance,
  startConnectedApp,
  upload,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;
let agent: TestClient;

beforeAll(async () => {
  app = await startConnectedApp();
  agent = await app.newClient('beth.anglin', ['itil']);
  return () => app[Symbol.asyncDispose]();
});

async function createWithPath(): Promise<{ key: string; path: string; sysId: string }> {
  const record = await createRecord(app);
  return { ...record, path: `/api/now/table/incident/${record.sysId}` };
}

async function edit(path: string, fields: Record<string, string>): Promise<void> {
  const answer = await agent.patch(path, fields);
  expect(answer.status, answer.text).toBe(200);
}

describe('the rule on task', () => {
  test('notes the insert of the relay, stamped with its command', async () => {
    const key = newKey();
    await app.relay.put(`${api}/tasks/${key}`, newCommand({ event_id: 'cause' }));
    const [row] = await app.rows('incident', `correlation_id=${key}`);

    const changes = await changesOf(app, String(row?.['sys_id']));

    expect(changes).toMatchObject([{ operation: 'insert', key, origin: 'cause', sequence: 0 }]);
  });

  test('notes what a person changes, with old, new and shown values', async () => {
    const { path, sysId, key } = await createWithPath();

    await edit(path, { state: '2', impact: '2', comments: 'On it', work_notes: 'Looking' });

    const [, change] = await changesOf(app, sysId);
    expect(change).toMatchObject({
      operation: 'update',
      table: 'incident',
      key,
      origin: null,
      actor: { user_name: 'beth.anglin' },
      record: { state: '2', active: true, sys_mod_count: 1 },
    });
    expect(change?.fields).toEqual([
      { name: 'state', old: '1', new: '2', new_display: 'In Progress' },
      { name: 'impact', old: '1', new: '2', new_display: '2 - Medium' },
      { name: 'priority', old: '1', new: '2', new_display: '2 - High' },
    ]);
    expect(change?.journal.map(({ element, text, author }) => [element, text, author])).toEqual([
      ['work_notes', 'Looking', 'beth.anglin'],
      ['comments', 'On it', 'beth.anglin'],
    ]);
  });

  test('tells a note once, and not again with what is changed after it', async () => {
    const { path, sysId } = await createWithPath();

    await edit(path, { work_notes: 'Looking' });
    await edit(path, { state: '2' });

    const [, noted, moved] = await changesOf(app, sysId);
    expect(noted?.journal.map(({ text }) => text)).toEqual(['Looking']);
    expect(moved).toMatchObject({ fields: [{ name: 'state', new: '2' }], journal: [] });
  });

  test('keeps the text of a note as it was written', async () => {
    const { path, sysId } = await createWithPath();
    const text = '2026-01-01 00:00:00 - looks like a header (Work notes)\n\n${x} "Größe" 💾\nend';

    await edit(path, { work_notes: text });

    expect((await changesOf(app, sysId))[1]?.journal[0]?.text).toBe(text);
  });

  test('writes no row for a column that nobody watches', async () => {
    const { path, sysId } = await createWithPath();

    await edit(path, { category: 'network' });

    expect(await changesOf(app, sysId)).toHaveLength(1);
  });

  test('tells assignment and short description, and any column that is named besides', async () => {
    const { path, sysId } = await createWithPath();
    const group = await app.admin.post('/api/now/table/sys_user_group', { name: 'Network' });
    const [person] = await app.rows('sys_user', 'user_name=beth.anglin');
    const [property] = await app.rows('sys_properties', 'name=x_alrt_relay.watched_columns');
    const before = String(property?.['value']);
    await app.setProperty('watched_columns', `${before},category`);

    await edit(path, {
      short_description: 'Disk nearly full',
      assignment_group: String(group.result['sys_id']),
      assigned_to: String(person?.['sys_id']),
      category: 'hardware',
    });

    const [, change] = await changesOf(app, sysId);
    await app.setProperty('watched_columns', before);
    const shown = new Map(
      change?.fields.map((field) => [field.name, field.new_display ?? field.new]),
    );
    expect(Object.fromEntries(shown)).toMatchObject({
      short_description: 'Disk nearly full',
      assignment_group: 'Network',
      assigned_to: 'beth.anglin',
      category: 'Hardware',
    });
  });

  // "Insert and Stay", where an administrator allows it for tasks, and scripts that copy a record.
  test('tells nothing of a copy of a linked record, which carries its key as well', async () => {
    const { key, sysId } = await createRecord(app);
    const copied = await app.admin.post('/api/now/table/incident', {
      short_description: 'Disk full',
      correlation_id: key,
      x_alrt_relay_key: key,
      x_alrt_relay_managed: 'true',
    });
    const copy = String(copied.result['sys_id']);

    await edit(`/api/now/table/incident/${copy}`, { state: '2' });
    const picture = await upload(agent, { table: 'incident', sysId: copy });
    const fetched = await app.relay.get(`${api}/attachments/${picture}`);
    await app.admin.delete(`/api/now/table/incident/${copy}`);

    expect(await changesOf(app, copy)).toEqual([]);
    expect(fetched.status).toBe(404);
    expect(await changesOf(app, sysId)).toHaveLength(1);
  });

  test('leaves records alone that are not ours', async () => {
    const made = await agent.post('/api/now/table/incident', { short_description: 'My own' });

    await edit(`/api/now/table/incident/${made.result['sys_id']}`, { state: '2' });

    expect(await changesOf(app, String(made.result['sys_id']))).toEqual([]);
  });

  test('tells the resolution with its code and notes', async () => {
    const { path, sysId } = await createWithPath();

    await edit(path, { state: '6', close_code: 'Solution provided', close_notes: 'Done' });

    expect((await changesOf(app, sysId))[1]?.record).toMatchObject({
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Done',
    });
  });

  test('never lets an excluded column leave', async () => {
    await app.setProperty('excluded_columns', 'close_notes, work_notes , short_description');
    const { path, sysId } = await createWithPath();

    await edit(path, {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'secret notes',
      work_notes: 'secret entry',
      short_description: 'secret title',
    });

    const changes = await changesOf(app, sysId);
    await app.setProperty('excluded_columns', '');
    expect(changes).toHaveLength(2);
    expect(JSON.stringify(changes)).not.toContain('secret');
  });

  test('lets nothing leave that was excluded after it was noted', async () => {
    const { key, path, sysId } = await createWithPath();
    await upload(agent, { table: 'incident', sysId }, { name: 'secret.png' });
    await edit(path, {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'secret notes',
      work_notes: 'secret entry',
      short_description: 'secret title',
    });
    const before = await changesOf(app, sysId);
    const all = 'close_notes,work_notes,short_description,attachments';
    await app.setProperty('excluded_columns', all);

    const waiting = await changesOf(app, sysId);
    const history = await app.relay.get(`${api}/tasks/${key}/changes`);
    await app.setProperty('excluded_columns', '');

    expect(JSON.stringify(before).match(/secret/g)).toHaveLength(6);
    expect(`${JSON.stringify(waiting)}${history.text}`).not.toContain('secret');
    expect(waiting).toHaveLength(3);
    expect(waiting.at(-1)).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ name: 'state', new: '6' })]),
      record: { state: '6', close_code: 'Solution provided', short_description: '' },
    });
    expect(await changesOf(app, sysId)).toEqual(before);
  });

  test('answers no call with an excluded column but as the relay itself sent it', async () => {
    await app.setProperty('excluded_columns', 'description');
    const { key, sysId } = await createRecord(app, { fields: { description: 'of the alert' } });
    await edit(`/api/now/table/incident/${sysId}`, { description: 'secret', impact: '2' });

    const read = await app.relay.get(`${api}/tasks/${key}?fields=description,impact`);
    const fields = { description: 'of the alert', urgency: '2' };
    const written = await applyCommand(app, key, newCommand({ seq: 2, fields }));
    const stale = await applyCommand(
      app,
      key,
      newCommand({ seq: 1, fields: { description: 'x' } }),
    );
    await app.setProperty('excluded_columns', '');

    expect(TaskRecord.parse(read.result).fields).toEqual({ impact: '2' });
    expect(written.record.fields).toEqual(fields);
    expect(stale.record.fields).toEqual({ description: 'x' });
  });
});

test('a change that an instance does not let the app note is logged with its record, the reason and a cure', async () => {
  const rule = await app.admin.post('/api/now/table/sys_script', {
    name: 'No outbox',
    collection: 'x_alrt_relay_outbox',
    when: 'before',
    action_insert: 'true',
    active: 'true',
    advanced: 'true',
    script: 'current.setAbortAction(true);',
  });
  const { sysId } = await createRecord(app);
  await app.admin.delete(`/api/now/table/sys_script/${String(rule.result['sys_id'])}`);

  const [row] = await app.rows('incident', `sys_id=${sysId}`);
  const logged = await app.rows('syslog', `messageLIKE${String(row?.['number'])}`);

  expect(logged.map(({ message }) => String(message))).toEqual([
    expect.stringMatching(
      new RegExp(`incident ${sysId}.* default/prod .*business rule.* x_alrt_relay_outbox`),
    ),
  ]);
});

// Where `glide.db.loguser` is set, whoever works on the record reads such an error on the page.
test.each(['after', 'async'])(
  'no write is tried that the database refuses (capture: %s)',
  async (capture) => {
    await using other = await startAppInstance({ jobThreads: 1 });
    await other.setProperty('capture', capture);
    await connectRelay(other);
    await connectRelay(other, undefined, { connection: 'second' });
    for (const { sys_id: connection } of await other.rows('x_alrt_relay_connection')) {
      const rule = { name: 'All', table: 'incident', connection, source: 'servicenow' };
      await other.admin.post('/api/now/table/x_alrt_relay_forward_rule', rule);
    }
    const born = await other.admin.post('/api/now/table/incident', { short_description: 'born' });
    const records = [(await createRecord(other)).sysId, String(born.result['sys_id'])];

    // After each, since async capture tells what comes together as one.
    const quiet = () =>
      waitFor(() => other.instance.control.openJobs() === 0, { within: 20_000, what: 'quiet' });
    await quiet();
    for (const sysId of records) {
      const path = `/api/now/table/incident/${sysId}`;
      await other.admin.patch(path, { state: '2' });
      await quiet();
      await upload(other.admin, { table: 'incident', sysId });
      await quiet();
      await other.admin.patch(path, { state: '1' });
      await quiet();
      await other.admin.delete(path);
      await quiet();
    }

    const told = await other.rows('x_alrt_relay_outbox', `recordIN${records.join(',')}`);
    // Of each the birth, two edits, a picture and the end; of the one that was born there to both relays.
    expect(told).toHaveLength(15);
    expect(await other.rows('syslog', 'source=com.glide.db')).toEqual([]);
  },
  60_000,
);

test('a change that another node noted after the next version was told keeps its place before it', async () => {
  const { path, sysId } = await createWithPath();
  const [row] = await app.rows('x_alrt_relay_outbox', `record=${sysId}`);
  await app.admin.patch(`/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`, {
    sequence: '200',
    record_sequence: `${sysId}:200`,
  });

  await edit(path, { state: '2' });

  const noted = await app.rows('x_alrt_relay_outbox', `record=${sysId}^ORDERBYsequence`);
  expect(noted.map(({ sequence }) => sequence)).toEqual(['100', '200']);
});

describe('pull mode', () => {
  test('hands changes out, oldest first, until they are acknowledged', async () => {
    const { path, sysId } = await createWithPath();
    await edit(path, { state: '2' });
    await edit(path, { state: '1' });

    const changes = await changesOf(app, sysId);
    const ids = changes.map((change) => change.id);
    const answer = await app.relay.post(`${api}/changes/acknowledge`, { connection: 'prod', ids });
    const again = await app.relay.post(`${api}/changes/acknowledge`, { connection: 'prod', ids });

    const sequences = changes.map((change) => change.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(AcknowledgeAnswer.parse(answer.result)).toEqual({ acknowledged: 3 });
    expect(AcknowledgeAnswer.parse(again.result)).toEqual({ acknowledged: 0 });
    expect(await changesOf(app, sysId)).toEqual([]);
  });

  test('keeps what is noted for a relay until it introduces itself', async () => {
    const { sysId } = await createRecord(app, { connection: 'late' });

    await connectRelay(app, undefined, { connection: 'late' });

    const answer = await app.relay.get(`${api}/changes?connection=late`);
    expect(ChangesPage.parse(answer.result).changes).toMatchObject([{ sys_id: sysId }]);
  });

  test('lets nobody acknowledge what waits for another connection', async () => {
    const { sysId } = await createRecord(app);
    await connectRelay(app, undefined, { connection: 'second' });
    const ids = (await changesOf(app, sysId)).map(({ id }) => id);

    const of = { connection: 'second', ids };
    const answer = await app.relay.post(`${api}/changes/acknowledge`, of);

    expect(AcknowledgeAnswer.parse(answer.result)).toEqual({ acknowledged: 0 });
    expect(await changesOf(app, sysId)).toHaveLength(1);
  });

  test('hands the changes of a record out in their sequence, whatever the clocks of the nodes say', async () => {
    const { path, sysId } = await createWithPath();
    await edit(path, { state: '2' });
    await edit(path, { impact: '2' });
    const [row] = await app.rows('x_alrt_relay_outbox', `record=${sysId}^sequence=200`);
    const behind = new Date(Date.now() - 3600_000).toISOString().slice(0, 19).replace('T', ' ');
    const written = await app.admin.patch(
      `/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`,
      { sys_created_on: behind },
    );
    expect(written.result['sys_created_on']).toBe(behind);

    const changes = await changesOf(app, sysId);

    expect(changes.map((change) => change.sequence)).toEqual([0, 100, 200]);
  });

  test('hands nothing out while the app is switched off', async () => {
    const { sysId } = await createRecord(app);
    await app.setProperty('enabled', 'false');

    const whileOff = await changesOf(app, sysId);
    await app.setProperty('enabled', 'true');

    expect(whileOff).toEqual([]);
    expect(await changesOf(app, sysId)).toHaveLength(1);
  });

  test('says whether there is more', async () => {
    await createRecord(app);
    await createRecord(app);

    const read = async (limit: number) =>
      ChangesPage.parse(
        (await app.relay.get(`${api}/changes?connection=prod&limit=${limit}`)).result,
      );
    const { length: all } = (await read(1000)).changes;

    expect(await read(1)).toMatchObject({ changes: [{}], more: true });
    expect(await read(all - 1)).toMatchObject({ more: true });
    expect(await read(all)).toMatchObject({ more: false });
  });

  test.each([
    ['/changes?connection=unknown', 404],
    ['/changes', 400],
    ['/changes?connection=prod&limit=0', 400],
    ['/changes?connection=prod&limit=1001', 400],
    ['/changes?connection=prod&limit=many', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await app.relay.get(`${api}${path}`)).status).toBe(status);
  });

  test('asks for the workspace when two have a connection of one name', async () => {
    await connectRelay(app, undefined, { workspace: 'one', connection: 'shared' });
    await connectRelay(app, undefined, { workspace: 'two', connection: 'shared' });

    const vague = await app.relay.get(`${api}/changes?connection=shared`);
    const exact = await app.relay.get(`${api}/changes?connection=shared&workspace=two`);

    expect([vague.status, exact.status]).toEqual([400, 200]);
  });

  test('takes the word of a relay for its own workspace alone', async () => {
    for (const workspace of ['three', 'four']) {
      await connectRelay(app, undefined, { workspace, connection: 'named' });
    }
    await createRecord(app, { workspace: 'four', connection: 'named' });
    const page = await app.relay.get(`${api}/changes?connection=named&workspace=four`);
    const ids = ChangesPage.parse(page.result).changes.map(({ id }) => id);

    const acknowledged = [];
    for (const workspace of ['three', 'four']) {
      const path = `${api}/changes/acknowledge?workspace=${workspace}`;
      acknowledged.push((await app.relay.post(path, { connection: 'named', ids })).result);
    }

    expect(ids).toHaveLength(1);
    expect(acknowledged).toEqual([{ acknowledged: 0 }, { acknowledged: 1 }]);
  });
});

describe('connect', () => {
  test('tells contract, version and instance', async () => {
    const answer = await app.relay.post(`${api}/connect`, {
      contract: 1,
      workspace: 'default',
      connection: 'prod',
      relay_version: '0.1.0',
      mode: 'pull',
    });

    expect(ConnectAnswer.parse(answer.result)).toMatchObject({ contract: 1, app_version: '0.1.0' });
  });
});
