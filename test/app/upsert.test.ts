import { AppProblem, TaskRecord, type UpsertRequest } from '@alert-relay/shared-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  applyCommand,
  newCommand,
  newKey,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;

beforeAll(async () => {
  app = await startAppInstance();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const put = (key: string, command: UpsertRequest) => app.relay.put(`${api}/tasks/${key}`, command);

const putWell = (key: string, command: UpsertRequest) => applyCommand(app, key, command);

const attach = (key: string) =>
  app.relay.post(`${api}/tasks/${key}/attachments`, {
    id: 'a1',
    name: 'graph.txt',
    content_type: 'text/plain',
    content: 'AAAA',
  });

/** As a script of the instance does it: the sys_id stays. */
async function makeItA(table: string, sysId: string): Promise<void> {
  const rule = await app.admin.post('/api/now/table/sys_script', {
    name: 'Change the class',
    collection: 'task',
    when: 'before',
    action_update: 'true',
    active: 'true',
    advanced: 'true',
    script: `current.setValue('sys_class_name', '${table}');`,
  });
  await app.admin.patch(`/api/now/table/incident/${sysId}`, { short_description: 'moved' });
  await app.admin.delete(`/api/now/table/sys_script/${String(rule.result['sys_id'])}`);
  expect(await app.rows('incident', `sys_id=${sysId}`)).toEqual([]);
}

function problemOf(answer: { readonly result: unknown }): AppProblem['problem'] {
  return AppProblem.parse(answer.result).problem;
}

describe('PUT /tasks/{key}', () => {
  test('creates a record and reads back what was written', async () => {
    const key = newKey();

    const answer = await putWell(key, newCommand({ event_id: 'first' }));

    expect(answer).toMatchObject({
      outcome: 'created',
      applied_seq: 1,
      record: {
        key,
        table: 'incident',
        number: expect.stringMatching(/^INC\d{7}$/),
        applied_event_id: 'first',
        episode: 1,
        fields: { short_description: 'Disk full', impact: '1', urgency: '1' },
      },
    });
    expect(await app.rows('incident', `correlation_id=${key}`)).toMatchObject([
      {
        x_alrt_relay_key: key,
        x_alrt_relay_managed: 'true',
        x_alrt_relay_source: 'prometheus',
        x_alrt_relay_external_url: 'https://prometheus.example/alerts',
        correlation_display: 'prometheus a1',
        priority: '1',
      },
    ]);
  });

  test('updates the same record with the next command', async () => {
    const key = newKey();
    const created = await putWell(key, newCommand());

    const updated = await putWell(key, newCommand({ seq: 2, fields: { impact: '3' } }));

    expect(updated.outcome).toBe('updated');
    expect(updated.record.sys_id).toBe(created.record.sys_id);
    expect(updated.record.fields).toEqual({ impact: '3' });
  });

  test('answers stale to a repeated or older command, and writes nothing', async () => {
    const key = newKey();
    await putWell(key, newCommand({ seq: 5, event_id: 'fifth' }));
    const before = app.instance.control.log({ table: 'incident' }).length;

    const repeat = await putWell(key, newCommand({ seq: 5, fields: { impact: '3' } }));
    const older = await putWell(key, newCommand({ seq: 4, fields: { impact: '3' } }));

    expect([repeat, older]).toMatchObject([
      { outcome: 'stale', applied_seq: 5, record: { applied_event_id: 'fifth' } },
      { outcome: 'stale', applied_seq: 5, record: { fields: { impact: '1' } } },
    ]);
    expect(app.instance.control.log({ table: 'incident' })).toHaveLength(before);
  });

  test('adopts a record that carries the key but no link', async () => {
    const key = newKey();
    const made = await app.admin.post('/api/now/table/incident', {
      short_description: 'Made in table mode',
      correlation_id: key,
    });

    const answer = await putWell(key, newCommand());

    expect(answer.outcome).toBe('adopted');
    expect(answer.record.sys_id).toBe(made.result['sys_id']);
  });

  test('of two records that carry the key adopts the one that is still open', async () => {
    const key = newKey();
    const made: string[] = [];
    for (const state of ['3', '1', '1']) {
      const active = state === '1' ? 'true' : 'false';
      const fields = { short_description: 'of table mode', correlation_id: key, state, active };
      const answer = await app.admin.post('/api/now/table/task', fields);
      made.push(String(answer.result['sys_id']));
      app.instance.control.setClockOffsetMs(made.length * 2000);
    }

    const answer = await putWell(key, newCommand({ table: 'task' }));

    app.instance.control.setClockOffsetMs(0);
    expect(answer).toMatchObject({ outcome: 'adopted', record: { sys_id: made[1] } });
  });

  test('adopts no record of a table that the relay may not write', async () => {
    const problem = await app.admin.post('/api/now/table/problem', { short_description: 'theirs' });
    const sysId = String(problem.result['sys_id']);

    const refused = await put(newKey(), newCommand({ adopt: { table: 'problem', sys_id: sysId } }));

    expect(refused.status).toBe(410);
    expect(await app.rows('problem', `sys_id=${sysId}`)).toMatchObject([{ correlation_id: '' }]);
  });

  test('adopts no record of another integration, and none that has a key', async () => {
    const fields = { short_description: 'theirs', correlation_id: 'SI-42' };
    const theirs = await app.admin.post('/api/now/table/incident', fields);
    const { record } = await putWell(newKey(), newCommand());
    const before = await app.rows('incident');

    for (const sysId of [String(theirs.result['sys_id']), record.sys_id]) {
      const adopt = { table: 'incident', sys_id: sysId };
      expect((await put(newKey(), newCommand({ adopt }))).status).toBe(410);
    }

    expect(await app.rows('incident')).toEqual(before);
  });

  test('leaves the address in the tool as it is when a command brings none', async () => {
    const key = newKey();
    await putWell(key, newCommand());
    const { external_url: address, ...without } = newCommand({ seq: 2 });

    await putWell(key, without);

    expect(await app.rows('incident', `correlation_id=${key}`)).toMatchObject([
      { x_alrt_relay_external_url: address },
    ]);
  });

  test('a note of a refused command is added when it comes again after another one', async () => {
    const key = newKey();
    await putWell(key, newCommand());
    const note = { id: 'n1', element: 'work_notes', text: 'It is resolved' } as const;
    const resolve = { fields: { state: '6' }, notes: [note] };

    const refused = await put(key, newCommand({ seq: 2, ...resolve }));
    await putWell(key, newCommand({ seq: 3 }));
    const close = { state: '6', close_code: 'Duplicate', close_notes: 'Done' };
    const { record } = await putWell(key, newCommand({ seq: 4, ...resolve, fields: close }));

    expect(refused.status).toBe(422);
    const entries = await app.rows('sys_journal_field', `element_id=${record.sys_id}`);
    expect(entries.map((entry) => entry['value'])).toContain('It is resolved');
  });

  test('adds a note once, however often and in whatever command it comes', async () => {
    const key = newKey();
    const notes: UpsertRequest['notes'] = [
      { id: 'n1', element: 'work_notes', text: 'one' },
      { id: 'n2', element: 'work_notes', text: 'two' },
      { id: 'n3', element: 'comments', text: 'three' },
    ];

    const { record } = await putWell(key, newCommand({ notes }));
    await putWell(key, newCommand({ seq: 2, notes }));

    const journal = await app.rows('sys_journal_field', `element_id=${record.sys_id}^ORDERBYvalue`);
    expect(journal.map((entry) => entry['value'])).toEqual(['one', 'three', 'two']);
  });

  test('leaves columns out that the table does not have', async () => {
    const answer = await putWell(
      newKey(),
      newCommand({ fields: { short_description: 'a', no_such_column: 'b' } }),
    );

    expect(answer.record.fields).toEqual({ short_description: 'a' });
  });

  test('makes a follow-up task with a parent', async () => {
    const { record } = await putWell(newKey(), newCommand());

    const task = await putWell(
      newKey(),
      newCommand({ table: 'task', fields: { parent: record.sys_id, short_description: 'Later' } }),
    );

    expect(task.record.table).toBe('task');
    expect(task.record.fields['parent']).toBe(record.sys_id);
  });

  test('writes another table once an administrator has allowed it and added the privileges', async () => {
    const key = newKey();
    const command = newCommand({ table: 'sn_si_incident', fields: { short_description: 'Odd' } });
    const early = await put(key, command);
    const [example] = await app.rows(
      'sys_scope_privilege',
      'target_name=incident^operation=create^target_type=sys_db_object',
    );
    await app.setProperty('tables', 'incident,task,sn_si_incident');
    const missing = await app.relay.get(`${api}/preflight`);
    for (const operation of ['create', 'read', 'write']) {
      const granted = await app.admin.post('/api/now/table/sys_scope_privilege', {
        source_scope: example?.['source_scope'],
        target_scope: example?.['target_scope'],
        target_name: 'sn_si_incident',
        target_type: 'sys_db_object',
        operation,
        status: 'allowed',
      });
      expect(granted.status, granted.text).toBe(201);
    }

    const made = await putWell(key, command);
    const updated = await putWell(key, { ...command, seq: 2, fields: { impact: '1' } });
    await app.setProperty('tables', 'incident,task');

    expect([early.status, problemOf(early).code]).toEqual([400, 'table_not_allowed']);
    expect(missing.text).toContain('sn_si_incident');
    expect(made).toMatchObject({ outcome: 'created', record: { table: 'sn_si_incident' } });
    expect(updated).toMatchObject({ outcome: 'updated', record: { fields: { impact: '1' } } });
  });

  test('hands on what a data policy says, and lets the next command through', async () => {
    const key = newKey();
    await putWell(key, newCommand());

    const refused = await put(key, newCommand({ seq: 2, fields: { state: '6' } }));
    const complete = await putWell(
      key,
      newCommand({
        seq: 3,
        fields: { state: '6', close_code: 'Solution provided', close_notes: 'Cleaned up' },
      }),
    );

    expect(refused.status).toBe(422);
    expect(problemOf(refused)).toMatchObject({
      code: 'write_refused',
      message: expect.stringContaining('Data Policy Exception'),
    });
    expect(complete.record.state).toBe('6');
  });

  test('S2 says that a record was deleted, and does not make it again', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await app.admin.delete(`/api/now/table/incident/${record.sys_id}`);

    const update = await put(key, newCommand({ seq: 2 }));
    const read = await app.relay.get(`${api}/tasks/${key}`);

    expect([update.status, problemOf(update).code]).toEqual([410, 'record_deleted']);
    expect([read.status, problemOf(read).code]).toEqual([410, 'record_deleted']);
    expect(await app.rows('incident', `correlation_id=${key}`)).toEqual([]);
  });

  test('goes on with a record that became another class, where the relay may write that', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await makeItA('task', record.sys_id);

    const update = await putWell(key, newCommand({ seq: 2, fields: { impact: '3' } }));
    const stale = await putWell(key, newCommand({ seq: 1 }));
    const read = await app.relay.get(`${api}/tasks/${key}?fields=impact`);
    const file = await attach(key);

    const same = { table: 'task', sys_id: record.sys_id };
    expect(update).toMatchObject({ outcome: 'updated', record: same });
    expect(stale).toMatchObject({ outcome: 'stale', record: same });
    expect(TaskRecord.parse(read.result)).toMatchObject({ ...same, fields: { impact: '3' } });
    expect(file.status).toBe(200);
  });

  test('writes no state of one class into a record of another, and answers how that stands', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await makeItA('task', record.sys_id);
    const [before] = await app.rows('task', `sys_id=${record.sys_id}`);

    // Resolved is 6 for an incident, and no state of a task; closed is 7, and there it means skipped.
    const states = { state: '7', close_code: 'Solution provided', close_notes: 'All is well' };
    const fields = { ...states, impact: '3' };
    const update = await putWell(key, newCommand({ seq: 2, fields }));

    const [after] = await app.rows('task', `sys_id=${record.sys_id}`);
    expect(update.record).toMatchObject({ state: '1', active: true });
    expect(update.record.fields).toMatchObject({ state: '1', close_notes: '', impact: '3' });
    expect(after).toMatchObject({ state: before?.['state'], close_notes: '', impact: '3' });
  });

  test('says which class a record became that the relay may not write, and leaves it alone', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await makeItA('problem', record.sys_id);
    const note = { id: 'n1', element: 'work_notes' as const, text: 'again' };

    const update = await put(key, newCommand({ seq: 2, notes: [note] }));
    const file = await attach(key);
    const read = await app.relay.get(`${api}/tasks/${key}`);
    const compared = await app.relay.post(`${api}/links/compare`, { keys: [key] });

    const refusal = {
      code: 'table_not_allowed',
      message: expect.stringContaining('the class problem'),
    };
    const same = { table: 'problem', sys_id: record.sys_id };
    expect([problemOf(update), problemOf(file)]).toMatchObject([refusal, refusal]);
    expect(TaskRecord.parse(read.result)).toMatchObject(same);
    expect(compared.result).toMatchObject({ links: [{ ...same, exists: true, applied_seq: 1 }] });
    expect(await app.rows('problem', `sys_id=${record.sys_id}`)).toMatchObject([
      { short_description: 'moved', sys_mod_count: '1' },
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a table that is not allowed', { ...newCommand(), table: 'sys_user' }, 'table'],
    ['a wrong type', { ...newCommand(), seq: '1' }, 'seq'],
    ['a column of the platform', { ...newCommand(), fields: { sys_id: 'x' } }, 'fields.sys_id'],
    ['no JSON', 'not json', ''],
  ])('refuses %s and names the field', async (_name, body, field) => {
    const answer = await app.relay.put(`${api}/tasks/${newKey()}`, body);

    expect(answer.status).toBe(400);
    expect(problemOf(answer).field).toBe(field);
  });

  test('refuses a wrong key and a body that is too large', async () => {
    const wrongKey = await put('ABC', newCommand());
    const tooLarge = await put(
      newKey(),
      newCommand({
        notes: Array.from({ length: 100 }, (_, index) => ({
          id: `n${index}`,
          element: 'work_notes' as const,
          text: 'x'.repeat(32_000),
        })),
        fields: Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [`f${index}`, 'y'.repeat(65_000)]),
        ),
      }),
    );

    expect([wrongKey.status, problemOf(wrongKey).field]).toEqual([400, 'key']);
    expect([tooLarge.status, problemOf(tooLarge).code]).toEqual([413, 'too_large']);
  });
});

describe('GET /tasks/{key}', () => {
  test('reads the record with the columns that are asked for', async () => {
    const key = newKey();
    await putWell(key, newCommand());

    const answer = await app.relay.get(`${api}/tasks/${key}?fields=impact,priority`);

    expect(TaskRecord.parse(answer.result).fields).toEqual({ impact: '1', priority: '1' });
  });

  test('knows nothing under a key that was never used', async () => {
    const answer = await app.relay.get(`${api}/tasks/${newKey()}`);

    expect([answer.status, problemOf(answer).code]).toEqual([404, 'not_found']);
  });
});
