import { afterEach, expect, test } from 'vitest';
import { answerJson } from '../../lib/scripted-server.ts';
import { startScriptedInstance, type Script } from '../scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const sysId = '5'.repeat(32);
const place = { table: 'incident', sysId, key: 'ab'.repeat(32) };

/** An instance with these rows in `sys_journal_field`, and this history as people see it. */
async function start(answerRows: Script, history: object = {}) {
  const instance = await startScriptedInstance((request, response, nth) => {
    if (request.path.includes('/sys_journal_field')) answerRows(request, response, nth);
    else answerJson(response, 200, { result: history });
  });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  const asked = () =>
    instance.server.received.map(({ path }) => {
      const { pathname, searchParams } = new URL(path, instance.server.url);
      return [pathname.replace('/api/now/table/', ''), Object.fromEntries(searchParams)];
    });
  const read = (excludedFields: readonly string[] = []) =>
    instance.servicenow.readJournal({ ...connection, excludedFields }, place);
  return { read, asked };
}

const rowsOf =
  (...result: readonly object[]): Script =>
  (_request, response) =>
    answerJson(response, 200, { result });

function row(value: string, change: object = {}) {
  return {
    element_id: sysId,
    element: 'work_notes',
    value,
    sys_created_on: '2026-11-22 08:00:00',
    sys_created_by: 'beth',
    ...change,
  };
}

const textsOf = (entries: readonly { readonly text: string }[]) => entries.map(({ text }) => text);

test('the rows of the journal come newest first and are told oldest first', async () => {
  const { read, asked } = await start(
    rowsOf(row('second', { element: 'comments', sys_created_by: 'abel' }), row('first')),
  );

  const entries = await read();

  const of = { id: expect.stringMatching(/^[0-9a-f]{40}$/), createdOn: '2026-11-22 08:00:00' };
  expect(entries).toMatchObject([
    { ...of, element: 'work_notes', text: 'first', author: 'beth' },
    { ...of, element: 'comments', text: 'second', author: 'abel' },
  ]);
  expect(asked()).toEqual([
    [
      'sys_journal_field',
      {
        sysparm_query: `element_id=${sysId}^elementINwork_notes,comments^ORDERBYDESCsys_created_on`,
        sysparm_limit: '100',
        sysparm_fields: 'element_id,element,value,sys_created_on,sys_created_by',
        sysparm_display_value: 'false',
      },
    ],
  ]);
});

test('S13 rows of another record, of another column or of no entry are not believed', async () => {
  const { read } = await start(
    rowsOf(
      row('of another', { element_id: '6'.repeat(32) }),
      row('excluded', { element: 'comments' }),
      row('of no journal', { element: 'description' }),
      { element_id: sysId },
      row('ours'),
    ),
  );

  expect(textsOf(await read(['comments']))).toEqual(['ours']);
});

const history = {
  work_notes:
    '22.11.2026 09:00:00 - Beth Anglin (Work notes)\nthird\n\n22.11.2026 08:00:00 - Beth Anglin (Work notes)\nfirst\n\n',
  comments: null,
};
const noRight = { error: { message: 'Insufficient rights to query records', detail: null } };

test.each<[string, Script]>([
  ['nothing, as to an account without rights', rowsOf()],
  ['a refusal', (_request, response) => answerJson(response, 403, noRight)],
])('where the journal answers %s, the history that people see is read', async (_what, rows) => {
  const { read, asked } = await start(rows, history);

  const entries = await read();

  expect(entries).toMatchObject([
    { element: 'work_notes', text: 'first', author: 'Beth Anglin', createdOn: undefined },
    { element: 'work_notes', text: 'third', author: 'Beth Anglin', createdOn: undefined },
  ]);
  expect(asked().at(1)).toEqual([
    `incident/${sysId}`,
    { sysparm_display_value: 'true', sysparm_fields: 'work_notes,comments' },
  ]);
});

test('an instance that does not answer is no journal without entries', async () => {
  const { read, asked } = await start((_request, response) => answerJson(response, 503, {}));

  await expect(read()).rejects.toMatchObject({ code: 'SERVICENOW_UNAVAILABLE' });
  expect(asked()).toHaveLength(1);
});

test.each(['work_notes', 'comments'])(
  'of a long history of %s the newest hundred entries are told, and what the other column has',
  async (column) => {
    const entries = Array.from(
      { length: 102 },
      (_, age) => `2026-11-22 08:00:00 - Beth (…)\n${101 - age}\n\n`,
    );
    const other = '2026-11-22 07:00:00 - Beth (…)\nother\n\n';
    const both = { work_notes: other, comments: other, [column]: entries.join('') };
    const { read } = await start(rowsOf(), both);

    const texts = textsOf(await read());

    expect(texts.filter((text) => text === 'other')).toHaveLength(1);
    const ofColumn = texts.filter((text) => text !== 'other');
    expect([ofColumn.length, ofColumn[0], ofColumn.at(-1)]).toEqual([100, '2', '101']);
  },
);

test('what a connection excludes is not asked for', async () => {
  const { read, asked } = await start(rowsOf(), history);

  expect(textsOf(await read(['comments']))).toEqual(['first', 'third']);
  expect(await read(['comments', 'work_notes'])).toEqual([]);

  expect(asked()).toHaveLength(2);
  expect(JSON.stringify(asked())).not.toContain('comments');
});
