import { ChangesPage, CompareAnswer, type ChangeEvent } from '@alert-relay/shared-types';
import { beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  applyCommand,
  connectRelay,
  createRecord,
  drainJob,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

async function changesOf(
  app: AppInstance,
  sysId: string,
  connection = 'prod',
): Promise<readonly ChangeEvent[]> {
  const answer = await app.relay.get(`${api}/changes?connection=${connection}&limit=1000`);
  return ChangesPage.parse(answer.result).changes.filter((change) => change.sys_id === sysId);
}

async function addRule(app: AppInstance, rule: Record<string, string>): Promise<string> {
  const [connection] = await app.rows('x_alrt_relay_connection');
  const answer = await app.admin.post('/api/now/table/x_alrt_relay_forward_rule', {
    name: 'Major incidents',
    table: 'incident',
    filter: 'impact=1^urgency=1',
    connection: connection?.['sys_id'],
    source: 'servicenow',
    ...rule,
  });
  expect(answer.status, answer.text).toBe(201);
  return String(answer.result['sys_id']);
}

async function create(app: AppInstance, table: string, fields: object): Promise<string> {
  const answer = await app.admin.post(`/api/now/table/${table}`, fields);
  expect(answer.status, answer.text).toBe(201);
  return String(answer.result['sys_id']);
}

const major = { short_description: 'Everything is down', impact: '1', urgency: '1' };
const minor = { short_description: 'A little slow', impact: '3', urgency: '3' };

describe('a forward rule', () => {
  let app: AppInstance;

  beforeAll(async () => {
    app = await startConnectedApp();
    await addRule(app, {});
    return () => app[Symbol.asyncDispose]();
  });

  test('tells the relay about a matching record that was born in ServiceNow', async () => {
    const sysId = await create(app, 'incident', major);

    expect(await changesOf(app, sysId)).toMatchObject([
      { operation: 'insert', key: null, source: 'servicenow', table: 'incident' },
    ]);
  });

  test('tells a copy of a linked record as born in ServiceNow, and lets an alert adopt it', async () => {
    const { key } = await createRecord(app);
    const copy = await create(app, 'incident', {
      ...major,
      correlation_id: key,
      x_alrt_relay_key: key,
    });

    const told = await changesOf(app, copy);
    const other = newKey();
    const adopted = await applyCommand(
      app,
      other,
      newCommand({ adopt: { table: 'incident', sys_id: copy } }),
    );

    expect(told).toMatchObject([{ operation: 'insert', key: null, source: 'servicenow' }]);
    expect(adopted).toMatchObject({ outcome: 'adopted', record: { key: other, sys_id: copy } });
  });

  test('is silent about records that do not match, and about other tables', async () => {
    const incident = await create(app, 'incident', minor);
    const problem = await create(app, 'problem', major);

    expect(await changesOf(app, incident)).toEqual([]);
    expect(await changesOf(app, problem)).toEqual([]);
  });

  test('tells everything about a record that comes to match, and then what changes', async () => {
    const sysId = await create(app, 'incident', minor);
    const path = `/api/now/table/incident/${sysId}`;

    await app.admin.patch(path, { impact: '1', urgency: '1' });
    await app.admin.patch(path, { impact: '3' });

    const [first, second, ...more] = await changesOf(app, sysId);
    expect(more).toEqual([]);
    expect(first?.fields.map((field) => field.name)).toContain('short_description');
    expect(first?.operation).toBe('update');
    expect(second?.fields.map((field) => field.name)).toEqual(['impact', 'priority']);
  });

  test.each([
    'task',
    'problem',
    'problem_task',
    'change_request',
    'change_task',
    'sc_request',
    'sc_req_item',
    'sc_task',
  ])('may look at %s', async (table) => {
    const rule = await addRule(app, { name: table, table, filter: '', source: table });

    const sysId = await create(app, table, { short_description: 'born here' });
    await app.admin.delete(`/api/now/table/x_alrt_relay_forward_rule/${rule}`);

    expect(await changesOf(app, sysId)).toMatchObject([{ table, source: table, key: null }]);
  });

  test('takes what fits any of its alternatives, and nothing else', async () => {
    const filter = 'category=network^NQcategory=hardware^impact=1^EQ';
    const rule = await addRule(app, { name: 'Either', table: 'problem', filter });

    const told = await Promise.all(
      [
        ...Array.from({ length: 6 }, () => ({ category: 'network', impact: '3' })),
        { category: 'hardware', impact: '1' },
        { category: 'hardware', impact: '3' },
        { category: 'software', impact: '1' },
      ].map(async (fields) => (await changesOf(app, await create(app, 'problem', fields))).length),
    );
    await app.admin.delete(`/api/now/table/x_alrt_relay_forward_rule/${rule}`);

    expect(told).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  test.each([
    ['on insert alone', { on_update: 'false' }, ['insert', 'none']],
    ['on update alone', { on_insert: 'false' }, ['update', 'update']],
  ])('that works %s', async (_when, when, expected) => {
    const filter = 'short_descriptionSTARTSWITHborn';
    const rule = await addRule(app, { name: 'Once', table: 'problem', filter, ...when });

    const matching = await create(app, 'problem', { short_description: 'born here' });
    await app.admin.patch(`/api/now/table/problem/${matching}`, { impact: '1' });
    const later = await create(app, 'problem', { short_description: 'something' });
    await app.admin.patch(`/api/now/table/problem/${later}`, { short_description: 'born later' });
    await app.admin.delete(`/api/now/table/x_alrt_relay_forward_rule/${rule}`);

    const first = await Promise.all(
      [matching, later].map(async (id) => (await changesOf(app, id))[0]?.operation ?? 'none'),
    );
    expect(first).toEqual(expected);
  });

  test('may look at security incidents once an administrator has added the privilege', async () => {
    const [ofProblem] = await app.rows(
      'sys_scope_privilege',
      'target_name=problem^operation=read^target_type=sys_db_object',
    );
    const granted = await app.admin.post('/api/now/table/sys_scope_privilege', {
      source_scope: ofProblem?.['source_scope'],
      target_scope: ofProblem?.['target_scope'],
      target_name: 'sn_si_incident',
      target_type: 'sys_db_object',
      operation: 'read',
      status: 'allowed',
    });
    expect(granted.status, granted.text).toBe(201);
    await addRule(app, { name: 'Security', table: 'sn_si_incident', filter: '', source: 'siem' });

    const sysId = await create(app, 'sn_si_incident', { short_description: 'A strange sign-in' });

    expect(await changesOf(app, sysId)).toMatchObject([
      { table: 'sn_si_incident', source: 'siem', key: null },
    ]);
  });

  test('on a table without a privilege is passed over with a cure, and hides no other rule', async () => {
    const [privilege] = await app.rows(
      'sys_scope_privilege',
      'target_name=problem^operation=read^target_type=sys_db_object',
    );
    const path = `/api/now/table/sys_scope_privilege/${String(privilege?.['sys_id'])}`;
    await app.admin.patch(path, { status: 'denied' });
    await addRule(app, { name: 'A first one', table: 'problem', filter: '' });

    const sysId = await create(app, 'incident', major);
    const preflight = await app.relay.get(`${api}/preflight`);

    await app.admin.patch(path, { status: 'allowed' });
    expect(await changesOf(app, sysId)).toMatchObject([{ source: 'servicenow' }]);
    expect(preflight.text).toContain('target problem, operation read');
    expect(
      await app.rows('syslog', 'messageLIKEcannot look at the table problem'),
    ).not.toHaveLength(0);
  });

  test('of a connection that was deleted tells nothing and keeps nothing', async () => {
    await connectRelay(app, undefined, { connection: 'gone' });
    const [row] = await app.rows('x_alrt_relay_connection', 'name=gone');
    const connection = String(row?.['sys_id']);
    const rule = await addRule(app, {
      name: 'Left over',
      table: 'change_request',
      filter: '',
      connection,
    });
    await app.admin.delete(`/api/now/table/x_alrt_relay_connection/${connection}`);

    const sysId = await create(app, 'change_request', major);
    await app.admin.delete(`/api/now/table/x_alrt_relay_forward_rule/${rule}`);

    expect(await app.rows('x_alrt_relay_outbox', `record=${sysId}`)).toEqual([]);
    const watched = app.instance.control.log({ table: 'x_alrt_relay_watch' });
    expect(JSON.stringify(watched)).not.toContain(sysId);
  });

  test('does not tell about records that the relay made itself a second time', async () => {
    const key = newKey();
    await app.relay.put(`${api}/tasks/${key}`, newCommand());
    const [row] = await app.rows('incident', `correlation_id=${key}`);

    expect(await changesOf(app, String(row?.['sys_id']))).toMatchObject([{ key }]);
  });

  test('that is switched off, or whose condition became invalid, tells nothing', async () => {
    const [rule] = await app.rows('x_alrt_relay_forward_rule', 'name=Major incidents');
    const path = `/api/now/table/x_alrt_relay_forward_rule/${String(rule?.['sys_id'])}`;

    await app.admin.patch(path, { filter: 'no_such_column=1' });
    const whileInvalid = await create(app, 'incident', major);
    await app.admin.patch(path, { filter: '', active: 'false' });
    const whileOff = await create(app, 'incident', major);

    expect(await changesOf(app, whileInvalid)).toEqual([]);
    expect(await changesOf(app, whileOff)).toEqual([]);
    const [property] = await app.rows('sys_properties', 'name=x_alrt_relay.forwarded_tables');
    expect(String(property?.['value']).split(',')).not.toContain('incident');
  });
});

describe.each(['after', 'async'])(
  'a record that two relays are told of (capture: %s)',
  (capture) => {
    let app: AppInstance;

    beforeAll(async () => {
      app = await startAppInstance();
      await app.setProperty('capture', capture);
      for (const connection of ['prod', 'second']) {
        await connectRelay(app, undefined, { connection });
        const [row] = await app.rows('x_alrt_relay_connection', `name=${connection}`);
        await addRule(app, {
          connection: String(row?.['sys_id']),
          source: `source of ${connection}`,
        });
      }
      return () => app[Symbol.asyncDispose]();
    });

    const quiet = () =>
      waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

    async function adopt(): Promise<{ readonly key: string; readonly sysId: string }> {
      const sysId = await create(app, 'incident', major);
      await quiet();
      const [key, place] = [newKey(), { table: 'incident', sys_id: sysId }];
      await applyCommand(app, key, newCommand({ adopt: place, fields: { impact: '2' } }));
      await quiet();
      return { key, sysId };
    }

    test('stays one that was born here to the other when the first adopts it', async () => {
      const { key, sysId } = await adopt();
      await app.admin.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
      await quiet();
      await app.admin.delete(`/api/now/table/incident/${sysId}`);
      await quiet();

      const [adopter, other] = [await changesOf(app, sysId), await changesOf(app, sysId, 'second')];

      expect(adopter.map((change) => change.key)).toEqual([null, key, key, key]);
      const born = { key: null, source: 'source of second', origin: null };
      expect(other).toMatchObject([
        { ...born, operation: 'insert' },
        { ...born, fields: [{ name: 'impact', new: '2' }, { name: 'priority' }] },
        { ...born, fields: [{ name: 'state', new: '2' }] },
        { ...born, deleted: true },
      ]);
    });

    test('is compared with what was told to its own relay alone', async () => {
      const { key, sysId } = await adopt();
      const own = (await changesOf(app, sysId)).map(({ id }) => id);
      await app.relay.post(`${api}/changes/acknowledge`, { connection: 'prod', ids: own });

      const compared = await app.relay.post(`${api}/links/compare`, { keys: [key] });
      const history = await app.relay.get(`${api}/tasks/${key}/changes`);

      const { changes } = ChangesPage.parse(history.result);
      expect(changes.map(({ id }) => id)).toEqual(own);
      expect(CompareAnswer.parse(compared.result).links).toMatchObject([
        { key, waiting: 0, last_sequence: changes.at(-1)?.sequence },
      ]);
    });
  },
);

test('a forwarded record is forgotten when it is closed or gone for longer than notes are known', async () => {
  await using app = await startConnectedApp();
  await addRule(app, {});
  const ids: Record<string, string> = {};
  for (const name of ['open', 'gone', 'closed', 'adopted', 'lately']) {
    ids[name] = await create(app, 'incident', { ...major, short_description: name });
  }
  const { open = '', gone = '', closed = '', adopted = '', lately = '' } = ids;
  const closing = { state: '7', close_code: 'Solution provided', close_notes: 'Done' };
  const close = (sysId: string) => app.admin.patch(`/api/now/table/incident/${sysId}`, closing);
  const place = { table: 'incident', sys_id: adopted };
  await applyCommand(app, newKey(), newCommand({ adopt: place, fields: {} }));
  await app.admin.delete(`/api/now/table/incident/${gone}`);
  for (const sysId of [closed, adopted]) expect((await close(sysId)).status).toBe(200);
  const after = async (days: number): Promise<readonly string[]> => {
    app.instance.control.setClockOffsetMs(days * 86_400_000);
    await app.instance.control.runJob('Alert Relay: daily upkeep');
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const left = new Set(rowsLeft(app, 'x_alrt_relay_watch'));
    const made = app.instance.control.log({ table: 'x_alrt_relay_watch' });
    return Object.keys(ids).filter((name) =>
      made.some(
        ({ operation, sys_id: sysId, changes }) =>
          operation === 'insert' &&
          left.has(sysId) &&
          JSON.stringify(changes).includes(ids[name] ?? ''),
      ),
    );
  };

  expect(await after(399)).toEqual(Object.keys(ids));
  await close(lately);
  expect(await after(401)).toEqual(['open', 'adopted', 'lately']);
  await app.admin.patch(`/api/now/table/incident/${open}`, { impact: '3' });
  expect((await changesOf(app, open)).at(-1)?.fields.map(({ name }) => name)).toEqual([
    'impact',
    'priority',
  ]);
});

test('an update set that empties the list of forwarded tables is made good by the job', async () => {
  await using app = await startConnectedApp();
  await addRule(app, {});
  await app.setProperty('forwarded_tables', '');
  const untold = await create(app, 'incident', major);

  await app.instance.control.runJob(drainJob);
  const told = await create(app, 'incident', major);

  expect(await changesOf(app, untold)).toEqual([]);
  expect(await changesOf(app, told)).toHaveLength(1);
});

test('what was told at once is not told again when changes are noted afterwards from now on', async () => {
  await using app = await startConnectedApp();
  const notes = [{ id: 'n1', element: 'work_notes', text: 'of the alert' } as const];
  const { sysId } = await createRecord(app, { notes });
  const path = `/api/now/table/incident/${sysId}`;
  await app.admin.patch(path, { impact: '2', work_notes: 'before' });
  const before = (await changesOf(app, sysId)).length;
  app.instance.control.setClockOffsetMs(3600_000);
  await app.setProperty('capture', 'async');

  await app.admin.patch(path, { state: '2', work_notes: 'after' });
  await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

  const changes = (await changesOf(app, sysId)).slice(before);
  expect(changes).toMatchObject([
    { operation: 'update', origin: null, fields: [{ name: 'state', old: '1', new: '2' }] },
  ]);
  expect(changes.flatMap(({ journal }) => journal.map(({ text }) => text))).toEqual(['after']);
});

describe('where after rules of an app do not run on task', () => {
  let app: AppInstance;

  beforeAll(async () => {
    app = await startAppInstance({ crossScopeRules: 'documented', jobThreads: 3 });
    await app.setProperty('capture', 'async');
    await connectRelay(app);
    return () => app[Symbol.asyncDispose]();
  });

  const quiet = () =>
    waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

  test('the async rule tells the final values and every journal entry', async () => {
    const key = newKey();
    await app.relay.put(`${api}/tasks/${key}`, newCommand({ event_id: 'cause' }));
    const [row] = await app.rows('incident', `correlation_id=${key}`);
    const sysId = String(row?.['sys_id']);
    await quiet();
    const beth = await app.newClient('beth.anglin', ['itil']);
    for (const [state, note] of [
      ['2', 'one'],
      ['1', 'two'],
      ['2', 'three'],
    ]) {
      await beth.patch(`/api/now/table/incident/${sysId}`, { state, work_notes: note });
    }
    await quiet();

    const changes = await changesOf(app, sysId);

    expect(changes[0]).toMatchObject({ operation: 'insert', key, origin: 'cause' });
    expect(changes.at(-1)).toMatchObject({
      record: { state: '2' },
      actor: { user_name: 'beth.anglin', name: 'beth.anglin' },
    });
    const authors = changes.flatMap((change) => change.journal.map((entry) => entry.author));
    expect(new Set(authors)).toEqual(new Set(['beth.anglin']));
    const texts = changes.flatMap((change) => change.journal.map((entry) => entry.text));
    expect(texts.toSorted()).toEqual(['one', 'three', 'two']);
    const sequences = changes.map((change) => change.sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  test('a change is told once where an instance does not let the app keep what it told', async () => {
    const rule = await app.admin.post('/api/now/table/sys_script', {
      name: 'Keeps the app from remembering',
      collection: 'x_alrt_relay_watch',
      when: 'before',
      action_update: 'true',
      active: 'true',
      advanced: 'true',
      script: 'if (current.last_told.changes()) current.setAbortAction(true);',
    });
    expect(rule.status, rule.text).toBe(201);

    const { sysId } = await createRecord(app);
    await quiet();
    await app.admin.delete(`/api/now/table/sys_script/${String(rule.result['sys_id'])}`);

    expect(await changesOf(app, sysId)).toHaveLength(1);
    const [logged] = await app.rows('syslog', 'messageLIKEcould not be kept');
    expect(logged?.['message']).toMatch(
      new RegExp(`default/prod .*incident ${sysId} .*business rule .* of x_alrt_relay_watch`),
    );
  });

  test('L24 a journal entry that comes to light after a newer one was told is told as well, once', async () => {
    const key = newKey();
    await app.relay.put(`${api}/tasks/${key}`, newCommand());
    const [row] = await app.rows('incident', `correlation_id=${key}`);
    const sysId = String(row?.['sys_id']);
    await app.admin.patch(`/api/now/table/incident/${sysId}`, { work_notes: 'newer' });
    await quiet();
    const [newer] = await app.rows('sys_journal_field', `element_id=${sysId}^value=newer`);
    const before = Date.parse(`${String(newer?.['sys_created_on']).replace(' ', 'T')}Z`) - 3000;
    const late = await app.admin.post('/api/now/table/sys_journal_field', {
      name: 'incident',
      element: 'work_notes',
      element_id: sysId,
      value: 'of a node whose clock is behind',
      sys_created_on: new Date(before).toISOString().slice(0, 19).replace('T', ' '),
    });
    expect(late.status, late.text).toBe(201);
    for (const state of ['2', '1']) {
      await app.admin.patch(`/api/now/table/incident/${sysId}`, { state });
      await quiet();
    }

    const changes = await changesOf(app, sysId);

    const texts = changes.flatMap((change) => change.journal.map((entry) => entry.text));
    expect(texts).toEqual(['newer', 'of a node whose clock is behind']);
  });

  test('notes that are told together come in the order in which they were written', async () => {
    await app.setProperty('enabled', 'false');
    const { sysId } = await createRecord(app);
    const path = `/api/now/table/incident/${sysId}`;
    for (const [nth, text] of ['first', 'second', 'third'].entries()) {
      app.instance.control.setClockOffsetMs(nth * 2000);
      await app.admin.patch(path, { work_notes: text });
    }
    await quiet();
    await app.setProperty('enabled', 'true');

    await app.admin.patch(path, { state: '2' });
    await quiet();

    const changes = await changesOf(app, sysId);
    const texts = changes.map(({ journal }) => journal.map(({ text }) => text));
    expect(texts.filter((told) => told.length > 0)).toEqual([['first', 'second', 'third']]);
  });

  test('a forward rule works as well', async () => {
    await addRule(app, {});

    const sysId = await create(app, 'incident', major);
    await quiet();
    await app.admin.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await quiet();

    const changes = await changesOf(app, sysId);
    expect(changes).toMatchObject([
      { key: null, source: 'servicenow' },
      { fields: [{ name: 'state', old: '1', new: '2' }] },
    ]);
  });
});

test('a note that came together with a command of ours is told as of whoever wrote it', async () => {
  await using app = await startConnectedApp({ crossScopeRules: 'documented', jobThreads: 1 });
  await app.setProperty('capture', 'async');
  const quiet = () =>
    waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
  const { key, sysId } = await createRecord(app);
  await quiet();
  const told = (await changesOf(app, sysId)).length;
  const beth = await app.newClient('beth.anglin', ['itil']);
  const name = 'Holds back all jobs until both notes are there';
  const script = `var notes;
do {
  notes = new GlideRecord('sys_journal_field');
  notes.addQuery('element_id', '${sysId}');
  notes.query();
} while (notes.getRowCount() < 2);`;
  await app.admin.post('/api/now/table/sysauto_script', { name, active: 'true', script });

  const holding = app.instance.control.runJob(name);
  const notes = [{ id: 'n1', element: 'work_notes', text: 'of the alert' } as const];
  const fields = { impact: '2' };
  await applyCommand(app, key, newCommand({ seq: 2, event_id: 'second', fields, notes }));
  await beth.patch(`/api/now/table/incident/${sysId}`, { work_notes: 'of a person' });
  await holding;
  await quiet();

  const changes = (await changesOf(app, sysId)).slice(told);
  expect(
    changes.map(({ origin, journal }) => [origin, ...journal.map(({ text }) => text)]),
  ).toEqual([
    ['second', 'of the alert'],
    [null, 'of a person'],
  ]);
});
