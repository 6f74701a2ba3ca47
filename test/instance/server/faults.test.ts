import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterEach(() => {
  instance.control.clearFaults();
});

afterAll(async () => {
  await instance.close();
});

const list = '/api/now/table/incident?sysparm_limit=1';

describe('a fault', () => {
  test('can be a page where JSON is expected', async () => {
    instance.control.addFault({ action: { page: 'hibernating' } });
    instance.control.addFault({ action: { page: 'maintenance' } });

    const asleep = await admin.get(list);
    const closed = await admin.get(list);

    expect([asleep.status, asleep.headers.get('content-type'), asleep.text.length]).toEqual([
      200,
      'text/html',
      5904,
    ]);
    expect(asleep.text).toContain('<title>Instance Hibernating page</title>');
    expect([closed.status, closed.headers.get('content-type')]).toEqual([200, 'text/html']);
  });

  test.each([401, 403, 404, 429, 500, 502, 503])('can be the status %i', async (status) => {
    instance.control.addFault({ action: { status } });

    const faulty = await admin.get(list);
    const again = await admin.get(list);

    expect([faulty.status, again.status]).toEqual([status, 200]);
  });

  test('can have headers and a body of its own', async () => {
    instance.control.addFault({
      action: {
        status: 200,
        headers: { 'content-type': 'text/plain', 'x-mine': 'yes' },
        body: 'odd',
      },
    });

    const answer = await admin.get(list);

    expect([
      answer.status,
      answer.text,
      answer.headers.get('x-mine'),
      answer.headers.get('content-type'),
    ]).toEqual([200, 'odd', 'yes', 'text/plain']);
  });

  test('can wait, and then answer as usual', async () => {
    instance.control.addFault({ action: { delayMs: 300 } });
    const startedAt = performance.now();

    const answer = await admin.get(list);

    expect(answer.status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(290);
  });

  test('can cut the connection before anything is written', async () => {
    const before = instance.control.log({ table: 'incident' }).length;
    instance.control.addFault({ match: { method: 'POST' }, action: { cut: 'before' } });

    await expect(admin.post('/api/now/table/incident', { short_description: 'x' })).rejects.toThrow(
      'other side closed',
    );

    expect(instance.control.log({ table: 'incident' })).toHaveLength(before);
  });

  test('can meet the n-th request only, of a path, a method or a table', async () => {
    instance.control.addFault({ match: { table: 'incident', nth: 2 }, action: { status: 503 } });
    instance.control.addFault({
      match: { path: '/api/now/table/sys_user*' },
      action: { status: 502 },
    });

    const statuses = [];
    for (const path of [list, '/api/now/table/sys_user_group?sysparm_limit=1', list, list]) {
      statuses.push((await admin.get(path)).status);
    }

    expect(statuses).toEqual([200, 502, 503, 200]);
  });
});

describe('over HTTP', () => {
  test('faults are armed, described when they are wrong, and cleared', async () => {
    const armed = await admin.post('/__control/faults', {
      match: { method: 'GET' },
      action: { status: 503 },
      times: 5,
    });
    const wrong = await admin.post('/__control/faults', { action: { status: 'x' }, nope: 1 });
    const faulty = await admin.get(list);
    const cleared = await admin.delete('/__control/faults');
    const healthy = await admin.get(list);

    expect([armed.status, wrong.status, faulty.status, cleared.status, healthy.status]).toEqual([
      201, 400, 503, 204, 200,
    ]);
    expect(wrong.text).toContain('status');
  });

  test('the write log pages by its sequence', async () => {
    const created = await admin.post('/api/now/table/incident', { short_description: 'logged' });

    const answer = await admin.get(`/__control/log?sys_id=${created.result['sys_id']}`);

    const { entries } = Object(answer.body);
    expect(entries).toEqual([
      expect.objectContaining({
        table: 'incident',
        operation: 'insert',
        user: 'admin',
        number: created.result['number'],
      }),
    ]);
    const later = await admin.get(
      `/__control/log?after=${Object(entries[0]).seq}&sys_id=${created.result['sys_id']}`,
    );
    expect(Object(later.body).entries).toEqual([]);
  });

  test('a user can be made, and what control does not know is refused', async () => {
    const made = await admin.post('/__control/users', {
      userName: 'made',
      password: 'p',
      roles: ['itil'],
    });
    const signedIn = await createTestClient(instance.url, { user: 'made', password: 'p' }).get(
      list,
    );
    const unknown = await admin.get('/__control/nope');
    const job = await admin.post('/__control/jobs/nope/run', {});

    expect([made.status, signedIn.status, unknown.status, job.status]).toEqual([
      201, 200, 404, 404,
    ]);
  });
});
