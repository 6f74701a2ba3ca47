import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;
const ids: string[] = [];

const DAVID = '5137153cc611227c000bbd1bd8cd2007';

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  for (let number = 1; number <= 5; number += 1) {
    const created = await admin.post('/api/now/table/incident', {
      short_description: `paged ${number}`,
      caller_id: DAVID,
      category: 'network',
    });
    ids.push(String(created.result['sys_id']));
  }
});

afterAll(async () => {
  await instance.close();
});

const pages =
  '/api/now/table/incident?sysparm_query=short_descriptionSTARTSWITHpaged^ORDERBYnumber&sysparm_fields=short_description';
const one = (more: string): string => `/api/now/table/incident/${ids[0]}?${more}`;

async function stored(sysId: string): Promise<Record<string, string>> {
  const answer = await admin.get(
    `/api/now/table/incident/${sysId}?sysparm_exclude_reference_link=true`,
  );
  return answer.result;
}

describe('paging', () => {
  test('says how many there are and where the other pages are', async () => {
    const answer = await admin.get(`${pages}&sysparm_limit=2&sysparm_offset=2`);

    expect(answer.list.map((row) => row['short_description'])).toEqual(['paged 3', 'paged 4']);
    expect(answer.headers.get('x-total-count')).toBe('5');
    const links = [...String(answer.headers.get('link')).matchAll(/<([^>]+)>;rel="(\w+)"/g)];
    expect(
      links.map(([, url = '', rel]) => [rel, new URL(url).searchParams.get('sysparm_offset')]),
    ).toEqual([
      ['first', '0'],
      ['prev', '0'],
      ['next', '4'],
      ['last', '4'],
    ]);
  });

  test('leaves out what does not exist: prev on the first page, the header when there is one page', async () => {
    const first = await admin.get(`${pages}&sysparm_limit=3`);
    const all = await admin.get(pages);

    expect(
      [...String(first.headers.get('link')).matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel),
    ).toEqual(['first', 'next', 'last']);
    expect(all.headers.get('link')).toBeNull();
  });

  test('can be done without counting and without links', async () => {
    const answer = await admin.get(`${pages}&sysparm_limit=2&sysparm_no_count=true`);
    const bare = await admin.get(
      `${pages}&sysparm_limit=2&sysparm_suppress_pagination_header=true`,
    );

    expect(answer.headers.get('x-total-count')).toBeNull();
    expect(bare.headers.get('link')).toBeNull();
  });

  test('finds nothing as an empty list, and as 404 in version 1', async () => {
    const none = 'table/incident?sysparm_query=number=none';

    const latest = await admin.get(`/api/now/${none}`);
    const second = await admin.get(`/api/now/v2/${none}`);
    const first = await admin.get(`/api/now/v1/${none}`);

    expect([latest.status, second.status, first.status]).toEqual([200, 200, 404]);
    expect(first.body).toMatchObject({ error: { message: 'No Record found' } });
  });
});

describe('shapes', () => {
  const fields = 'sysparm_fields=state,caller_id,caller_id.user_name,active,opened_at,closed_at';

  test.each<[query: string, expected: Record<string, unknown>]>([
    [
      '',
      {
        state: '1',
        caller_id: {
          link: expect.stringMatching(/\/api\/now\/table\/sys_user\/5137/),
          value: DAVID,
        },
        'caller_id.user_name': 'david.loo',
        active: 'true',
        closed_at: '',
      },
    ],
    [
      '&sysparm_exclude_reference_link=true',
      { state: '1', caller_id: DAVID, 'caller_id.user_name': 'david.loo' },
    ],
    [
      '&sysparm_display_value=true',
      {
        state: 'New',
        caller_id: { display_value: 'David Loo', link: expect.any(String) },
        active: 'true',
      },
    ],
    [
      '&sysparm_display_value=true&sysparm_exclude_reference_link=true',
      { state: 'New', caller_id: 'David Loo' },
    ],
    [
      '&sysparm_display_value=all',
      {
        state: { display_value: 'New', value: '1' },
        caller_id: { display_value: 'David Loo', link: expect.any(String), value: DAVID },
      },
    ],
    [
      '&sysparm_display_value=all&sysparm_exclude_reference_link=true',
      { caller_id: { display_value: 'David Loo', value: DAVID } },
    ],
  ])('with %j', async (query, expected) => {
    const answer = await admin.get(one(`${fields}${query}`));

    expect(answer.result).toMatchObject(expected);
  });

  test('dates are UTC as values and local as display values', async () => {
    const answer = await admin.get(one('sysparm_fields=opened_at&sysparm_display_value=all'));

    const { value, display_value: shown } = Object(answer.result['opened_at']);
    const zone = await admin.get(
      '/api/now/table/sys_properties?sysparm_query=name=glide.sys.default.tz',
    );
    expect(zone.list[0]).toMatchObject({ value: 'US/Pacific' });
    const hours = (Date.parse(`${value}Z`) - Date.parse(`${shown}Z`)) / 3_600_000;
    expect([7, 8]).toContain(hours);
  });

  test('unknown fields are left out', async () => {
    const answer = await admin.get(
      one('sysparm_fields=number,no_such_field,caller_id.no_such_field'),
    );

    expect(Object.keys(answer.result)).toEqual(['number']);
  });
});

