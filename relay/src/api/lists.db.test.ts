import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { recordStatus } from '../store/connection-status.ts';
import { insertDeliveries } from '../store/deliveries.ts';
import { recordMappingReport } from '../store/mapping-reports.ts';
import { recordLink } from '../store/record-links.ts';
import { insertRepairs } from '../store/repairs.ts';
import { sampleLinkWrite } from '../store/sample-link.ts';
import {
  insertWebhookRuns,
  recordWebhookOutcome,
  recordWebhookTry,
} from '../store/webhook-runs.ts';

const key = 'a'.repeat(64);
let api: SampleApi;
let at: string;
let ids: Readonly<Record<'delivery' | 'run' | 'late' | 'other' | 'repair' | 'gone', string>>;

beforeAll(async () => {
  api = await createSampleApi();
  at = new Date(api.now).toISOString();
  const id = () => api.newId();
  ids = { delivery: id(), run: id(), late: id(), other: id(), repair: id(), gone: id() };
  const seconds = (count: number): number => api.now + count * 1000;
  const whose = { workspace: 'default', connection: 'prod' };
  const run = { workspace: 'default', trigger: 'opened', source: 'prometheus', number: 'INC1' };
  const repair = { ...whose, key, kind: 'state-told', detail: 'Told.', at: seconds(4) } as const;
  await api.commit(async (unit) => {
    await insertDeliveries(unit, [
      {
        id: ids.delivery,
        workspace: 'default',
        source: 'scripts',
        connector: 'generic',
        receivedAt: seconds(1),
        status: 'rejected',
        reason: 'no id',
        headers: '{}',
        body: Buffer.from('12345'),
      },
    ]);
    await insertWebhookRuns(unit, [
      { ...run, id: ids.run, webhook: 'hook', body: 'first', createdAt: seconds(2) },
      { ...run, id: ids.late, webhook: 'hook', body: 'second', createdAt: seconds(3) },
      { ...run, id: ids.other, webhook: 'other', body: 'third', createdAt: seconds(3) },
    ]);
    // Of the same name, and later.
    const foreign = { ...run, id: id(), workspace: 'other', webhook: 'hook' };
    await insertWebhookRuns(unit, [{ ...foreign, body: 'theirs', createdAt: seconds(9) }]);
    const answer = { status: 500, body: 'Sorry' };
    await recordWebhookTry(unit, ids.run, { at: seconds(2), ms: 7, answer, problem: 'it fails' });
    await recordWebhookOutcome(unit, ids.run, 'dead: DESTINATION_REFUSED');
    await insertRepairs(unit, [
      { ...repair, id: ids.repair, number: 'INC1' },
      { ...repair, id: ids.gone, number: 'INC2', kind: 'record-gone' },
    ]);
    await recordLink(unit, sampleLinkWrite({ key, lane: key, number: 'INC0010001' }), seconds(5));
    await recordStatus(unit, 'relay', {
      ...whose,
      status: 'failing',
      because: 'SERVICENOW_UNAVAILABLE',
      message: 'It does not answer.',
      since: seconds(-9),
      seenAt: seconds(-1),
    });
    const finding = { kind: 'name-changed-hands', subject: 'x', line: 'It is gone.' } as const;
    await recordMappingReport(unit, {
      ...whose,
      at: seconds(6),
      findings: [finding],
      memory: { choices: {}, names: {} },
    });
  });
});

afterAll(() => api.close());

async function get(path: string): Promise<unknown> {
  const { body } = await request(api.app)
    .get(`/api/v1/workspaces/default${path}`)
    .set({ authorization: await api.token() })
    .expect(200);
  return body;
}

const after = (count: number): string => new Date(Date.parse(at) + count * 1000).toISOString();

/** Which rows a list has, by what names them. */
async function named(path: string, name: string): Promise<unknown> {
  const rows: unknown = Object(await get(path)).rows;
  return Array.isArray(rows) ? rows.map((row: unknown) => Object(row)[name]) : rows;
}

