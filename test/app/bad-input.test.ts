import { randomBytes } from 'node:crypto';
import { AppProblem, operations, type UpsertRequest } from '@alert-relay/shared-types';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  applyCommand,
  newCommand,
  newKey,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;

beforeAll(async () => {
  app = await startConnectedApp();
  return () => app[Symbol.asyncDispose]();
});

const put = (key: string, body: unknown) => app.relay.put(`${api}/tasks/${key}`, body);

const putWell = (key: string, command: UpsertRequest) => applyCommand(app, key, command);

/** As one line: `400 invalid_request fields.impact`. */
async function refusalOf(key: string, body: unknown): Promise<string> {
  const answer = await put(key, body);
  const { code, field } = AppProblem.parse(answer.result).problem;
  return [answer.status, code, ...(field === undefined ? [] : [field])].join(' ');
}

const writes = () => app.instance.control.log().length;

async function journalOf(sysId: string): Promise<readonly unknown[]> {
  const rows = await app.rows('sys_journal_field', `element_id=${sysId}^ORDERBYsys_created_on`);
  return rows.map((row) => row['value']);
}

const note = { id: 'n1', element: 'work_notes', text: 'x' } as const;

test('nothing that a call brings is run as a script', async () => {
  const script = 'javascript:gs.error("a call")';
  const key = newKey();
  await putWell(key, newCommand());
  const text = encodeURIComponent(script);
  const names = { workspace: script, connection: script, relay_version: '1' };

  const answers = await Promise.all([
    app.relay.get(`${api}/lookup?table=sys_user_group&column=name&value=${text}`),
    app.relay.get(`${api}/tasks?by=number&value=${text}`),
    app.relay.get(`${api}/tasks?by=external_url&value=${text}`),
    app.relay.get(`${api}/changes?connection=${text}`),
    app.relay.get(`${api}/links?connection=${text}&workspace=${text}`),
    app.relay.post(`${api}/changes/acknowledge`, { connection: 'prod', ids: [script] }),
    app.relay.post(`${api}/connect`, { ...names, contract: 1, mode: 'pull' }),
    app.relay.post(`${api}/heartbeat`, { ...names, every_seconds: 60 }),
    put(newKey(), newCommand({ workspace: script })),
    put(newKey(), newCommand({ connection: script })),
    put(key, newCommand({ seq: 2, event_id: script })),
    put(key, newCommand({ seq: 3, correlation_display: script, external_url: script })),
    app.relay.post(`${api}/tasks/${key}/attachments`, {
      id: script,
      name: 'a.png',
      content_type: 'image/png',
      content: 'AAAA',
    }),
    app.relay.get(`${api}/attachments/${text}`),
    app.relay.get(`${api}/tasks/${key}?fields=${text}`),
  ]);

  expect(await app.rows('syslog', 'messageLIKEa call')).toEqual([]);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
});