describe('filters by field', () => {
  test.each([
    ['category=network', 5],
    ['category=Network', 5],
    ['state=New', 5],
    [`caller_id=${DAVID}`, 5],
    ['caller_id=david.loo', 5],
    ['caller_id=David%20Loo', 5],
    ['state=Closed', 0],
  ])('%s', async (filter, count) => {
    const answer = await admin.get(`/api/now/table/incident?short_description=paged%201&${filter}`);

    expect(answer.list).toHaveLength(Math.min(count, 1));
  });
});

describe('writes', () => {
  test('PUT and PATCH change what they name and nothing else; empty text clears', async () => {
    const created = await admin.post('/api/now/table/incident', {
      short_description: 'a',
      description: 'b',
      urgency: '2',
    });
    const path = `/api/now/table/incident/${created.result['sys_id']}`;

    const put = await admin.put(path, { short_description: 'c' });
    const patched = await admin.patch(path, { description: '' });

    expect(put.result).toMatchObject({ short_description: 'c', description: 'b', urgency: '2' });
    expect(patched.result).toMatchObject({ short_description: 'c', description: '' });
  });

  test('fields that do not exist, choices that are not offered, and passwords are dropped', async () => {
    const incident = await admin.post('/api/now/table/incident', {
      short_description: 'a',
      bunk_field: 'x',
      close_code: 'No such code',
      sys_mod_count: '99',
    });
    const user = await admin.post('/api/now/table/sys_user', {
      user_name: 'no.password',
      user_password: 'secret',
    });
    const signedIn = await createTestClient(instance.url, {
      user: 'no.password',
      password: 'secret',
    }).get(pages);

    expect(incident.status).toBe(201);
    expect(incident.result).toMatchObject({ close_code: '', sys_mod_count: '0' });
    expect(user.status).toBe(201);
    expect(signedIn.status).toBe(401);
  });

  test('text longer than its column is cut', async () => {
    const answer = await admin.post('/api/now/table/incident', {
      short_description: 'x'.repeat(200),
    });

    expect(answer.result['short_description']).toHaveLength(160);
  });

  test('a column wider than 255 takes more than its length says', async () => {
    const answer = await admin.post('/api/now/table/incident', { description: 'x'.repeat(5000) });

    expect(answer.result['description']).toHaveLength(5000);
  });

  test('values can be given as they are shown', async () => {
    const answer = await admin.post(
      '/api/now/table/incident?sysparm_input_display_value=true&sysparm_exclude_reference_link=true',
      {
        short_description: 'shown',
        impact: '1 - High',
        caller_id: 'David Loo',
        opened_at: '2026-07-01 12:00:00',
      },
    );

    expect(answer.result).toMatchObject({
      impact: '1',
      caller_id: DAVID,
      opened_at: '2026-07-01 19:00:00',
    });
  });

  test.each([
    ['2021-07-15 08:00:00', '2021-07-15 08:00:00'],
    ['2021-07-15T08:00:00', '2021-07-15 08:00:00'],
    ['2021-07-15T08:00:00.000Z', '2021-07-15 08:00:00'],
    ['2021-07-15', '2021-07-15 00:00:00'],
  ])('a moment given as %s is stored as %s', async (given, stored) => {
    const created = await admin.post('/api/now/table/incident', { due_date: given });

    expect(created.result).toMatchObject({ due_date: stored });
  });

  test('switches are read in any case, as Java reads booleans', async () => {
    const created = await admin.post(
      '/api/now/table/incident?sysparm_input_display_value=True&sysparm_exclude_reference_link=True',
      { urgency: '1 - High', opened_by: 'System Administrator' },
    );
    const shown = await admin.get(
      '/api/now/table/incident?sysparm_display_value=True&sysparm_limit=1',
    );

    expect(created.result).toMatchObject({
      urgency: '1',
      opened_by: expect.stringMatching(/^\w{32}$/),
    });
    expect(shown.list[0]).toMatchObject({ impact: expect.stringContaining(' - ') });
  });

  test('a record is what it is, whichever table of its line it is reached by', async () => {
    const answer = await admin.patch(`/api/now/table/task/${ids[1]}`, { state: '6' });
    const deleted = await admin.delete(`/api/now/table/task/${ids[4]}`);

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Data Policy Exception');
    expect(deleted.status).toBe(204);
    await expect(stored(String(ids[4]))).resolves.toHaveProperty('error');
  });

  test('an answer can be told to carry no body, and names where the record is', async () => {
    const answer = await admin.post(
      '/api/now/table/incident',
      { short_description: 'silent' },
      { 'x-no-response-body': 'true' },
    );

    expect([answer.status, answer.text]).toEqual([201, '']);
    expect(answer.headers.get('location')).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/api\/now\/table\/incident\/[0-9a-f]{32}$/,
    );
  });

  test('another method can be named in a header', async () => {
    const answer = await admin.post(
      `/api/now/table/incident/${ids[2]}`,
      { short_description: 'overridden' },
      { 'x-http-method-override': 'PATCH' },
    );

    expect(answer.status).toBe(200);
    await expect(stored(String(ids[2]))).resolves.toMatchObject({
      short_description: 'overridden',
    });
  });

  test('several records in one body: the first one counts', async () => {
    const answer = await admin.post('/api/now/table/incident', {
      records: [{ short_description: 'first' }, { short_description: 'second' }],
    });

    expect(answer.result['short_description']).toBe('first');
  });
});

