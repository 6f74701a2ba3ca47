import { afterEach, describe, expect, test } from 'vitest';
import type { SettledIntent } from '../../domain/intent.ts';
import { sampleUpsertRequest } from '../../domain/samples.ts';
import { createOutgoing } from '../../lib/outgoing.ts';
import { answerJson } from '../../lib/scripted-server.ts';
import { startScriptedInstance, type Script } from '../scripted-instance.ts';
import type { TableMemory } from './memory.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(
  script: Script,
  begin: TableMemory['begin'] = async () => true,
  find: TableMemory['find'] = async () => undefined,
) {
  const settled: SettledIntent[] = [];
  const memory: TableMemory = {
    find,
    begin,
    settle: async (intent) => void settled.push(intent),
    withdraw: async () => undefined,
    keepTo: async () => true,
  };
  const instance = await startScriptedInstance(script, { memory });
  closing.push(() => instance.close());
  const connection = { ...instance.connection(), mode: 'table' } as const;
  return { servicenow: instance.servicenow, server: instance.server, connection, settled };
}

const key = 'ab'.repeat(32);
const request = sampleUpsertRequest({ fields: { short_description: 'Disk full' } });

function row(sysId: string, change: Readonly<Record<string, string>> = {}) {
  return {
    sys_id: sysId.repeat(32),
    number: `INC${sysId}`,
    state: '1',
    active: 'true',
    correlation_id: key,
    sys_mod_count: '0',
    sys_created_on: '2026-11-22 08:00:00',
    sys_updated_on: '2026-11-22 08:00:00',
    ...change,
  };
}

test.each([
  ['the oldest active one', [row('1', { active: 'false' }), row('2')], 'INC2'],
  ['the older one of two', [row('4', { sys_created_on: '2026-11-22 08:00:01' }), row('3')], 'INC3'],
])(
  'S12 of two records with the key %s is taken, and doubles are looked for',
  async (_name, rows, number) => {
    const { servicenow, connection, settled } = await start((_request, response) =>
      answerJson(response, 200, { result: rows }),
    );

    const answer = await servicenow.upsertTask(connection, key, request);

    expect(answer).toMatchObject({ outcome: 'stale', applied_seq: 1, record: { number } });
    expect(settled[0]?.sweepUntil).toBeGreaterThan(Date.now() + 3_600_000);
  },
);

test('S12 one record that is there already is met, and doubles are looked for an hour', async () => {
  const found = [row('1', { state: '2', sys_mod_count: '7' })];
  const { servicenow, server, connection, settled } = await start((_request, response) =>
    answerJson(response, 200, { result: found }),
  );
  const before = Date.now();

  const answer = await servicenow.upsertTask(connection, key, request);

  expect(answer).toMatchObject({ outcome: 'stale', record: { number: 'INC1', state: '2' } });
  expect(server.received.map(({ method }) => method)).toEqual(['GET']);
  const { searchParams } = new URL(server.received[0]?.path ?? '', server.url);
  expect([searchParams.get('sysparm_query'), searchParams.get('sysparm_limit')]).toEqual([
    `correlation_id=${key}^ORDERBYDESCactive^ORDERBYsys_created_on^ORDERBYsys_id`,
    '2',
  ]);
  expect(settled).toMatchObject([
    { sysId: '1'.repeat(32), notes: [], written: {}, writtenModCount: 7, appliedSeq: 1 },
  ]);
  // What the journal held when we met it is history.
  expect(settled[0]?.first).toMatchObject({ modCount: 7, skipsHistory: true });
  const sweptForMs = (settled[0]?.sweepUntil ?? 0) - before;
  expect(sweptForMs).toBeGreaterThanOrEqual(3_600_000);
  expect(sweptForMs).toBeLessThan(7_200_000);
});

test('columns that are excluded are never asked for, and what was sent into one is no drift', async () => {
  const asked: string[] = [];
  const { servicenow, connection } = await start((received, response) => {
    asked.push(decodeURIComponent(received.path));
    answerJson(response, 200, {
      result: received.method === 'GET' && !received.path.includes('/incident/') ? [] : row('5'),
    });
  });
  const excludedFields = ['short_description', 'description', 'close_notes', 'work_notes'];
  const narrowed = { ...connection, excludedFields };
  const place = { table: 'incident', sysId: '5'.repeat(32), key };

  await servicenow.upsertTask(narrowed, key, request);
  await servicenow.fetchRecords(narrowed, 'incident', { updatedOn: '2026-11-22', sysId: '' });
  await servicenow.findDoubles(narrowed, 'incident', [key]);
  await servicenow.readJournal(narrowed, place).catch(() => undefined);

  expect(asked.length).toBeGreaterThan(4);
  const fields = asked.join('\n').replaceAll('close_code', '');
  for (const column of excludedFields) expect(fields).not.toContain(column);
  expect(fields).toContain('comments');
});

