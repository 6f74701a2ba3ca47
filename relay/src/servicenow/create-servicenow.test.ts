import { afterEach, describe, expect, test } from 'vitest';
import { sampleTaskRecord, sampleUpsertRequest } from '../domain/samples.ts';
import { answerJson } from '../lib/scripted-server.ts';
import { basic, secrets, startScriptedInstance, type Script } from './scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(script: Script, deadlineMs = 5_000) {
  const instance = await startScriptedInstance(script, { deadlineMs });
  closing.push(() => instance.close());
  return instance;
}

const key = 'ab'.repeat(32);
const sysId = '0123456789abcdef'.repeat(2);
const fields = { short_description: 'Disk full', impact: '2' };
const request = sampleUpsertRequest({ fields });
const record = sampleTaskRecord({ key, sys_id: sysId, sys_mod_count: 0, fields });
const created = { outcome: 'created', applied_seq: 1, record };

describe('upsertTask', () => {
  test('puts the command under its key, signed in from the first call on', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: created }),
    );

    const answer = await servicenow.upsertTask(connection(), key, request);

    expect(answer).toEqual(created);
    expect(appRequests()).toEqual([
      {
        method: 'PUT',
        path: `/api/x_alrt_relay/v1/tasks/${key}`,
        headers: expect.objectContaining({
          accept: 'application/json',
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`relay:${secrets.password}`).toString('base64')}`,
        }),
        body: JSON.stringify(request),
      },
    ]);
  });

  test('refuses a record that carries another key', async () => {
    const other = { ...created, record: { ...record, key: 'cd'.repeat(32) } };
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, { result: other }),
    );

    await expect(servicenow.upsertTask(connection(), key, request)).rejects.toMatchObject({
      code: 'SERVICENOW_WRONG_RECORD',
      message: expect.stringContaining('it carries key cdcdcdcd… (INC0010001)'),
    });
  });

  test.each([
    ['no result', {}, 'at result (invalid_type)'],
    [
      'a result of another shape',
      { result: { outcome: 'created' } },
      'at result.applied_seq (invalid_type), result.record (invalid_type). App and relay may be',
    ],
    [
      'an outcome of tomorrow',
      { result: { ...created, outcome: 'merged' } },
      'at result.outcome (invalid_value).',
    ],
  ])('takes %s for no success', async (_what, body, place) => {
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, body),
    );

    const writing = servicenow.upsertTask(connection(), key, request);

    await expect(writing).rejects.toThrow(place);
    await expect(writing).rejects.toMatchObject({
      code: 'SERVICENOW_UNEXPECTED_ANSWER',
      message: expect.stringMatching(
        /^Could not write the record of key abababab… on connection acme\/main: the answer is not what/,
      ),
    });
  });

  test.each<[string, Script, string, RegExp]>([
    [
      'cut after the write',
      (_request, response) => response.destroy(),
      'SERVICENOW_UNAVAILABLE',
      /no answer came \(.+\)\. The write may have been applied; repeating it is safe\./,
    ],
    [
      'cut after the headers',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"result":', () => response.destroy());
      },
      'SERVICENOW_UNAVAILABLE',
      /The write may have been applied/,
    ],
    ['never answered', () => {}, 'SERVICENOW_UNAVAILABLE', /no complete answer within 200 ms/],
    [
      'dripped',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      },
      'SERVICENOW_UNAVAILABLE',
      /no complete answer within 200 ms/,
    ],
    [
      'redirected',
      (_request, response) =>
        response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      'SERVICENOW_UNEXPECTED_ANSWER',
      /the answer was a redirect \(302\)/,
    ],
  ])('is sent once and fails when it is %s', async (_what, script, code, message) => {
    const { servicenow, connection, server } = await start(script, 200);

    await expect(servicenow.upsertTask(connection(), key, request)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      details: expect.objectContaining({ connection: 'acme/main' }),
    });
    expect(server.received).toHaveLength(1);
  });

  test('says of an instance that is not there that nothing was sent', async () => {
    const { servicenow, connection, server } = await start(() => {});
    await server.close();
    closing.splice(0);

    const writing = servicenow.upsertTask(connection(), key, request);

    await expect(writing).rejects.toMatchObject({
      code: 'SERVICENOW_UNAVAILABLE',
      message: expect.not.stringContaining('may have been applied'),
      details: { reached: 'no', connection: 'acme/main' },
    });
  });

  test('holds the connection when its address is private and not allowed', async () => {
    const { servicenow, connection } = await start(() => {});

    const writing = servicenow.upsertTask(
      { ...connection(), url: 'https://10.0.0.1' },
      key,
      request,
    );

    await expect(writing).rejects.toMatchObject({
      code: 'SERVICENOW_ADDRESS_REFUSED',
      details: { reached: 'no' },
    });
  });

  test('keeps what the app says about a refusal', async () => {
    const { servicenow, connection } = await start((_request, response) => {
      response.setHeader('retry-after', '7');
      answerJson(response, 409, {
        result: { problem: { code: 'claim_held', message: 'Being created' } },
      });
    });

    await expect(servicenow.upsertTask(connection(), key, request)).rejects.toMatchObject({
      code: 'SERVICENOW_CLAIM_HELD',
      retryAfterMs: 7_000,
      details: { status: 409, problem: 'claim_held', connection: 'acme/main' },
    });
  });
});

describe('upsertTasks', () => {
  const keys = ['ab', 'cd', 'ef', '12', '34', '56'].map((one) => one.repeat(32));
  const outcomeOf = (of: string) => ({
    key: of,
    status: 200,
    answer: { ...created, record: { ...record, key: of } },
  });

  test('sends them in one call, and each has an outcome of its own', async () => {
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = keys;
    const problem = { code: 'claim_held', message: 'Being created', retry_after: 2 };
    const outcomes = [
      outcomeOf(first),
      { key: second, status: 409, problem },
      { key: third, status: 422, problem: { code: 'write_refused', message: 'No' } },
      { ...outcomeOf(fourth), answer: created },
      outcomeOf(first),
    ];
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { outcomes } }),
    );
    const commands = keys.map((of) => ({ key: of, request }));

    const told = await servicenow.upsertTasks(connection(), commands);

    const unanswered = { code: 'SERVICENOW_UNEXPECTED_ANSWER' };
    expect(told).toMatchObject([
      { outcome: 'created', record: { key: first } },
      {
        code: 'SERVICENOW_CLAIM_HELD',
        retryAfterMs: 2000,
        details: { status: 409, problem: 'claim_held' },
        message: expect.stringContaining('the record of key cdcdcdcd… on connection acme/main:'),
      },
      { code: 'SERVICENOW_WRITE_REFUSED' },
      { code: 'SERVICENOW_WRONG_RECORD', details: { number: 'INC0010001' } },
      { ...unanswered, message: expect.stringContaining(`key ${fifth.slice(0, 8)}…`) },
      unanswered,
    ]);
    expect(appRequests()).toMatchObject([
      {
        method: 'POST',
        path: '/api/x_alrt_relay/v1/tasks/batch',
        body: JSON.stringify({
          commands: keys.map((of) => ({ key: of, command: request })),
        }),
      },
    ]);
  });

  test('a problem with the status of a success is no success', async () => {
    const problem = { code: 'a_code_of_tomorrow', message: 'in words' };
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, { result: { outcomes: [{ key, status: 200, problem }] } }),
    );

    const told = await servicenow.upsertTasks(connection(), [{ key, request }]);

    expect(told).toMatchObject([{ code: 'SERVICENOW_UNEXPECTED_ANSWER' }]);
  });
});

describe('findTask', () => {
  test('that gets no answer has applied nothing', async () => {
    const { servicenow, connection } = await start((_request, response) => response.destroy());

    await expect(servicenow.findTask(connection(), key)).rejects.toMatchObject({
      code: 'SERVICENOW_UNAVAILABLE',
      message: expect.not.stringContaining('may have been applied'),
      details: { reached: 'maybe' },
    });
  });

  test('reads the columns named', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: record }),
    );

    const found = await servicenow.findTask(connection(), key, ['state', 'impact']);

    expect(found).toEqual(record);
    expect(appRequests()[0]?.path).toBe(`/api/x_alrt_relay/v1/tasks/${key}?fields=state%2Cimpact`);
  });

  test('finds nothing when the app says so, and only then', async () => {
    const { servicenow, connection } = await start((_request, response, nth) => {
      const bodies = [
        { result: { problem: { code: 'not_found', message: 'Nothing is known' } } },
        { error: { message: 'No Record found', detail: null }, status: 'failure' },
      ];
      answerJson(response, 404, bodies[nth - 1]);
    });

    expect(await servicenow.findTask(connection(), key)).toBeUndefined();
    await expect(servicenow.findTask(connection(), key)).rejects.toMatchObject({
      code: 'SERVICENOW_NOT_FOUND',
    });
  });

  test('refuses a record that carries another key', async () => {
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, { result: record }),
    );

    await expect(servicenow.findTask(connection(), 'cd'.repeat(32))).rejects.toMatchObject({
      code: 'SERVICENOW_WRONG_RECORD',
    });
  });
});

describe('changes', () => {
  test('are fetched for this connection, oldest first', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { changes: [], more: false } }),
    );

    expect(await servicenow.fetchChanges(connection(), 50)).toEqual({ changes: [], more: false });
    expect(appRequests()[0]?.path).toBe(
      '/api/x_alrt_relay/v1/changes?workspace=acme&connection=main&limit=50',
    );
  });

  test('are acknowledged by id', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { acknowledged: 2 } }),
    );

    expect(await servicenow.acknowledgeChanges(connection(), ['a', 'b'])).toBe(2);
    expect(appRequests()[0]).toMatchObject({
      method: 'POST',
      path: '/api/x_alrt_relay/v1/changes/acknowledge?workspace=acme',
      body: '{"connection":"main","ids":["a","b"]}',
    });
  });
});

describe('connect', () => {
  const answer = {
    contract: 1,
    app_version: '0.1.0',
    features: [],
    instance: { id: 'i', name: 'dev1' },
  };
  const relay = { version: '0.1.0', url: 'https://relay.example.com' };

  test('hands address and secret to an app that will push', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: answer }),
    );

    expect(await servicenow.connect(connection(), relay)).toEqual({ ...answer, features: [] });
    expect(JSON.parse(String(appRequests()[0]?.body))).toEqual({
      contract: 1,
      workspace: 'acme',
      connection: 'main',
      relay_version: '0.1.0',
      mode: 'push',
      relay_url: 'https://relay.example.com',
      secret: secrets.webhook,
    });
  });

  test('hands out neither where the relay will pull', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: answer }),
    );

    await servicenow.connect({ ...connection(), changes: 'pull' }, relay);

    expect(JSON.parse(String(appRequests()[0]?.body))).toEqual({
      contract: 1,
      workspace: 'acme',
      connection: 'main',
      relay_version: '0.1.0',
      mode: 'pull',
    });
  });

  test('fails with an app of another contract', async () => {
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, { result: { ...answer, contract: 2 } }),
    );

    await expect(servicenow.connect(connection(), relay)).rejects.toMatchObject({
      code: 'SERVICENOW_UNEXPECTED_ANSWER',
      message: expect.stringContaining('at result.contract'),
    });
  });
});

describe('links', () => {
  const state = {
    key,
    table: 'incident',
    sys_id: sysId,
    number: 'INC0010001',
    episode: 1,
    applied_seq: 1,
    applied_event_id: 'job-1',
    exists: true,
    state: '1',
    active: true,
    sys_mod_count: 1,
    sys_updated_on: '2026-11-22 08:00:00',
    last_sequence: null,
    waiting: 0,
  };

  test('S13 are compared by their keys, and others are not believed', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, {
        result: { links: [state, { ...state, key: 'ef'.repeat(32) }], unknown: [] },
      }),
    );

    expect(await servicenow.compareLinks(connection(), [key])).toEqual([state]);
    expect(appRequests()[0]).toMatchObject({
      method: 'POST',
      path: '/api/x_alrt_relay/v1/links/compare',
      body: JSON.stringify({ keys: [key] }),
    });
  });

  test('and the changes of one are asked for behind the last that is known', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { changes: [], more: false } }),
    );

    await servicenow.fetchRecordChanges(connection(), key, 300);

    expect(appRequests()[0]?.path).toBe(
      `/api/x_alrt_relay/v1/tasks/${key}/changes?after=300&limit=1000`,
    );
  });
});

describe('fetchAttachment', () => {
  const content = Buffer.from([0x89, 0x50, 0xff, 0x00]);

  test('decodes what the app hands over', async () => {
    const file = {
      file_name: 'a.png',
      content_type: 'image/png',
      content: content.toString('base64'),
    };
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { sys_id: sysId, size_bytes: 4, ...file } }),
    );

    expect(await servicenow.fetchAttachment(connection(), sysId)).toEqual({
      name: 'a.png',
      contentType: 'image/png',
      content,
    });
    expect(appRequests()[0]?.path).toBe(`/api/x_alrt_relay/v1/attachments/${sysId}`);
  });

  test('takes no other than it asked for', async () => {
    const other = {
      sys_id: 'b'.repeat(32),
      size_bytes: 4,
      file_name: 'b.png',
      content_type: 'image/png',
      content: content.toString('base64'),
    };
    const { servicenow, connection } = await start((_request, response) =>
      answerJson(response, 200, { result: other }),
    );

    await expect(servicenow.fetchAttachment(connection(), sysId)).rejects.toMatchObject({
      code: 'SERVICENOW_UNEXPECTED_ANSWER',
      message: expect.stringContaining(sysId),
    });
  });

  const about = { result: { file_name: 'a.png', content_type: 'image/png' } };

  /** Table mode: what is said about the file, then the file itself. */
  const startTable = (answerFile: Script) =>
    start((request, response, nth) =>
      request.path.endsWith('/file')
        ? answerFile(request, response, nth)
        : answerJson(response, 200, about),
    );

  test('takes it byte for byte from the platform in table mode', async () => {
    const { servicenow, connection, appRequests } = await startTable((_request, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(content),
    );

    const file = await servicenow.fetchAttachment({ ...connection(), mode: 'table' }, sysId);

    expect(file).toEqual({ name: 'a.png', contentType: 'image/png', content });
    const authorization = expect.stringMatching(/^Basic /);
    expect(appRequests()).toMatchObject([
      {
        path: `/api/now/attachment/${sysId}`,
        headers: { accept: 'application/json', authorization },
      },
      { path: `/api/now/attachment/${sysId}/file`, headers: { accept: '*/*', authorization } },
    ]);
  });

  test.each<[string, () => ReturnType<typeof start>]>([
    ['it', () => startTable(() => {})],
    ['what is said of it', () => start(() => {})],
  ])('waits for %s as long as an instance works, and no longer', async (_what, startSilent) => {
    const { servicenow, connection } = await startSilent();
    const tableMode = { ...connection().tableMode, quotaMs: 160 };

    await expect(
      servicenow.fetchAttachment({ ...connection(), mode: 'table', tableMode }, sysId),
    ).rejects.toMatchObject({
      code: 'SERVICENOW_UNAVAILABLE',
      message: expect.stringContaining('no complete answer within 200 ms'),
    });
  });

  test.each<[string, Script, string]>([
    [
      'JSON',
      (_request, response) => answerJson(response, 200, { result: {} }),
      'SERVICENOW_UNEXPECTED_ANSWER',
    ],
    [
      'a picture with 404',
      (_request, response) => response.writeHead(404, { 'content-type': 'image/png' }).end(content),
      'SERVICENOW_NOT_JSON',
    ],
    [
      'the page of a sleeping instance',
      (_request, response) => response.end('<title>Instance Hibernating page</title>'),
      'SERVICENOW_HIBERNATING',
    ],
  ])('takes %s for no picture', async (_what, answerFile, code) => {
    const { servicenow, connection } = await startTable(answerFile);

    await expect(
      servicenow.fetchAttachment({ ...connection(), mode: 'table' }, sysId),
    ).rejects.toMatchObject({ code });
  });
});

describe('probe', () => {
  test('asks the app for what nobody has, and the Table API for the account itself', async () => {
    const { servicenow, connection, server } = await start(({ path }, response) =>
      path.includes('/table/')
        ? answerJson(response, 200, { result: [] })
        : answerJson(response, 404, { result: { problem: { code: 'not_found', message: 'No' } } }),
    );

    await servicenow.probe(connection());
    await servicenow.probe({ ...connection(), mode: 'table' });

    expect(server.received.map(({ path }) => decodeURIComponent(path))).toEqual([
      `/api/x_alrt_relay/v1/tasks/${'0'.repeat(64)}?fields=`,
      '/api/now/table/sys_user?sysparm_query=sys_id=javascript:gs.getUserID()&sysparm_fields=sys_id&sysparm_limit=1',
    ]);
  });
});

describe('findApp', () => {
  const preflight = (app_version: string, features: readonly string[]) => ({
    result: {
      contract: 1,
      app_version,
      features,
      instance: { id: 'i', name: 'dev1' },
      checks: [],
    },
  });

  test('remembers what the app knows, and asks anew where the connection leads elsewhere', async () => {
    const one = await start((_request, response) =>
      answerJson(response, 200, preflight('0.2.0', ['links', 'a feature of tomorrow'])),
    );
    const two = await start((_request, response) =>
      answerJson(response, 200, preflight('0.1.0', [])),
    );
    const find = (of: typeof one) => one.servicenow.findApp(of.connection());

    const found = [await find(one), await find(one), await find(two)];

    const known = { version: '0.2.0', features: new Set(['links']) };
    expect(found).toEqual([known, known, { version: '0.1.0', features: new Set() }]);
    expect([one, two].map(({ server }) => server.received.length)).toEqual([1, 1]);
  });
});

describe('lookUp', () => {
  const network = { sys_id: sysId, display: 'Network & Co' };

  test('gives the sys_id of the one match, and asks once however many want it', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { matches: [network] } }),
    );
    const look = () => servicenow.lookUp(connection(), 'sys_user_group', 'name', 'Network & Co');

    const found = await Promise.all(Array.from({ length: 50 }, look));

    expect(new Set([...found, await look()])).toEqual(new Set([sysId]));
    expect(appRequests().map(({ path }) => path)).toEqual([
      '/api/x_alrt_relay/v1/lookup?table=sys_user_group&column=name&value=Network+%26+Co',
    ]);
  });

  test('asks for each value, column and connection on its own', async () => {
    const { servicenow, connection, appRequests } = await start((_request, response) =>
      answerJson(response, 200, { result: { matches: [network] } }),
    );

    await servicenow.lookUp(connection(), 'sys_user', 'email', 'a');
    await servicenow.lookUp(connection(), 'sys_user', 'user_name', 'a');
    await servicenow.lookUp(connection(), 'sys_user', 'email', 'b');
    await servicenow.lookUp({ ...connection(), name: 'second' }, 'sys_user', 'email', 'a');
    await servicenow.lookUp({ ...connection(), workspace: 'other' }, 'sys_user', 'email', 'a');

    expect(appRequests()).toHaveLength(5);
  });

  test('asks anew where the connection leads elsewhere', async () => {
    const answer: Script = (_request, response) =>
      answerJson(response, 200, { result: { matches: [network] } });
    const [one, two] = [await start(answer), await start(answer)];

    await one.servicenow.lookUp(one.connection(), 'sys_user', 'email', 'a');
    await one.servicenow.lookUp(two.connection(), 'sys_user', 'email', 'a');

    expect([one, two].map(({ server }) => server.received.length)).toEqual([1, 1]);
  });

  test('takes a sys_id as it is', async () => {
    const { servicenow, connection, server } = await start(() => {});

    expect(await servicenow.lookUp(connection(), 'sys_user_group', 'name', sysId)).toBe(sysId);
    expect(server.received).toEqual([]);
  });

  test.each(
    (['app', 'table'] as const).flatMap((mode) =>
      ['Network^ORnameISNOTEMPTY', 'javascript:gs.getUserID()'].map((name) => ({ mode, name })),
    ),
  )('I13 in $mode mode never asks for "$name", which is no name but a query', async (given) => {
    const { servicenow, connection, server } = await start((_request, response) =>
      answerJson(response, 200, { result: [] }),
    );
    const to = { ...connection(), mode: given.mode };

    const looked = servicenow.lookUp(to, 'sys_user_group', 'name', given.name);

    await expect(looked).rejects.toMatchObject({ code: 'SERVICENOW_LOOKUP_EMPTY' });
    expect(server.received).toEqual([]);
  });

  test.each([
    ['SERVICENOW_LOOKUP_EMPTY', [], 'no active record has exactly this value'],
    ['SERVICENOW_LOOKUP_AMBIGUOUS', [network, network], 'several active records have this value'],
  ])('fails with %s, names the name, and asks again the next time', async (code, matches, why) => {
    const { servicenow, connection, server } = await start((_request, response) =>
      answerJson(response, 200, { result: { matches } }),
    );
    const look = () => servicenow.lookUp(connection(), 'sys_user_group', 'name', 'Nettwork');

    await expect(look()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(
          `^Could not look up sys_user_group with name "Nettwork" on connection acme/main: ${why}`,
        ),
      ),
    });
    await expect(look()).rejects.toMatchObject({ code });
    expect(server.received).toHaveLength(2);
  });
});

test('several connections at once keep their own address and credentials', async () => {
  const one = await start((_request, response) => answerJson(response, 200, { result: created }));
  const two = await start((_request, response) => answerJson(response, 200, { result: created }));
  const other = { ...basic, user: 'other' };

  await one.servicenow.upsertTask(one.connection(), key, request);
  await one.servicenow.upsertTask({ ...two.connection(other), name: 'two' }, key, request);

  expect(one.appRequests()).toHaveLength(1);
  expect(two.appRequests()[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from(`other:${secrets.password}`).toString('base64')}`,
  );
});
