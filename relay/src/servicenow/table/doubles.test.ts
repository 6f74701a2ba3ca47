import { afterEach, describe, expect, test } from 'vitest';
import { answerJson } from '../../lib/scripted-server.ts';
import { startScriptedInstance } from '../scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const keys = ['ab'.repeat(32), 'cd'.repeat(32)] as const;
const [key] = keys;

function row(id: string, change: Readonly<Record<string, string>> = {}) {
  return {
    sys_id: id.repeat(32),
    number: `INC${id}`,
    active: 'true',
    correlation_id: key,
    sys_mod_count: '0',
    sys_created_on: '2026-11-22 08:00:00',
    ...change,
  };
}

/** An instance with these records; the journal of each by its sys_id. */
async function start(
  rows: readonly object[],
  journals: Readonly<Record<string, string[]>> = {},
  onCancel: () => void = () => undefined,
) {
  const instance = await startScriptedInstance(({ method, path, body }, response) => {
    const record = /\/table\/\w+\/(\w+)/.exec(path)?.[1];
    if (method === 'PATCH') {
      const { work_notes, comments, correlation_id }: Record<string, string> = JSON.parse(body);
      if (correlation_id === '') onCancel();
      for (const text of [work_notes, comments]) {
        if (text !== undefined) journals[record ?? '']?.push(text);
      }
      return answerJson(response, 200, { result: row('1') });
    }
    // What people see of the journal.
    if (record !== undefined) return answerJson(response, 200, { result: {} });
    const id = /element_id=(\w+)/.exec(decodeURIComponent(path))?.[1];
    if (id === undefined) return answerJson(response, 200, { result: rows });
    const entries = (journals[id] ?? []).map((value) => ({
      element_id: id,
      element: value.startsWith('To the caller') ? 'comments' : 'work_notes',
      value,
      sys_created_on: '2026-11-22 08:00:00',
      sys_created_by: 'relay',
    }));
    answerJson(response, 200, { result: entries.toReversed() });
  });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  const writes = () =>
    instance.server.received
      .filter(({ method }) => method === 'PATCH')
      .map(({ path, body }) => [path.split('?')[0]?.split('/').slice(-2), JSON.parse(body)]);
  return { servicenow: instance.servicenow, server: instance.server, connection, writes };
}

describe('doubles', () => {
  test('are the active records that stand behind the oldest active one of their key', async () => {
    const rows = [
      row('1', { active: 'false' }),
      row('2', { sys_created_on: '2026-11-22 08:00:02' }),
      row('3', { sys_created_on: '2026-11-22 08:00:01' }),
      row('4', { correlation_id: keys[1] }),
      row('5', { correlation_id: keys[1], active: 'false' }),
    ];
    const { servicenow, connection, server } = await start(rows);

    const found = await servicenow.findDoubles(connection, 'incident', keys);

    expect(found).toEqual([
      {
        key,
        survivor: { sysId: '3'.repeat(32), number: 'INC3' },
        others: [{ sysId: '2'.repeat(32), number: 'INC2' }],
      },
    ]);
    const { searchParams } = new URL(server.received[0]?.path ?? '', server.url);
    expect(searchParams.get('sysparm_query')).toBe(
      `correlation_idIN${keys.join(',')}^ORDERBYsys_created_on`,
    );
  });

  test('S13 are not found among records that were not asked for', async () => {
    const { servicenow, connection } = await start([row('1'), row('2', { correlation_id: '' })]);

    await expect(servicenow.findDoubles(connection, 'incident', keys)).rejects.toMatchObject({
      code: 'SERVICENOW_WRONG_RECORD',
      details: { connection: 'acme/main' },
    });
  });
});

const doubled = { key, survivor: { sysId: '3'.repeat(32), number: 'INC3' } };
const double = { sysId: '2'.repeat(32), number: 'INC2' };
const canceling = {
  correlation_id: '',
  work_notes: expect.stringMatching(/^Duplicate of INC3: /),
};

test.each([
  [
    'incident',
    {
      ...canceling,
      state: '8',
      close_code: 'Duplicate',
      close_notes: expect.stringMatching(/^Duplicate of INC3: /),
    },
  ],
  // Which state says that there, nobody knows.
  ['problem', canceling],
])('a double in %s loses its key', async (table, body) => {
  const { servicenow, connection, writes } = await start([]);

  await servicenow.cancelDouble(connection, table, doubled, double);

  expect(writes()).toEqual([[[table, double.sysId], body]]);
});

test('what only the double was told goes to the one that stays first, once, and what comes while it is canceled too', async () => {
  const journals = {
    [double.sysId]: [
      'Told both [ref 11111111]',
      'Told one [ref 22222222]',
      'To the caller [ref 33333333]',
      'A person wrote this.',
    ],
    [doubled.survivor.sysId]: ['Told both [ref 11111111]'],
  };
  const { servicenow, connection, writes } = await start([], journals, () =>
    journals[double.sysId]?.push('Late [ref 44444444]', 'Later [ref 55555555]'),
  );

  await servicenow.cancelDouble(connection, 'incident', doubled, double);

  expect(writes()).toEqual([
    [
      ['incident', doubled.survivor.sysId],
      { work_notes: 'Told one [ref 22222222]', comments: 'To the caller [ref 33333333]' },
    ],
    [['incident', double.sysId], expect.objectContaining({ correlation_id: '' })],
    [
      ['incident', doubled.survivor.sysId],
      { work_notes: 'Late [ref 44444444]\n\nLater [ref 55555555]' },
    ],
  ]);
});