describe('several commands', () => {
  const keys = ['12', '34', '56'].map((one) => one.repeat(32));
  const commands = keys.map((one) => ({ key: one, request }));
  const acl = 'ACL Exception Insert Failed due to security constraints';
  const policy = 'Data Policy Exception: Caller';
  const refusal = (detail: string) => ({ error: { message: 'Operation Failed', detail } });

  /** Has no Batch API; looks find nothing, and each create is answered by its key. */
  const answering =
    (answer: (key: string) => readonly [number, object]): Script =>
    ({ path, method, body }, response) => {
      if (path.endsWith('/batch')) return answerJson(response, 403, {});
      if (method === 'GET') return answerJson(response, 200, { result: [] });
      const { correlation_id: created } = JSON.parse(body);
      answerJson(response, ...answer(String(created)));
    };
  const create = (created: string) =>
    [201, { result: row('5', { correlation_id: created }) }] as const;

  test('have each an outcome of its own', async () => {
    const { servicenow, connection } = await start(
      answering((created) => (created === keys[1] ? [403, refusal(acl)] : create(created))),
    );

    expect(await servicenow.upsertTasks(connection, commands)).toMatchObject([
      { outcome: 'created', record: { key: keys[0] } },
      { code: 'SERVICENOW_FORBIDDEN' },
      { outcome: 'created', record: { key: keys[2] } },
    ]);
  });

  test.each([
    ['SERVICENOW_FORBIDDEN', [403, refusal(acl)]],
    ['SERVICENOW_BUSY', [429, refusal('full')]],
  ] as const)('that all end with %s are one failure of the connection', async (code, answer) => {
    const { servicenow, connection } = await start(answering(() => answer));

    await expect(servicenow.upsertTasks(connection, commands)).rejects.toMatchObject({ code });
  });

  test.each([
    ['for what was written', policy],
    ['for different reasons', acl],
  ])('that are all refused %s are not', async (_what, ofOthers) => {
    const { servicenow, connection } = await start(
      answering((of) => [403, refusal(of === keys[1] ? policy : ofOthers)]),
    );

    const outcomes = await servicenow.upsertTasks(connection, commands);

    expect(outcomes).toHaveLength(3);
    expect(outcomes[1]).toMatchObject({ code: 'SERVICENOW_WRITE_REFUSED' });
  });
});

test('a poll reads only what fits the filter of its table, in both alternatives', async () => {
  const asked: string[] = [];
  const { servicenow, connection } = await start((received, response) => {
    asked.push(decodeURIComponent(received.path));
    answerJson(response, 200, { result: [] });
  });
  const filtered = { ...connection, filters: { incident: 'companyISNOTEMPTY' } };

  const after = { updatedOn: '2026-11-22 08:00:00', sysId: '5'.repeat(32) };
  await servicenow.fetchRecords(filtered, 'incident', after);
  await servicenow.fetchRecords(filtered, 'problem', after);

  expect(asked[0]?.match(/companyISNOTEMPTY\^sys_updated_on/g)).toHaveLength(2);
  expect(asked[1]).not.toContain('companyISNOTEMPTY');
});

test('a record that lost the key on its way in is known, and refused', async () => {
  const { servicenow, connection, settled } = await start((received, response) =>
    received.method === 'GET'
      ? answerJson(response, 200, { result: [] })
      : answerJson(response, 201, { result: row('5', { correlation_id: '' }) }),
  );

  await expect(servicenow.upsertTask(connection, key, request)).rejects.toMatchObject({
    code: 'SERVICENOW_WRONG_RECORD',
  });
  expect(settled).toMatchObject([{ sysId: '5'.repeat(32) }]);
});

