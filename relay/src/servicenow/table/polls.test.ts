import { afterEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../domain/configuration.ts';
import { answerJson } from '../../lib/scripted-server.ts';
import type { ServiceNow } from '../create-servicenow.ts';
import { startScriptedInstance } from '../scripted-instance.ts';
import type { Cursor, Read } from './keyset.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An instance that answers every question with these rows. */
async function start(rows: readonly object[]) {
  const instance = await startScriptedInstance((_request, response) => {
    response.setHeader('date', 'Sun, 22 Nov 2026 07:00:00 GMT');
    answerJson(response, 200, { result: rows });
  });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  const asked = () =>
    instance.server.received.map(({ path }) => {
      const { pathname, searchParams } = new URL(path, instance.server.url);
      const { sysparm_query, sysparm_limit, ...rest } = Object.fromEntries(searchParams);
      return [pathname, sysparm_query, sysparm_limit, rest];
    });
  return { servicenow: instance.servicenow, connection, asked };
}

interface Poll {
  readonly path: string;
  readonly wanted: string;
  readonly column: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** To count takes an instance longer than to read: asked of the first page of a walk alone. */
  readonly uncounted: Readonly<Record<string, string>>;
  /** One that is ours, or of a table that was asked for. */
  readonly row: (nth: number, on: string) => object;
  readonly foreign: object;
  readonly ask: (servicenow: ServiceNow, connection: Connection, after: Cursor) => Promise<Read>;
  readonly found: (page: object) => readonly unknown[];
}

const idOf = (nth: number) => nth.toString(16).padStart(32, '0');
const pages = (page: object): readonly unknown[] =>
  Object.values(page).find((one) => Array.isArray(one)) ?? [];

/** Stored values. */
const plain = {
  sysparm_display_value: 'false',
  sysparm_exclude_reference_link: 'true',
};
const rowFields = [
  'sys_id,sys_class_name,number,state,active,correlation_id,sys_mod_count,sys_created_on',
  'sys_updated_on,sys_updated_by,impact,urgency,priority,severity,assignment_group,assigned_to',
  'short_description,category,subcategory,close_code,close_notes,hold_reason,parent_incident',
  'duplicate_of',
].join(',');

const polls: Readonly<Record<string, Poll>> = {
  records: {
    path: '/api/now/table/incident',
    wanted: 'correlation_displaySTARTSWITHAlert Relay',
    column: 'sys_updated_on',
    parameters: { ...plain, sysparm_fields: rowFields },
    uncounted: { sysparm_no_count: 'true' },
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
    parameters: {},
    // The Attachment API has no such parameter.
    uncounted: {},
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
    parameters: {
      ...plain,
      sysparm_fields: 'sys_id,tablename,documentkey,sys_created_by,sys_created_on',
    },
    uncounted: { sysparm_no_count: 'true' },
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
  'D8 with %s comes the time of the instance',
  async (_name, { row, ask }) => {
    const { servicenow, connection } = await start([row(6, EIGHT)]);

    expect(await ask(servicenow, connection, afterEight)).toMatchObject({
      now: Date.UTC(2026, 10, 22, 7),
    });
  },
);

test.each(Object.entries(polls))(
  '%s are read from a second on, and then on from the last one that came',
  async (_name, { path, wanted, column, parameters, uncounted, row, ask }) => {
    const { servicenow, connection, asked } = await start([row(6, EIGHT), row(2, NINE)]);
    const narrow = { ...connection, pageSize: 2 };

    const { next } = await ask(servicenow, narrow, { updatedOn: EIGHT, sysId: '' });
    await ask(servicenow, narrow, afterEight);

    expect(next).toEqual({ updatedOn: NINE, sysId: idOf(2) });
    const order = `^ORDERBY${column}^ORDERBYsys_id`;
    expect(asked()).toEqual([
      [path, `${wanted}^${column}>=${EIGHT}${order}`, '2', parameters],
      [
        path,
        `${wanted}^${column}>${EIGHT}^NQ${wanted}^${column}=${EIGHT}^sys_id>${idOf(5)}${order}`,
        '2',
        { ...parameters, ...uncounted },
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

/** An instance with these rows, of which the account may see some: the limit counts the others too. */
async function startWalk(poll: Poll, rows: readonly (object | 'hidden')[], counts = true) {
  let place = 0;
  const instance = await startScriptedInstance(({ path }, response) => {
    const { searchParams } = new URL(path, 'https://instance.example');
    const limit = Number(searchParams.get('sysparm_limit'));
    const begins = place + Number(searchParams.get('sysparm_offset') ?? 0);
    const page = rows.slice(begins, begins + limit);
    const seen = page.findLastIndex((row) => row !== 'hidden');
    const total = { 'x-total-count': String(rows.length - place) };
    const isCounted = counts && !searchParams.has('sysparm_no_count');
    if (seen >= 0) place = begins + seen + 1;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(isCounted ? total : {}),
    });
    response.end(JSON.stringify({ result: page.filter((row) => row !== 'hidden') }));
  });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table', pageSize: 2 } as const;
  const found: unknown[] = [];
  /** As a poll walks, from the beginning until there is no next page. */
  const walk = async () => {
    let after: Cursor | undefined = { updatedOn: EIGHT, sysId: '' };
    while (after !== undefined) {
      const page = await poll.ask(instance.servicenow, connection, after);
      found.push(...poll.found(page));
      after = page.next;
    }
    return found;
  };
  return { walk, found, countCalls: () => instance.server.received.length };
}

const hidden = (count: number) => Array.from({ length: count }, () => 'hidden' as const);

/** Pages of two: which of their rows may be seen, and how many calls it may take to have them all. */
const walks = [
  ['hhhh1hhhhh2h', 7],
  ['1hh2', 4],
  ['hh', 1],
  ['12', 2],
  // How many of the hidden ones lie behind the last one is counted when nothing comes.
  ['h1h2h3h4h5h6', 8],
] as const;

test.each(
  Object.values(polls).flatMap((poll) => walks.map(([rows, calls]) => ({ poll, rows, calls }))),
)('of $poll.path in $rows the hidden ones are gone past', async ({ poll, rows, calls }) => {
  const all = rows.split('').map((one) => (one === 'h' ? 'hidden' : poll.row(Number(one), NINE)));
  const { walk, countCalls } = await startWalk(poll, all);

  const seen = rows.replaceAll('h', '').split('');
  expect(await walk()).toEqual(seen.map((one) => idOf(Number(one))));
  expect(countCalls()).toBeLessThanOrEqual(calls);
});

test.each(Object.values(polls))(
  'where $path does not say how many there are an empty page is the end',
  async (poll) => {
    const rows = [poll.row(1, NINE), ...hidden(3), poll.row(2, NINE)];
    const { walk, countCalls } = await startWalk(poll, rows, false);

    expect(await walk()).toEqual([idOf(1)]);
    expect(countCalls()).toBe(2);
  },
);

test.each(Object.values(polls))(
  'of $path a walk goes past so much that may not be seen, and then says it',
  async (poll) => {
    const within = await startWalk(poll, [...hidden(20), poll.row(1, NINE)]);
    const beyond = await startWalk(poll, [...hidden(22), poll.row(1, NINE)]);

    expect(await within.walk()).toEqual([idOf(1)]);
    await expect(beyond.walk()).rejects.toMatchObject({
      code: 'SERVICENOW_FORBIDDEN',
      message: expect.stringContaining('none of the next 20 rows'),
      details: { connection: 'acme/main' },
    });
    expect(beyond.countCalls()).toBe(11);
  },
);

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

describe('a record', () => {
  const keys = ['cd', 'ab', 'ef'].map((one) => one.repeat(32));
  const record = {
    sys_id: idOf(7),
    sys_class_name: 'u_outage',
    number: 'INC7',
    active: 'true',
    correlation_id: keys[1],
    sys_mod_count: '3',
    sys_created_on: EIGHT,
    sys_updated_on: NINE,
    sys_updated_by: 'beth',
    state: '2',
    assignment_group: { link: 'https://example', value: 'a group' },
    close_notes: null,
    made_sla: 'true',
  };
  const told = {
    key: keys[1],
    table: 'u_outage',
    sysId: idOf(7),
    number: 'INC7',
    active: true,
    modCount: 3,
    updatedOn: NINE,
    updatedBy: 'beth',
    fields: { state: '2', assignment_group: 'a group', close_notes: '' },
  };

  test('that was polled is told with the columns that tools are told', async () => {
    const { servicenow, connection } = await start([record]);

    const { records } = await servicenow.fetchRecords(connection, 'incident', afterEight);

    expect(records).toEqual([told]);
  });

  test('goes on where the column that would say so may not be read', async () => {
    const { active: _, ...unread } = record;
    const { servicenow, connection } = await start([unread]);

    const { records } = await servicenow.fetchRecords(connection, 'incident', afterEight);

    expect(records).toEqual([told]);
  });

  test('is found by its key; of several the one that stays, and none that was not asked for', async () => {
    const { sys_class_name: _, ...classless } = record;
    const { servicenow, connection, asked } = await start([
      { ...record, sys_id: idOf(1), active: 'false' },
      { ...classless, sys_id: idOf(2), correlation_id: keys[0], active: 'false' },
      record,
      { ...record, sys_id: idOf(3), correlation_id: '0'.repeat(64) },
      { ...record, sys_id: idOf(4), correlation_id: 'their own' },
    ]);

    const found = await servicenow.findRecords(connection, 'incident', keys);

    expect(found).toEqual([
      { ...told, key: keys[0], sysId: idOf(2), table: 'incident', active: false },
      told,
    ]);
    expect(asked()).toEqual([
      [
        '/api/now/table/incident',
        `correlation_idIN${keys.join(',')}^ORDERBYsys_created_on`,
        '100',
        { ...plain, sysparm_fields: rowFields },
      ],
    ]);
  });
});