describe('XML', () => {
  test('goes out and comes in when asked for', async () => {
    const answer = await admin.post(
      '/api/now/table/incident?sysparm_fields=short_description,caller_id',
      `<request><entry><short_description>a &amp; b</short_description><caller_id>${DAVID}</caller_id></entry></request>`,
      { 'content-type': 'application/xml', accept: 'application/xml' },
    );

    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/xml;charset=UTF-8');
    expect(answer.text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?><response><result><short_description>a &amp; b<\/short_description><caller_id><link>[^<]+<\/link><value>5137153cc611227c000bbd1bd8cd2007<\/value><\/caller_id><\/result><\/response>$/,
    );
  });
});

describe('refusals', () => {
  const refusal = (answer: TestAnswer): unknown[] => [answer.status, Object(answer.body).error];

  test.each<[what: string, path: string, status: number, message: string, detail: unknown]>([
    ['an unknown table', '/api/now/table/no_such_table', 400, 'Invalid table no_such_table', null],
    [
      'an unknown path',
      '/api/now/no_such_api',
      400,
      'Requested URI does not represent any resource',
      null,
    ],
    [
      'an unknown record',
      '/api/now/table/incident/0123456789abcdef0123456789abcdef',
      404,
      'No Record found',
      "Record doesn't exist or ACL restricts the record retrieval",
    ],
  ])('%s', async (_what, path, status, message, detail) => {
    expect(refusal(await admin.get(path))).toEqual([status, { message, detail }]);
  });

  test('bodies that are no JSON, and bodies over 10 MB', async () => {
    const broken = await admin.post('/api/now/table/incident', '{"short_description": ');
    const large = await admin.post(
      '/api/now/table/incident',
      JSON.stringify({ description: 'x'.repeat(10_485_760) }),
    );

    expect(broken.status).toBe(400);
    expect(refusal(large)).toEqual([
      400,
      {
        message: 'Exception while reading request',
        detail:
          'Rejected large REST payload with content-length = 10485778 bytes. Max allowed: 10485760 bytes.',
      },
    ]);
  });

  test('addresses over 8192 bytes', async () => {
    const fits = await admin.get(`/api/now/table/incident?sysparm_limit=1&x=${'a'.repeat(8000)}`);
    const long = await admin.get(`/api/now/table/incident?sysparm_limit=1&x=${'a'.repeat(8200)}`);

    expect([fits.status, long.status]).toEqual([200, 414]);
  });

  test('two Authorization headers', async () => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const call = http.get(`${instance.url}/api/now/table/incident`, {
      headers: ['Authorization', 'Basic a', 'Authorization', 'Basic b', 'Host', 'x'],
    });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });

    await expect(promise).resolves.toBe(400);
  });
});
