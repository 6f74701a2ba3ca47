import { ChangesPage, CompareAnswer, LinksPage, type LinkState } from '@alert-relay/shared-types';
import { beforeAll, expect, test } from 'vitest';
import {
  api,
  applyCommand,
  connectRelay,
  createRecord,
  newCommand,
  newKey,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;

beforeAll(async () => {
  app = await startConnectedApp();
  await connectRelay(app, undefined, { connection: 'other' });
  await connectRelay(app, undefined, { workspace: 'two' });
  return () => app[Symbol.asyncDispose]();
});

async function create(names: { workspace?: string; connection?: string } = {}): Promise<string> {
  const { key } = await createRecord(app, names);
  return key;
}

async function page(query: string): Promise<LinksPage> {
  const answer = await app.relay.get(`${api}/links?workspace=default&connection=prod&${query}`);
  expect(answer.status, answer.text).toBe(200);
  return LinksPage.parse(answer.result);
}

async function walk(query: string, limit: number): Promise<readonly LinkState[]> {
  const links: LinkState[] = [];
  for (let next: string | null = ''; next !== null;) {
    const after: string = next === '' ? query : `after=${encodeURIComponent(next)}&${query}`;
    const found: LinksPage = await page(`limit=${limit}&${after}`);
    expect(found.links.length).toBeLessThanOrEqual(limit);
    links.push(...found.links);
    ({ next } = found);
  }
  return links;
}

async function recordOf(key: string): Promise<string> {
  const [row] = await app.rows('task', `correlation_id=${key}`);
  return String(row?.['sys_id']);
}

async function compare(...keys: readonly string[]): Promise<CompareAnswer> {
  const answer = await app.relay.post(`${api}/links/compare`, { keys });
  expect(answer.status, answer.text).toBe(200);
  return CompareAnswer.parse(answer.result);
}

test('pages walk over every record of one connection and no other, each once, whatever the size', async () => {
  const [first, second, ...others] = [
    await create(),
    await create(),
    await create({ connection: 'other' }),
    await create({ workspace: 'two' }),
  ];
  const many = await Promise.all(Array.from({ length: 12 }, async () => create()));

  for (const limit of [1, 3, 500]) {
    const keys = (await walk('', limit)).map((link) => link.key);

    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining([first, second, ...many]));
    for (const other of others) expect(keys).not.toContain(other);
  }
});

test('a link tells state, versions and how far the outbox got', async () => {
  const key = await create();
  const sysId = await recordOf(key);
  await app.admin.patch(`/api/now/table/incident/${sysId}`, { state: '2' });

  const { links, unknown } = await compare(key);

  expect(unknown).toEqual([]);
  expect(links).toMatchObject([
    {
      key,
      table: 'incident',
      sys_id: sysId,
      exists: true,
      state: '2',
      active: true,
      applied_seq: 1,
      sys_mod_count: 1,
      last_sequence: 100,
      waiting: 2,
    },
  ]);
});

test('what was brought away still counts for the sequence', async () => {
  const key = await create();
  const changes = await app.relay.get(`${api}/tasks/${key}/changes`);
  const ids = ChangesPage.parse(changes.result).changes.map((change) => change.id);
  await app.relay.post(`${api}/changes/acknowledge?workspace=default`, { connection: 'prod', ids });

  expect((await compare(key)).links).toMatchObject([{ last_sequence: 0, waiting: 0 }]);
});

test('of a record whose changes the outbox no longer holds no sequence is told', async () => {
  const { key, sysId } = await createRecord(app, { episode: 2 });
  for (const row of await app.rows('x_alrt_relay_outbox', `record=${sysId}`)) {
    await app.admin.delete(`/api/now/table/x_alrt_relay_outbox/${String(row['sys_id'])}`);
  }

  expect((await compare(key)).links).toMatchObject([
    { last_sequence: null, waiting: 0, episode: 2 },
  ]);
});

test('a deleted record is told as gone, a key that was never used as unknown', async () => {
  const [gone, never] = [await create(), newKey()];
  const [row] = await app.rows('task', `correlation_id=${gone}`);
  await app.admin.delete(`/api/now/table/incident/${await recordOf(gone)}`);

  const answer = await compare(gone, never);

  expect(answer.links).toMatchObject([
    { key: gone, number: row?.['number'], exists: false, state: '', active: false },
  ]);
  expect(answer.unknown).toEqual([never]);
});

test('a record is told with the class that it is, whatever the link says', async () => {
  const key = newKey();
  const born = await app.admin.post('/api/now/table/incident', { short_description: 'born' });
  const place = { table: 'task', sys_id: String(born.result['sys_id']) };
  await applyCommand(app, key, newCommand({ adopt: place, fields: {} }));

  expect((await compare(key)).links).toMatchObject([{ key, table: 'incident', exists: true }]);
});