test('deliveries are shown with their reason, and chosen by source and status', async () => {
  expect(await get('/deliveries')).toEqual({
    rows: [
      {
        id: ids.delivery,
        source: 'scripts',
        connector: 'generic',
        receivedAt: after(1),
        status: 'rejected',
        reason: 'no id',
        bytes: 5,
      },
    ],
  });
  expect(await named('/deliveries?source=scripts&status=rejected', 'id')).toEqual([ids.delivery]);
  expect(await named('/deliveries?source=prometheus', 'id')).toEqual([]);
  expect(await named('/deliveries?status=accepted', 'id')).toEqual([]);
});

test('runs of webhooks are shown with their last try, all or the last of each', async () => {
  const hooks = await named('/webhook-runs?webhook=hook', 'id');

  expect(await named('/webhook-runs', 'id')).toEqual([ids.other, ids.late, ids.run]);
  expect(await named('/webhook-runs?last=true', 'id')).toEqual([ids.other, ids.late]);
  expect(hooks).toEqual([ids.late, ids.run]);
  expect(await get(`/webhook-runs?after=${ids.late}`)).toEqual({
    rows: [
      {
        id: ids.run,
        webhook: 'hook',
        trigger: 'opened',
        source: 'prometheus',
        number: 'INC1',
        createdAt: after(2),
        body: 'first',
        outcome: 'dead: DESTINATION_REFUSED',
        tries: 1,
        lastTry: { at: after(2), ms: 7, status: 500, answer: 'Sorry', problem: 'it fails' },
      },
    ],
  });
});

test('repairs are shown, newest first, all or those of a record', async () => {
  expect(await named('/repairs', 'id')).toEqual([ids.gone, ids.repair]);
  expect(await get('/repairs?number=INC1')).toEqual({
    rows: [
      {
        id: ids.repair,
        at: after(4),
        connection: 'prod',
        key,
        number: 'INC1',
        kind: 'state-told',
        detail: 'Told.',
      },
    ],
  });
});

test('links are chosen by phase and by number', async () => {
  expect(await get('/links?phase=open&number=INC0010001')).toMatchObject({
    rows: [{ key, phase: 'open', createdAt: after(5), updatedAt: after(5) }],
  });
  expect(await named('/links?phase=closed', 'key')).toEqual([]);
  expect(await named('/links?number=INC0010002', 'key')).toEqual([]);
});

test('how a connection is stands in the list and by itself', async () => {
  const status = {
    connection: 'prod',
    status: 'failing',
    since: after(-9),
    because: 'SERVICENOW_UNAVAILABLE',
    message: 'It does not answer.',
    seenAt: after(-1),
  };

  expect(await get('/status')).toEqual({ rows: [status], unused: [] });
  expect(await get('/connections/prod/status')).toEqual(status);
});

test('reports of mappings are shown as the last look left them', async () => {
  expect(await get('/mapping-reports')).toEqual({
    reports: [
      {
        connection: 'prod',
        at: after(6),
        findings: [{ kind: 'name-changed-hands', subject: 'x', line: 'It is gone.' }],
      },
    ],
  });
});

test('a connection is compared since when it is said, and the audit has it', async () => {
  const authorization = await api.token();
  const url = '/api/v1/workspaces/default/connections/prod/resync';
  const compare = (body: object) =>
    request(api.app).post(url).set({ authorization }).send(body).expect(200);

  const { body } = await compare({ since: at });
  await compare({});

  expect(body).toEqual({ compared: 3, different: 2, unknownHere: 1 });
  expect(api.swept).toEqual([
    ['prod', api.now],
    ['prod', undefined],
  ]);
  expect(Object(await get('/audit')).rows[1]).toMatchObject({
    actor: 'token test',
    action: 'connection.resync',
    subject: 'prod',
    after: { compared: 3, since: at },
  });
});
