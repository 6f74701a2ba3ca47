import request from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSampleApi, type SampleApi } from '../sample-api.ts';

let api: SampleApi;

beforeEach(async () => {
  api = await createSampleApi();
});

afterEach(() => api.close());

async function tryOut(body: object, status = 200) {
  const authorization = await api.token({ scopes: ['config:read'] });
  return (
    await request(api.app)
      .post('/api/v1/workspaces/default/readings')
      .set({ authorization })
      .send(body)
      .expect(status)
  ).body;
}

const alert = { check: { id: 7 }, state: 'DOWN', name: 'Shop', since: 1_795_000_000 };
const mapping = { fingerprint: 'check.id', status: 'state', title: 'name', startedAt: 'since' };
const statuses = { firing: ['down'], resolved: ['up'] };

test('a mapping is tried on a sample before it is saved, without a secret', async () => {
  const said = (state: string) =>
    tryOut({
      connector: 'generic',
      settings: { mapping, statuses },
      body: JSON.stringify({ ...alert, state }),
    });

  expect(await said('DOWN')).toMatchObject({
    read: true,
    events: [
      { fingerprint: '7', status: 'firing', title: 'Shop', startedAt: '2026-11-18T11:06:40.000Z' },
    ],
  });
  expect(await said('UP')).toMatchObject({ events: [{ fingerprint: '7', status: 'resolved' }] });
  const rows = await api.store.db.selectFrom('delivery').select('id').execute();
  expect(rows).toEqual([]);
});

test('what a tool appends to the address and its headers count', async () => {
  const body = JSON.stringify({ routing_key: 'k', payload: { summary: 'Deployed' } });
  const change = { connector: 'pagerduty-events', body, path: '/v2/change/enqueue' };

  expect(await tryOut(change)).toEqual({ read: true, events: [] });
  expect(await tryOut({ ...change, path: '' })).toMatchObject({ read: false });
});

test('a body that the schema allows fits into a request', async () => {
  const letters = (count: number) => ({ connector: 'alertmanager', body: 'a'.repeat(count) });

  expect(await tryOut(letters(200_000))).toMatchObject({ read: false });
  expect((await tryOut(letters(200_001), 400)).detail).toContain('body.body');
});

test('what cannot be read says why, and faults of the question say where', async () => {
  expect(await tryOut({ connector: 'alertmanager', body: '{' })).toMatchObject({
    read: false,
    because: expect.any(String),
    events: [],
  });
  const wrong = { connector: 'generic', body: '{}', settings: { mapping: { titel: 'x' } } };
  expect((await tryOut(wrong, 400)).detail).toContain('settings.mapping');
  expect((await tryOut({ connector: 'nobody', body: '{}' }, 400)).detail).toContain('nobody');
});
