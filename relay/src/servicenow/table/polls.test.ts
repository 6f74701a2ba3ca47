import { afterEach, expect, test } from 'vitest';
import type { Connection } from '../../domain/configuration.ts';
import { answerJson } from '../../lib/scripted-server.ts';
import type { ServiceNow } from '../create-servicenow.ts';
import { startScriptedInstance } from '../scripted-instance.ts';
import type { Cursor } from './keyset.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An instance that answers every question with these rows. */
async function start(rows: readonly object[]) {
  const instance = await startScriptedInstance((_request, response) =>
    answerJson(response, 200, { result: rows }),
  );
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  const asked = () =>
    instance.server.received.map(({ path }) => {
      const { pathname, searchParams } = new URL(path, instance.server.url);
      return [pathname, searchParams.get('sysparm_query'), searchParams.get('sysparm_limit')];
    });
  return { servicenow: instance.servicenow, connection, asked };
}

interface Poll {
  readonly path: string;
  readonly wanted: string;
  readonly column: string;
  /** One that is ours, or of a table that was asked for. */
  readonly row: (nth: number, on: string) => object;
  readonly foreign: object;
  readonly ask: (
    servicenow: ServiceNow,
    connection: Connection,
    after: Cursor,
  ) => Promise<{ readonly next: Cursor | undefined }>;
  readonly found: (page: object) => readonly unknown[];
}

const idOf = (nth: number) => nth.toString(16).padStart(32, '0');
const pages = (page: object): readonly unknown[] =>
  Object.values(page).find((one) => Array.isArray(one)) ?? [];

const polls: Readonly<Record<string, Poll>> = {
  records: {
    path: '/api/now/table/incident',
    wanted: 'correlation_displaySTARTSWITHAlert Relay',
    column: 'sys_updated_on',
    row: (nth, on) => ({
      sys_id: idOf(nth),
      sys_mod_count: '3',
      number: `INC${nth}`,
      correlation_id: 'ab'.repeat(32),
      sys_updated_on: on,
    }),
    foreign: { correlation_id: 'a ticket number' },
    ask: (servicenow, connection, after) => servicenow.fetchRecords(connection, 'incident', after),
    found: (page) => pages(page).map((one) => Object(one).sysId),
  },
  pictures: {
    path: '/api/now/attachment',
    wanted: 'table_nameINincident,problem^content_typeINimage/png,image/jpeg,image/gif,image/webp',
    column: 'sys_created_on',
    row: (nth, on) => ({
      sys_id: idOf(nth),
      table_name: 'incident',
      table_sys_id: '9'.repeat(32),
      file_name: 'graph.png',
      content_type: 'image/png',
      size_bytes: '7',
      sys_created_by: 'beth',
      sys_created_on: on,
    }),
    foreign: { table_name: 'sys_user' },
    ask: (servicenow, connection, after) =>
      servicenow.fetchPictures(connection, ['incident', 'problem'], after),
    found: (page) => pages(page).map((one) => Object(one).sysId),
  },
  deletions: {
    path: '/api/now/table/sys_audit_delete',
    wanted: 'tablenameINincident,problem',
    column: 'sys_created_on',
    row: (nth, on) => ({
      sys_id: idOf(nth),
      tablename: 'problem',
      documentkey: '9'.repeat(32),
      sys_created_by: 'beth',
      sys_created_on: on,
    }),
    foreign: { tablename: 'sys_user' },
    ask: (servicenow, connection, after) =>
      servicenow.fetchDeletions(connection, ['incident', 'problem'], after),
    found: (page) => pages(page).map((one) => Object(one).sysId),
  },
};

const EIGHT = '2026-11-22 08:00:00';
const NINE = '2026-11-22 09:00:00';
const afterEight = { updatedOn: EIGHT, sysId: idOf(5) };

test.each(Object.entries(polls))(
  '%s are read from a second on, and then on from the last one that came',
  async (_name, { path, wanted, column, row, ask }) => {
    const { servicenow, connection, asked } = await start([row(6, EIGHT), row(2, NINE)]);
    const narrow = { ...connection, pageSize: 2 };

    const { next } = await ask(servicenow, narrow, { updatedOn: EIGHT, sysId: '' });
    await ask(servicenow, narrow, afterEight);

    expect(next).toEqual({ updatedOn: NINE, sysId: idOf(2) });
    const order = `^ORDERBY${column}^ORDERBYsys_id`;
    expect(asked()).toEqual([
      [path, `${wanted}^${column}>=${EIGHT}${order}`, '2'],
      [
        path,
        `${wanted}^${column}>${EIGHT}^NQ${wanted}^${column}=${EIGHT}^sys_id>${idOf(5)}${order}`,
        '2',
      ],
    ]);
  },
);

test.each(Object.entries(polls))(
  '%s that are nobody we know are left out, and the next page begins behind them',
  async (_name, { row, foreign, ask, found }) => {
    const rows = [row(6, EIGHT), { ...row(7, EIGHT), ...foreign }];
    const { servicenow, connection } = await start(rows);

    const page = await ask(servicenow, connection, afterEight);

    expect(found(page)).toEqual([idOf(6)]);
    expect(page.next).toEqual({ updatedOn: EIGHT, sysId: idOf(7) });
  },
);

test.each(Object.keys(polls))('an empty page of %s is the end', async (name) => {
  const { servicenow, connection } = await start([]);

  const page = await polls[name]?.ask(servicenow, connection, afterEight);

  expect(page).toMatchObject({ next: undefined });
});

/** What an instance answers that dropped a term of the query, or its order. */
const misplaced: readonly (readonly [string, (row: Poll['row']) => readonly object[]])[] = [
  ['of before', (row) => [row(9, '2026-11-22 07:59:59')]],
  ['that was read already', (row) => [row(5, EIGHT)]],
  ['of that second and before it', (row) => [row(4, EIGHT)]],
  ['not in their order', (row) => [row(6, NINE), row(7, EIGHT)]],
  ['of one second not in their order', (row) => [row(7, NINE), row(6, NINE)]],
];

test.each(
  Object.keys(polls).flatMap((name) => misplaced.map(([what, rowsOf]) => ({ name, what, rowsOf }))),
)('S13 $name $what are not believed', async ({ name, rowsOf }) => {
  const poll = polls[name];
  const { servicenow, connection } = await start(poll === undefined ? [] : rowsOf(poll.row));

  await expect(poll?.ask(servicenow, connection, afterEight)).rejects.toMatchObject({
    code: 'SERVICENOW_WRONG_RECORD',
    message: expect.stringContaining('not asked for'),
    details: { connection: 'acme/main' },
  });
});