test.each([
  ['rows of others', [{ sys_id: '6'.repeat(32), name: 'Database' }], 'SERVICENOW_LOOKUP_EMPTY'],
  [
    'two of the name',
    [
      { sys_id: '6'.repeat(32), name: 'Network' },
      { sys_id: '7'.repeat(32), name: 'network' },
    ],
    'SERVICENOW_LOOKUP_AMBIGUOUS',
  ],
])('a name is not taken from %s', async (_name, rows, code) => {
  const { servicenow, connection } = await start((_request, response) =>
    answerJson(response, 200, { result: rows }),
  );

  await expect(
    servicenow.lookUp(connection, 'sys_user_group', 'name', 'Network'),
  ).rejects.toMatchObject({ code });
});

test('S8 no write leaves long after it was written down: after a crash only that time is known', async () => {
  const quotaMs = 8000;
  const arrivals: number[] = [];
  const answered = Promise.withResolvers<void>();
  const { servicenow, connection } = await start(({ path, method, body }, response) => {
    if (path.endsWith('/batch')) return answerJson(response, 403, {});
    if (method === 'GET') return answerJson(response, 200, { result: [] });
    arrivals.push(performance.now());
    const correlation_id: string = JSON.parse(body).correlation_id;
    void answered.promise.then(() =>
      answerJson(response, 201, { result: row('5', { correlation_id }) }),
    );
  });
  const quick = { ...connection, tableMode: { ...connection.tableMode, quotaMs } };
  const commands = Array.from({ length: 3 }, (_, nth) => ({ key: `${nth}`.repeat(64), request }));

  const outcomes = servicenow.upsertTasks(quick, commands);
  // All of them are written down before the first leaves.
  const sinceFirst = () => performance.now() - (arrivals[0] ?? Infinity);
  await expect.poll(sinceFirst, { timeout: 20_000 }).toBeGreaterThan(quotaMs / 4);
  answered.resolve();

  expect(await outcomes).toMatchObject([
    { outcome: 'created' },
    // Surely not written, so it is no unknown outcome, and need not wait for the quota.
    { code: 'SERVICENOW_BUSY' },
    { code: 'SERVICENOW_BUSY' },
  ]);
  expect(arrivals).toHaveLength(1);
}, 30_000);

test('S8 the way out is told until when a write may leave', async () => {
  const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  const sent: (readonly [string, number | undefined])[] = [];
  const instance = await startScriptedInstance(
    ({ method }, response) =>
      answerJson(response, 200, { result: method === 'GET' ? [] : row('5') }),
    {
      outgoing: {
        send: (asked) => {
          sent.push([asked.method, asked.leaveBy]);
          return outgoing.send(asked);
        },
      },
    },
  );
  closing.push(instance.close, () => outgoing.close());
  const startedAt = performance.now();

  await instance.servicenow.upsertTask({ ...instance.connection(), mode: 'table' }, key, request);

  expect(sent).toEqual([
    ['GET', undefined],
    ['POST', expect.any(Number)],
  ]);
  // A quarter of the stock quota after it was written down.
  const leaveBy = sent[1]?.[1] ?? 0;
  expect(leaveBy).toBeGreaterThan(startedAt + 15_000);
  expect(leaveBy).toBeLessThan(performance.now() + 15_000);
});

test('D8 a write without an answer is waited for once when the clock was set back since', async () => {
  const sysId = '5'.repeat(32);
  let sentAt = Date.now() + 86_400_000;
  const { servicenow, connection } = await start(
    (_request, response) => answerJson(response, 200, { result: row('5') }),
    async ({ sent }) => {
      sentAt = sent.at;
      return true;
    },
    async () => ({
      key,
      table: 'incident',
      episode: 1,
      sysId,
      appliedSeq: 0,
      appliedEventId: '',
      sent: { at: sentAt, eventId: 'job-1', seq: 1 },
      appliedNotes: new Set(),
      doubtfulNotes: new Set(),
      seen: {
        modCount: 0,
        writtenModCount: 0,
        fields: {},
        skipsHistory: false,
        journal: [],
        journalUpTo: {},
      },
    }),
  );
  const brief = { ...connection, tableMode: { ...connection.tableMode, quotaMs: 400 } };
  const upsert = () => servicenow.upsertTask(brief, key, request);

  await expect(upsert()).rejects.toMatchObject({
    code: 'SERVICENOW_OUTCOME_UNKNOWN',
    retryAfterMs: 500,
  });

  // Half a second later.
  await expect
    .poll(() => upsert().catch(({ code }: { code: string }) => code), { timeout: 3000 })
    .toMatchObject({ outcome: 'updated' });
});
