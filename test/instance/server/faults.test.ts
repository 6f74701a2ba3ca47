import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer, type TestClient } from '../testing/client.ts';
import type { FaultRule } from './faults.ts';

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

/** What a caller sees of a fault: status and what the answer is made of, or that there is none. */
async function seen(answer: Promise<TestAnswer>): Promise<unknown[]> {
  try {
    const { status, headers, text } = await answer;
    return [status, headers.get('content-type'), headers.get('retry-after'), text];
  } catch {
    return ['cut'];
  }
}

const failure = (message: string, detail: string | null): string =>
  JSON.stringify({ error: { message, detail }, status: 'failure' });
const jsonType = 'application/json;charset=UTF-8';
const limited = failure(
  'Rate limit exceeded',
  'Rate limit of 100 requests per hour for Table API exceeded',
);

describe('a fault in the data is the same as one that is armed', () => {
  test.each<[kind: string, action: FaultRule['action'], expected: unknown[]]>([
    [
      '401',
      { status: 401 },
      [
        401,
        jsonType,
        null,
        failure('User is not authenticated', 'Required to provide Auth information'),
      ],
    ],
    [
      '403',
      { status: 403 },
      [
        403,
        jsonType,
        null,
        failure('Operation Failed', 'ACL Exception Update Failed due to security constraints'),
      ],
    ],
    ['429', { status: 429, headers: { 'retry-after': '1' } }, [429, jsonType, '1', limited]],
    [
      '429-after-7',
      { status: 429, headers: { 'retry-after': '7' } },
      [429, jsonType, '7', limited],
    ],
    [
      '500',
      { status: 500 },
      [
        500,
        jsonType,
        null,
        failure('Transaction cancelled: maximum execution time exceeded', null),
      ],
    ],
    ['502', { status: 502 }, [502, 'text/html', null, expect.stringContaining('502 Bad Gateway')]],
    ['503', { status: 503 }, [503, 'text/html', null, expect.stringContaining('503 Service')]],
    ['418', { status: 418 }, [418, jsonType, null, failure('Operation Failed', null)]],
    [
      'hibernating',
      { page: 'hibernating' },
      [200, 'text/html', null, expect.stringContaining('Hibernating')],
    ],
    [
      'maintenance',
      { page: 'maintenance' },
      [200, 'text/html', null, expect.stringContaining('html')],
    ],
    [
      'html',
      {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html><body>Sign in</body></html>',
      },
      [200, 'text/html', null, '<html><body>Sign in</body></html>'],
    ],
    [
      'redirect',
      { status: 302, headers: { location: '/login.do' }, body: '' },
      [302, 'text/html', null, ''],
    ],
    [
      'wrong-type',
      { status: 200, headers: { 'content-type': 'text/plain' }, body: '{"result":[]}' },
      [200, 'text/plain', null, '{"result":[]}'],
    ],
    [
      'broken-json',
      { status: 200, headers: { 'content-type': jsonType }, body: '{"result":[{"sys_id":"' },
      [200, jsonType, null, '{"result":[{"sys_id":"'],
    ],
    [
      'empty',
      { status: 200, headers: { 'content-type': jsonType }, body: '' },
      [200, jsonType, null, ''],
    ],
    ['cut-before', { cut: 'before' }, ['cut']],
  ])('%s', async (kind, action, expected) => {
    instance.control.addFault({ action });
    const armed = await seen(admin.get(list));

    const inAddress = await seen(admin.get(`${list}&sysparm_query=number=[[fault:${kind}]]`));
    const inBody = await seen(
      admin.post('/api/now/table/incident', { short_description: `[[fault:${kind}x1]]` }),
    );
    const afterwards = await admin.get(`${list}&sysparm_query=number=[[fault:${kind}]]`);

    expect([armed, inAddress, inBody]).toEqual([expected, expected, expected]);
    expect(afterwards.status).toBe(200);
  });

  test.each<[kind: string, action: FaultRule['action'], expected: unknown]>([
    ['cut-after-commit', { cut: 'after-commit' }, 'cut'],
    ['502-after-commit', { status: 502, afterCommit: true }, 502],
  ])(
    '%s: the record is there, though the caller is told otherwise',
    async (kind, action, expected) => {
      const make = (text: string) =>
        admin.post('/api/now/table/incident', { short_description: text });
      instance.control.addFault({ match: { method: 'POST' }, action });
      const [armed] = await seen(make(`armed ${kind}`));
      const [carried] = await seen(make(`carried [[fault:${kind}]]`));

      const made = await admin.get(
        `/api/now/table/incident?sysparm_query=short_descriptionSTARTSWITHarmed ${kind}^ORshort_descriptionSTARTSWITHcarried [`,
      );

      expect([armed, carried]).toEqual([expected, expected]);
      expect(made.list.length).toBeGreaterThanOrEqual(2);
    },
  );

  test('delay-300: it comes late, and as usual', async () => {
    const startedAt = performance.now();

    const answer = await admin.post('/api/now/table/incident', {
      short_description: '[[fault:delay-300]]',
    });

    expect(answer.status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThan(290);
  });

  test('x3 meets the first three, @2 the second one; what is no fault is only text', async () => {
    const statuses = async (text: string, times: number): Promise<number[]> => {
      const met: number[] = [];
      for (let turn = 0; turn < times; turn += 1)
        met.push((await admin.get(`${list}&sysparm_query=number=${text}`)).status);
      return met;
    };

    expect(await statuses('[[fault:503x3]]', 4)).toEqual([503, 503, 503, 200]);
    expect(await statuses('[[fault:503@2]]', 3)).toEqual([200, 503, 200]);
    expect(await statuses('[[fault:nonsense]]', 1)).toEqual([200]);
    expect(await statuses('[[fault:constructor]]', 1)).toEqual([200]);
  });

  test('a form carries one too', async () => {
    const refused = await admin.form('/oauth_token.do', {
      grant_type: 'password',
      username: '[[fault:503]]',
    });

    expect(refused.status).toBe(503);
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
    expect([made.status, signedIn.status, unknown.status]).toEqual([201, 200, 404]);
  });

  test('a name that the instance does not have is an error of whoever gave it', async () => {
    const jobs = await admin.post('/__control/jobs/nope/run', {});
    const tests = await admin.post('/__control/tests/nope/run', {});
    const log = await admin.get('/__control/log?table=nope');
    const { control } = instance;

    expect([jobs, tests, log].map(({ status }) => status)).toEqual([404, 404, 404]);
    await expect(control.runJob('nope')).rejects.toThrow('no scheduled script nope');
    await expect(control.runTest('nope')).rejects.toThrow('no test nope');
    expect(() => control.log({ table: 'nope' })).toThrow('no table nope');
  });

  test('columns that a query names and a table does not have can be asked for', async () => {
    const query =
      'active=true^statte=1^caller_id.nam=x^caller_id.name=x^ORDERBYnumberr^ORDERBYstate';
    const parameters = new URLSearchParams({ table: 'incident', query });
    const answer = await admin.get(`/__control/unknown-columns?${parameters.toString()}`);

    expect(answer.body).toEqual({ columns: ['statte', 'caller_id.nam', 'numberr'] });
  });
});