test('since leaves out what did not change, and open what is closed', async () => {
  const [older, closed] = [await create(), await create()];
  app.instance.control.setClockOffsetMs(3600_000);
  await app.admin.patch(`/api/now/table/incident/${await recordOf(closed)}`, {
    state: '7',
    close_code: 'Solution provided',
    close_notes: 'Done',
  });
  const fresh = await create();
  const since = new Date(Date.now() + 1800_000).toISOString();

  const changed = (await walk(`since=${since}`, 100)).map((link) => link.key);
  const open = (await walk(`since=${since}&open=true`, 100)).map((link) => link.key);

  expect(changed.toSorted()).toEqual([closed, fresh].toSorted());
  expect(changed).not.toContain(older);
  expect(open).toEqual([fresh]);
});

let hours = 1;

/** Another hour later, at the beginning of a second; gives that time. */
function goOn(): string {
  hours += 1;
  const at = (Math.floor(Date.now() / 1000) + hours * 3600) * 1000;
  app.instance.control.setClockOffsetMs(at - Date.now());
  return new Date(at).toISOString();
}

/** Updates these within one second, and gives it. */
async function touchTogether(sysIds: readonly string[]): Promise<string> {
  for (;;) {
    const at = goOn();
    const fields = { short_description: `Since ${at}` };
    const answer = await app.admin.post('/api/now/v1/batch', {
      batch_request_id: '1',
      rest_requests: sysIds.map((sysId) => ({
        id: sysId,
        method: 'PATCH',
        url: `/api/now/table/incident/${sysId}`,
        headers: [{ name: 'content-type', value: 'application/json' }],
        body: Buffer.from(JSON.stringify(fields)).toString('base64'),
      })),
    });
    expect(answer.status, answer.text).toBe(200);
    const rows = await app.rows('incident', `sys_idIN${sysIds.join(',')}`);
    if (new Set(rows.map((row) => row['sys_updated_on'])).size === 1) return at;
  }
}

test('pages go on within one second, and in the order of the last update', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => createRecord(app)));
  const ids = made.map(({ sysId }) => sysId).toSorted();
  const [together, later] = [ids.slice(3), ids.slice(0, 3)];
  const since = await touchTogether(together);
  for (const sysId of later) await touchTogether([sysId]);

  for (const limit of [1, 2, 3, 4, 500]) {
    const walked = await walk(`since=${since}`, limit);

    expect(walked.map((link) => link.sys_id)).toEqual([...together, ...later]);
  }
});

test('a page looks at records of relays alone', async () => {
  const since = goOn();
  await app.admin.post('/api/now/table/incident', { short_description: 'My own' });

  expect(await page(`limit=1&since=${since}`)).toEqual({ links: [], next: null });
});

test('the changes of one record can be had again, above a sequence', async () => {
  const key = await create();
  const sysId = await recordOf(key);
  for (const state of ['2', '1', '2']) {
    await app.admin.patch(`/api/now/table/incident/${sysId}`, { state });
  }
  const read = async (query: string) =>
    ChangesPage.parse((await app.relay.get(`${api}/tasks/${key}/changes?${query}`)).result);

  const all = await read('');
  const later = await read('after=100&limit=1');

  expect(all.changes.map((change) => change.sequence)).toEqual([0, 100, 200, 300]);
  expect(later).toMatchObject({ changes: [{ sequence: 200 }], more: true });
});

test.each([
  ['/links?connection=prod&workspace=default&limit=0', 400],
  ['/links?connection=prod&workspace=default&since=yesterday', 400],
  ['/links?connection=prod&workspace=default&after=x', 400],
  ['/links?connection=unknown', 404],
  [`/tasks/${'a'.repeat(64)}/changes`, 404],
  ['/tasks/A/changes', 400],
  [`/tasks/${'a'.repeat(64)}/changes?after=x`, 400],
])('%s is answered with %i', async (path, status) => {
  expect((await app.relay.get(`${api}${path}`)).status).toBe(status);
});

test('the trace of a command travels with the changes of its record, until the next command', async () => {
  const key = newKey();
  const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  await app.relay.put(`${api}/tasks/${key}`, newCommand({ traceparent }));
  await app.admin.patch(`/api/now/table/incident/${await recordOf(key)}`, { state: '2' });
  await app.relay.put(`${api}/tasks/${key}`, newCommand({ seq: 2, fields: { impact: '3' } }));

  const answer = await app.relay.get(`${api}/tasks/${key}/changes`);

  const { changes } = ChangesPage.parse(answer.result);
  expect(changes.map((change) => change.traceparent)).toEqual([
    traceparent,
    traceparent,
    undefined,
  ]);
});

test('a trace of another form is refused', async () => {
  const answer = await app.relay.put(
    `${api}/tasks/${newKey()}`,
    newCommand({ traceparent: '00-x' }),
  );

  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('traceparent')]);
});
