import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Answer } from '../../lib/outgoing.ts';
import type { SentRequest } from '../exchange.ts';
import { gatherRequests, type Send } from './gather-requests.ts';

const connection = sampleConnection({ mode: 'table' });

interface SentBatch {
  readonly rest_requests: readonly {
    readonly id: string;
    readonly method: string;
    readonly url: string;
    readonly body?: string;
  }[];
}

function requestOf(name: string, method: SentRequest['method'] = 'POST'): SentRequest {
  return {
    connection,
    attempted: `write ${name}`,
    endpoint: 'table',
    method,
    url: `${connection.url}/api/now/table/incident?name=${name}`,
    headers: {
      'x-sn-apikey': 'abc',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify({ name }) }),
  };
}

const answerOf = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ms: 1,
});

const isBatch = ({ url }: SentRequest): boolean => url.endsWith('/api/now/v1/batch');
const batchIn = ({ body = '' }: SentRequest): SentBatch => JSON.parse(body);

/** Answers each part with its address, as an instance that has a Batch API. */
const serve: Send = async (request) => {
  if (!isBatch(request)) return answerOf(201, { alone: request.url.split('=').at(-1) });
  const serviced = batchIn(request).rest_requests.map(({ id, url }) => ({
    id,
    status_code: 201,
    status_text: 'Created',
    body: Buffer.from(JSON.stringify({ of: url.split('=').at(-1) })).toString('base64'),
  }));
  return answerOf(200, { batch_request_id: '1', serviced_requests: serviced });
};

function setUp(respond: Send = serve, assertMaySend?: () => void) {
  const sent: SentRequest[] = [];
  const refusals: number[] = [];
  let now = 0;
  const gather = gatherRequests({
    send: (request) => {
      sent.push(request);
      return respond(request);
    },
    assertMaySend,
    onRefused: (_connection, status) => refusals.push(status),
    steadyClock: { now: () => now },
  });
  const passTime = (ms: number) => (now += ms);
  /** Commands that ask one after the other; what each of them got. */
  const run = (...commands: (readonly SentRequest[])[]) => {
    const gathering = gather.start(connection, commands.length);
    return Promise.all(
      commands.map((requests) =>
        gathering
          .join(async () => {
            const got: unknown[] = [];
            for (const request of requests) {
              const { status, body } = await gather.send(request);
              got.push([status, JSON.parse(body.toString())]);
            }
            return got;
          })
          .catch((error: unknown) => error),
      ),
    );
  };
  return { gather, run, sent, refusals, passTime };
}

test('what commands ask at the same time is one call, and each has its own answer', async () => {
  const { run, sent } = setUp();

  const got = await run(
    [requestOf('look-a', 'GET'), requestOf('a')],
    [requestOf('look-b', 'GET'), requestOf('b')],
  );

  expect(got).toEqual([
    [
      [201, { of: 'look-a' }],
      [201, { of: 'a' }],
    ],
    [
      [201, { of: 'look-b' }],
      [201, { of: 'b' }],
    ],
  ]);
  expect(sent.map(isBatch)).toEqual([true, true]);
  const [looks, writes] = sent.map(batchIn);
  expect(looks?.rest_requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['GET', '/api/now/table/incident?name=look-a', undefined],
    ['GET', '/api/now/table/incident?name=look-b', undefined],
  ]);
  expect(Buffer.from(writes?.rest_requests[1]?.body ?? '', 'base64').toString()).toBe(
    '{"name":"b"}',
  );
  const signed = { 'x-sn-apikey': 'abc', 'content-type': 'application/json' };
  expect(sent.map(({ headers }) => headers)).toEqual([signed, signed]);
});

test.each([
  [[undefined, undefined], undefined],
  [[70, undefined, 50], 50],
])('S8 parts that are to leave by %j leave by %s', async (times, leaveBy) => {
  const { run, sent } = setUp();

  await run(...times.map((time, nth) => [{ ...requestOf(`${nth}`), leaveBy: time }]));

  expect(sent.map((batch) => batch.leaveBy)).toEqual([leaveBy]);
});

test('an answer has the headers of its own part, and the date of the whole', async () => {
  const date = 'Sun, 22 Nov 2026 08:00:00 GMT';
  const part = (id: string, headers?: object) => ({ id, status_code: 429, body: '', headers });
  const own = [
    { name: 'Retry-After', value: '7' },
    { name: 'Content-Type', value: 'text/html' },
  ];
  const told: unknown[] = [];
  const gather = gatherRequests({
    send: async () => ({
      ...answerOf(200, { serviced_requests: [part('0', own), part('1')] }),
      headers: { date, 'x-ratelimit-limit': '9' },
    }),
    onPart: (_connection, { status, headers }) => told.push([status, headers]),
  });
  const gathering = gather.start(connection, 2);

  const answers = await Promise.all(
    ['a', 'b'].map((name) => gathering.join(() => gather.send(requestOf(name)))),
  );

  const expected = [
    [429, { date, 'retry-after': '7', 'content-type': 'text/html' }],
    [429, { date, 'content-type': 'application/json' }],
  ];
  expect(answers.map(({ status, headers }) => [status, headers])).toEqual(expected);
  expect(told).toEqual(expected);
});

test('a command that is done holds nobody up, and the last one goes alone', async () => {
  const { run, sent } = setUp();

  const got = await run([requestOf('a')], [requestOf('b'), requestOf('c')]);

  expect(got).toEqual([
    [[201, { of: 'a' }]],
    [
      [201, { of: 'b' }],
      [201, { alone: 'c' }],
    ],
  ]);
  expect(sent.map(isBatch)).toEqual([true, false]);
});