describe('a request that breaks the contract is refused with the path of its fault, and writes nothing', () => {
  test.each<[string, object, string]>([
    ['an unknown field', { more: 1 }, 'more'],
    ['an unknown field of a note', { notes: [{ ...note, more: 1 }] }, 'notes[0].more'],
    ['a number where text belongs', { source: 5 }, 'source'],
    ['text where a number belongs', { seq: '2' }, 'seq'],
    ['null', { fields: null }, 'fields'],
    ['a list where an object belongs', { fields: ['impact'] }, 'fields'],
    ['a number as the value of a column', { fields: { impact: 1 } }, 'fields.impact'],
    ['a column with capitals', { fields: { Impact: '1' } }, 'fields.Impact'],
    ['a sequence of 0', { seq: 0 }, 'seq'],
    ['a sequence with a fraction', { seq: 1.5 }, 'seq'],
    [
      'a text of 65,001 characters',
      { fields: { description: 'x'.repeat(65_001) } },
      'fields.description',
    ],
    [
      'a note of 32,001 characters',
      { notes: [{ ...note, text: 'x'.repeat(32_001) }] },
      'notes[0].text',
    ],
    [
      '101 notes',
      { notes: Array.from({ length: 101 }, (_, index) => ({ ...note, id: `n${index}` })) },
      'notes',
    ],
    ['a journal entry among the columns', { fields: { work_notes: 'x' } }, 'fields.work_notes'],
    ['a journal that nobody has', { notes: [{ ...note, element: 'diary' }] }, 'notes[0].element'],
    ['a column of ours', { fields: { x_alrt_relay_key: 'x' } }, 'fields.x_alrt_relay_key'],
  ])('%s', async (_what, change, field) => {
    const before = writes();

    expect(await refusalOf(newKey(), { ...newCommand(), ...change })).toBe(
      `400 invalid_request ${field}`,
    );
    expect(writes()).toBe(before);
  });

  test.each([
    ['too short', 'ABC'],
    ['with capitals', 'A'.repeat(64)],
    ['with one character too many', 'a'.repeat(65)],
  ])('a wrong key: %s', async (_what, key) => {
    const before = writes();

    expect(await refusalOf(key, newCommand())).toBe('400 invalid_request key');
    expect(writes()).toBe(before);
  });

  test.each(['', 'null', '[]', '"text"', '{"event_id":', '{}{}'])('the body %j', async (body) => {
    const before = writes();

    expect((await put(newKey(), body)).status).toBe(400);
    expect(writes()).toBe(before);
  });

  test('a body of 5 MB by the app, one of 11 MB by ServiceNow', async () => {
    const before = writes();
    const large = { ...newCommand(), correlation_display: 'x'.repeat(5_000_000) };
    const huge = { ...newCommand(), correlation_display: 'x'.repeat(11_000_000) };

    expect(await refusalOf(newKey(), large)).toBe('413 too_large');
    const answer = await put(newKey(), huge);

    expect([answer.status, answer.text]).toEqual([
      400,
      expect.stringContaining('Rejected large REST payload'),
    ]);
    expect(writes()).toBe(before);
  });
});

describe('every call that takes a body', () => {
  const calls = operations.filter(({ body }) => body !== undefined);
  const send = (method: string, path: string, body: unknown) => {
    const address = `${api}${path.replace('{key}', newKey())}`;
    return method === 'PUT' ? app.relay.put(address, body) : app.relay.post(address, body);
  };

  test.each(calls.map(({ method, path }) => [method, path] as const))(
    '%s %s refuses one that is too large, unreadable or has an unknown field',
    async (method, path) => {
      const before = writes();

      const large = await send(method, path, { x: 'x'.repeat(9_900_000) });
      const cut = await send(method, path, '{"x":');
      const unknown = await send(method, path, { x: 1 });

      expect(
        [large, cut, unknown].map(({ status, result }) => [
          status,
          AppProblem.parse(result).problem.code,
        ]),
      ).toEqual([
        [413, 'too_large'],
        [400, 'invalid_request'],
        [400, 'invalid_request'],
      ]);
      expect(AppProblem.parse(unknown.result).problem.field, unknown.text).toMatch(/^\w+/);
      expect(writes()).toBe(before);
    },
  );
});

