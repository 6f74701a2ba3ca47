import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { createTestClient, type TestClient } from './testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

describe('a bare instance', () => {
  test('creates an incident with number, priority and defaults', async () => {
    const answer = await admin.post('/api/now/table/incident', {
      short_description: 'Disk is full',
      impact: '1',
      urgency: '2',
      priority: '5',
    });

    expect(answer.status).toBe(201);
    expect(answer.result).toMatchObject({
      number: expect.stringMatching(/^INC001\d{4}$/),
      priority: '2',
      state: '1',
      incident_state: '1',
      active: 'true',
      sys_mod_count: '0',
      sys_class_name: 'incident',
    });
  });

  test('refuses to resolve without close information, naming labels', async () => {
    const created = await admin.post('/api/now/table/incident', { short_description: 'a' });

    const answer = await admin.patch(`/api/now/table/incident/${created.result['sys_id']}`, {
      state: '6',
    });

    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        message: 'Operation Failed',
        detail:
          'Data Policy Exception: \n\tThe following fields are mandatory: Resolution code, Close notes',
      },
      status: 'failure',
    });
  });

  test('appends journal entries and shows them as display value only', async () => {
    const created = await admin.post('/api/now/table/incident', {
      short_description: 'a',
      work_notes: 'first',
    });
    const path = `/api/now/table/incident/${created.result['sys_id']}`;
    await admin.patch(path, { work_notes: 'second' });

    const answer = await admin.get(`${path}?sysparm_display_value=all&sysparm_fields=work_notes`);

    expect(answer.result['work_notes']).toMatchObject({ value: '' });
    expect(JSON.stringify(answer.result)).toMatch(/second.*first/);
  });

  test('does not count an update that changes nothing', async () => {
    const created = await admin.post('/api/now/table/incident', { short_description: 'same' });
    const path = `/api/now/table/incident/${created.result['sys_id']}`;

    const answer = await admin.patch(path, { short_description: 'same' });

    expect(answer.result['sys_mod_count']).toBe('0');
  });

  test('answers 401 with the recorded body when nobody is named', async () => {
    const answer = await createTestClient(instance.url, undefined).get('/api/now/table/incident');

    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: {
        message: 'User is not authenticated',
        detail: 'Required to provide Auth information',
      },
      status: 'failure',
    });
  });

  test('drops conditions on fields that do not exist', async () => {
    await admin.post('/api/now/table/incident', { short_description: 'b' });

    const answer = await admin.get(
      '/api/now/table/incident?sysparm_query=no_such_field=x&sysparm_limit=1',
    );

    expect(answer.list).toHaveLength(1);
    expect(Number(answer.headers.get('x-total-count'))).toBeGreaterThan(1);
  });

  test('gives a client-credentials token that the Table API accepts', async () => {
    const { clientId, clientSecret } = instance.integration;
    const token = await createTestClient(instance.url, undefined).form('/oauth_token.do', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });

    const answer = await createTestClient(instance.url, {
      token: String(token.result['access_token']),
    }).get('/api/now/table/incident?sysparm_limit=1');

    expect(token.status).toBe(200);
    expect(answer.status).toBe(200);
  });

  test('keeps every write in the log, with old and new values', async () => {
    const created = await admin.post('/api/now/table/incident', { short_description: 'old' });
    const sysId = String(created.result['sys_id']);
    await admin.patch(`/api/now/table/incident/${sysId}`, { short_description: 'new' });

    const entries = instance.control.log({ sysId });

    expect(entries.map((entry) => entry.operation)).toEqual(['insert', 'update']);
    expect(entries[1]?.changes['short_description']).toEqual({ old: 'old', new: 'new' });
  });
});

describe('faults', () => {
  test('meet the requests they were armed for, as often as they were armed', async () => {
    instance.control.addFault({
      match: { method: 'GET', table: 'problem' },
      action: { status: 503 },
      times: 2,
    });

    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await admin.get('/api/now/table/problem?sysparm_limit=1')).status);
    }

    expect(statuses).toEqual([503, 503, 200]);
  });

  test('can travel in the data', async () => {
    const body = { short_description: 'broken [[fault:429]]' };

    const first = await admin.post('/api/now/table/incident', body);
    const second = await admin.post('/api/now/table/incident', body);

    expect([first.status, second.status]).toEqual([429, 201]);
    expect(first.headers.get('retry-after')).toBe('1');
  });

  test('cut after commit leaves the write applied', async () => {
    const before = instance.control.log({ table: 'incident' }).length;
    instance.control.addFault({ match: { method: 'POST' }, action: { cut: 'after-commit' } });

    await expect(
      admin.post('/api/now/table/incident', { short_description: 'cut' }),
    ).rejects.toThrow('other side closed');

    expect(instance.control.log({ table: 'incident' })).toHaveLength(before + 1);
  });
});