test('S8 no answer to a batch is no answer to each of its parts, and nothing is sent again', async () => {
  const lost = new RelayError('SERVICENOW_UNAVAILABLE', 'cut', { details: { reached: 'maybe' } });
  const { run, sent } = setUp(() => Promise.reject(lost));

  expect(await run([requestOf('a')], [requestOf('b')])).toEqual([lost, lost]);
  expect(sent).toHaveLength(1);
});

test('what the instance did not come to is not known to be undone', async () => {
  const { run, sent } = setUp(async () =>
    answerOf(200, {
      serviced_requests: [{ id: '0', status_code: 201, body: Buffer.from('1').toString('base64') }],
      unserviced_requests: ['1'],
    }),
  );

  const got = await run([requestOf('a')], [requestOf('b')]);

  expect(got).toMatchObject([
    [[201, 1]],
    { code: 'SERVICENOW_BUSY', details: { reached: 'maybe' } },
  ]);
  expect(sent).toHaveLength(1);
});

test.each([
  [429, { error: { message: 'Rate limit exceeded' } }],
  [500, { error: { message: 'No' } }],
  [200, { result: 'no answer of a batch' }],
])(
  'S6 an answer %i that is none of the Batch API is the answer of each part',
  async (status, body) => {
    const { run, sent } = setUp(async () => answerOf(status, body));

    expect(await run([requestOf('a')], [requestOf('b')])).toEqual([
      [[status, body]],
      [[status, body]],
    ]);
    expect(sent).toHaveLength(1);
  },
);

test.each([400, 403, 404, 405])(
  'an instance that refuses the Batch API with %i gets one request after the other, is told of once, and is asked again an hour later',
  async (status) => {
    let underWay = 0;
    const { run, sent, refusals, passTime } = setUp(async (request) => {
      if (isBatch(request)) return answerOf(status, {});
      underWay += 1;
      expect(underWay).toBe(1);
      const answer = await serve(request);
      underWay -= 1;
      return answer;
    });

    await run([requestOf('a')], [requestOf('b')]);
    const got = await run([requestOf('c')], [requestOf('d')]);

    expect(got).toEqual([[[201, { alone: 'c' }]], [[201, { alone: 'd' }]]]);
    expect(sent.map(isBatch)).toEqual([true, false, false, false, false]);

    passTime(3_600_000);
    await run([requestOf('e')], [requestOf('f')]);

    expect(sent.slice(5).map(isBatch)).toEqual([true, false, false]);
    // The same is no news.
    expect(refusals).toEqual([status]);
  },
);

test('a batch that is too large for what lies between goes one by one, and the next is tried again', async () => {
  const { run, sent, refusals } = setUp((request) =>
    isBatch(request) ? Promise.resolve(answerOf(413, '<html></html>')) : serve(request),
  );

  const got = await run([requestOf('a')], [requestOf('b')]);
  await run([requestOf('c')], [requestOf('d')]);

  expect(got).toEqual([[[201, { alone: 'a' }]], [[201, { alone: 'b' }]]]);
  expect(sent.map(isBatch)).toEqual([true, false, false, true, false, false]);
  expect(refusals).toEqual([]);
});

test('where one of them gets no answer, those behind it are not sent', async () => {
  const lost = new RelayError('SERVICENOW_UNAVAILABLE', 'cut', { details: { reached: 'maybe' } });
  const { run, sent } = setUp((request) =>
    isBatch(request) ? Promise.resolve(answerOf(403, {})) : Promise.reject(lost),
  );

  const [first, second] = await run([requestOf('a')], [requestOf('b')]);

  expect(first).toBe(lost);
  expect(second).toMatchObject({ code: 'SERVICENOW_UNAVAILABLE', details: { reached: 'no' } });
  expect(sent.map(isBatch)).toEqual([true, false]);
});

test('L6 a command whose lane was lost stays here, and the others of its call go', async () => {
  const lane = new AsyncLocalStorage<string>();
  const { gather, sent } = setUp(serve, () => {
    if (lane.getStore() === 'lost') throw new RelayError('LEASE_LOST', 'on purpose');
  });
  const gathering = gather.start(connection, 3);

  const got = await Promise.allSettled(
    ['mine', 'lost', 'other'].map((name) =>
      lane.run(name, () => gathering.join(() => gather.send(requestOf(name)))),
    ),
  );

  expect(got).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'LEASE_LOST' } },
    { status: 'fulfilled' },
  ]);
  expect(sent.map(batchIn).map(({ rest_requests: parts }) => parts.length)).toEqual([2]);
});

test('a Batch API that was opened meanwhile is used again, and closed once more it is told of again', async () => {
  let isOpen = false;
  const { run, sent, refusals, passTime } = setUp((request) =>
    isBatch(request) && !isOpen ? Promise.resolve(answerOf(403, {})) : serve(request),
  );
  await run([requestOf('a')], [requestOf('b')]);
  isOpen = true;
  passTime(3_600_000);

  await run([requestOf('c')], [requestOf('d')]);
  await run([requestOf('e')], [requestOf('f')]);
  isOpen = false;
  await run([requestOf('g')], [requestOf('h')]);

  expect(sent.map(isBatch)).toEqual([true, false, false, true, true, true, false, false]);
  expect(refusals).toEqual([403, 403]);
});