describe('what ServiceNow would not take', () => {
  test('a table that nobody allowed is refused by name', async () => {
    expect(await refusalOf(newKey(), newCommand({ table: 'sys_user' }))).toBe(
      '400 table_not_allowed table',
    );
  });

  test('text longer than its column is cut, and the answer shows what was kept', async () => {
    const answer = await putWell(
      newKey(),
      newCommand({ fields: { short_description: 'x'.repeat(500) } }),
    );

    expect(answer.record.fields['short_description']).toBe('x'.repeat(160));
  });

  test('an unknown column is left out of the answer, the others are written', async () => {
    const answer = await putWell(
      newKey(),
      newCommand({ fields: { impact: '2', no_such_column: 'x' } }),
    );

    expect(answer.record.fields).toEqual({ impact: '2' });
  });

  test('an unknown choice and an unknown group come back as they were kept', async () => {
    const group = randomBytes(16).toString('hex');
    const answer = await putWell(
      newKey(),
      newCommand({ fields: { category: 'no such choice', assignment_group: group } }),
    );

    const [row] = await app.rows('incident', `sys_id=${answer.record.sys_id}`);
    const kept = { category: row?.['category'], assignment_group: row?.['assignment_group'] };
    expect(answer.record.fields).toEqual(kept);
    // Glide asks no choice list and follows no reference when a script writes.
    expect(kept).toEqual({ category: 'no such choice', assignment_group: group });
  });

  test('an unknown name of a group finds nothing, and two of one name are told as two', async () => {
    for (const _ of [1, 2]) {
      await app.admin.post('/api/now/table/sys_user_group', { name: 'Twins', active: 'true' });
    }
    const find = async (name: string) =>
      (await app.relay.get(`${api}/lookup?table=sys_user_group&column=name&value=${name}`)).result[
        'matches'
      ];

    expect(await find('Nobody')).toEqual([]);
    expect(await find('Twins')).toHaveLength(2);
  });

  test('a state that its table does not have is written as it came, and told as it was kept', async () => {
    const answer = await putWell(newKey(), newCommand({ fields: { state: '99' } }));

    expect(answer.record.state).toBe('99');
  });

  test('a refused write leaves nothing behind, and the corrected one adds its note once', async () => {
    const key = newKey();
    const notes = [{ id: 'n1', element: 'work_notes' as const, text: 'first words' }];

    const refused = await refusalOf(key, newCommand({ fields: { state: '6' }, notes }));
    const between = await app.rows('incident', `correlation_id=${key}`);
    const corrected = await putWell(key, newCommand({ notes }));

    expect(refused).toBe('422 write_refused');
    expect(between).toEqual([]);
    expect(corrected).toMatchObject({ outcome: 'created', applied_seq: 1 });
    expect(await journalOf(corrected.record.sys_id)).toEqual(['first words']);
  });
});

describe('records that people closed or deleted', () => {
  test('a closed record takes notes and keeps its state', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await app.admin.patch(`/api/now/table/incident/${record.sys_id}`, {
      state: '7',
      close_code: 'Solution provided',
      close_notes: 'Done',
    });

    const answer = await putWell(key, newCommand({ seq: 2, fields: {}, notes: [note] }));

    expect(answer.record).toMatchObject({ state: '7', active: false });
    expect(await journalOf(record.sys_id)).toContain('x');
  });

  test('a deleted record is not made again, by no command, note or file', async () => {
    const key = newKey();
    const { record } = await putWell(key, newCommand());
    await app.admin.delete(`/api/now/table/incident/${record.sys_id}`);
    const file = { id: 'a', name: 'a.txt', content_type: 'text/plain', content: 'YQ==' };

    const attached = await app.relay.post(`${api}/tasks/${key}/attachments`, file);

    expect(await refusalOf(key, newCommand({ seq: 2 }))).toBe('410 record_deleted');
    expect(await refusalOf(key, newCommand({ seq: 3, fields: {}, notes: [note] }))).toBe(
      '410 record_deleted',
    );
    expect(attached.status).toBe(410);
    expect(await app.rows('incident', `correlation_id=${key}`)).toEqual([]);
  });
});

describe('sequences', () => {
  test('replayed and overtaken commands are stale, write nothing and lose nothing', async () => {
    const key = newKey();
    await putWell(
      key,
      newCommand({ seq: 3, event_id: 'third', notes: [{ ...note, text: 'three' }] }),
    );
    const before = writes();

    const replayed = await putWell(key, newCommand({ seq: 3, event_id: 'third', notes: [note] }));
    const overtaken = await putWell(key, newCommand({ seq: 2, fields: { impact: '3' } }));

    expect([replayed.outcome, overtaken.outcome]).toEqual(['stale', 'stale']);
    expect(overtaken.record).toMatchObject({ applied_seq: 3, applied_event_id: 'third' });
    expect(writes()).toBe(before);
    expect(await journalOf(replayed.record.sys_id)).toEqual(['three']);
  });

  test('two writers of one command: one record, one entry, both know it', async () => {
    const key = newKey();
    const command = newCommand({ notes: [{ ...note, text: 'once' }] });

    const answers = await Promise.all([put(key, command), put(key, command)]);

    // Whoever comes while the other is at work is asked to come again, and then finds it done.
    expect(answers.map((answer) => answer.status)).toContain(200);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    const late = await putWell(key, command);
    expect(late.outcome).toBe('stale');
    expect(await app.rows('incident', `correlation_id=${key}`)).toHaveLength(1);
    expect(await journalOf(late.record.sys_id)).toEqual(['once']);
  });
});
