import { afterEach, expect, test } from 'vitest';
import { answerJson } from '../../lib/scripted-server.ts';
import { startScriptedInstance } from '../scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Rows = readonly Readonly<Record<string, string>>[];

/** An instance whose tables hold these rows; of `refused` ones the account may read nothing. */
async function start(tables: Readonly<Record<string, Rows>>, refused: readonly string[] = []) {
  const instance = await startScriptedInstance(({ path }, response) => {
    const { pathname, searchParams } = new URL(path, 'http://instance');
    const table = pathname.split('/').at(-1) ?? '';
    if (refused.includes(table)) {
      return answerJson(response, 403, { error: { message: 'Insufficient rights', detail: '' } });
    }
    const name = /^name=(\w+)$/.exec(searchParams.get('sysparm_query') ?? '')?.[1];
    const rows = (tables[table] ?? []).filter((row) => name === undefined || row['name'] === name);
    answerJson(response, 200, { result: rows });
  });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  const queries = () =>
    instance.server.received.map(({ path }) =>
      new URL(path, 'http://instance').searchParams.get('sysparm_query'),
    );
  return {
    describe: (table: string) => instance.servicenow.fetchMetadata(connection, table),
    queries,
  };
}

const column = (name: string, element: string, change: Readonly<Record<string, string>> = {}) => ({
  name,
  element,
  column_label: `${name} ${element}`,
  internal_type: 'string',
  mandatory: 'false',
  max_length: '40',
  reference: '',
  ...change,
});
const choice = (name: string, element: string, value: string) => ({
  name,
  element,
  value,
  label: `${name} ${value}`,
});

test('a table has the columns of its parents, and what it says of one itself counts', async () => {
  const { describe, queries } = await start({
    sys_db_object: [
      { name: 'incident', 'super_class.name': 'task' },
      { name: 'task', 'super_class.name': '' },
    ],
    sys_dictionary: [
      column('task', 'state', { internal_type: 'integer', max_length: '' }),
      column('task', 'number', { mandatory: 'true' }),
      column('incident', 'number'),
      column('incident', 'caller_id', { internal_type: 'reference', reference: 'sys_user' }),
      column('incident', ''),
    ],
    sys_choice: [
      choice('task', 'state', '1'),
      choice('incident', 'state', '6'),
      choice('incident', 'state', '7'),
      choice('task', 'number', '1'),
    ],
  });

  expect(await describe('incident')).toEqual({
    table: 'incident',
    columns: [
      {
        name: 'number',
        label: 'incident number',
        type: 'string',
        mandatory: false,
        max_length: 40,
        choices: [{ value: '1', label: 'task 1' }],
      },
      {
        name: 'caller_id',
        label: 'incident caller_id',
        type: 'reference',
        mandatory: false,
        max_length: 40,
        reference: 'sys_user',
      },
      {
        name: 'state',
        label: 'task state',
        type: 'integer',
        mandatory: false,
        choices: [
          { value: '6', label: 'incident 6' },
          { value: '7', label: 'incident 7' },
        ],
      },
    ],
  });
  expect(queries()).toEqual([
    'name=incident',
    'name=task',
    'nameINincident,task^active=true',
    'nameINincident,task^language=en^inactive=false^ORDERBYsequence',
  ]);
});

test.each([
  ['incident', 'nameINincident,task^active=true'],
  ['task', 'nameINtask^active=true'],
])('where its parents cannot be read, %s has those of a stock instance', async (table, query) => {
  const { describe, queries } = await start({}, ['sys_db_object', 'sys_choice', 'sys_dictionary']);

  expect(await describe(table)).toEqual({ table, columns: [] });
  expect(queries()).toContain(query);
});

test('a table that is its own ancestor ends there', async () => {
  const { describe, queries } = await start({
    sys_db_object: [
      { name: 'one', 'super_class.name': 'two' },
      { name: 'two', 'super_class.name': 'one' },
    ],
  });

  await describe('one');

  expect(queries()).toContain('nameINone,two^active=true');
});
