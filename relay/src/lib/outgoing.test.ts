import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { RelayError } from './errors.ts';
import { createOutgoing, OutgoingError, type Outgoing, type OutgoingOptions } from './outgoing.ts';
import { answerJson, startScriptedServer, type Handler } from './scripted-server.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(handle: Handler) {
  const server = await startScriptedServer(handle);
  closing.push(() => server.close());
  return server;
}

function outgoing(options: Partial<OutgoingOptions> = {}): Outgoing {
  const created = createOutgoing({ allow: ['127.0.0.1'], ...options });
  closing.push(() => created.close());
  return created;
}

const get = { method: 'GET', headers: {}, deadlineMs: 2_000 } as const;
const put = { method: 'PUT', headers: {}, body: '{}', deadlineMs: 2_000 } as const;

async function failureOf(answer: Promise<unknown>): Promise<OutgoingError> {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OutgoingError)) throw new TypeError(`not refused: ${String(error)}`);
  return error;
}

describe('an answer', () => {
  test('arrives with status, headers, bytes and duration', async () => {
    const server = await serve((request, response) => {
      response.setHeader('x-seen', [String(request.headers['x-one']), request.body]);
      answerJson(response, 503, { a: 'ä' });
    });

    const answer = await outgoing().send({
      url: `${server.url}/path?query=1`,
      method: 'POST',
      headers: { 'x-one': 'one' },
      body: 'body',
      deadlineMs: 2_000,
    });

    expect(answer).toEqual({
      status: 503,
      headers: expect.objectContaining({ 'x-seen': 'one, body' }),
      body: Buffer.from('{"a":"ä"}'),
      ms: expect.any(Number),
    });
    expect(server.received[0]?.path).toBe('/path?query=1');
    expect(server.received[0]?.headers['user-agent']).toBe('alert-relay');
  });

  test('S11 that redirects is given as it is', async () => {
    const canary = await serve((_request, response) => answerJson(response, 200, {}));
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: canary.url }).end();
    });

    const answer = await outgoing().send({ ...get, url: server.url });

    expect(answer.status).toBe(302);
    expect(canary.received).toEqual([]);
  });

  test('of more than 5 MB is cut off', async () => {
    const server = await serve((_request, response) => {
      response.end(Buffer.alloc(5 * 1024 * 1024 + 1));
    });

    const failure = await failureOf(outgoing().send({ ...get, url: server.url }));

    expect(failure.reached).toBe('maybe');
    expect(failure.message).toContain('larger than 5242880 bytes');
  });

  test('leaves its connection to the calls that follow', async () => {
    const server = await serve((_request, response) => answerJson(response, 200, {}));
    const requester = outgoing();

    for (let call = 0; call < 10; call += 1) await requester.send({ ...get, url: server.url });

    // Two, because undici takes a connection as free a moment after its first answer.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('a failure says whether the request may have arrived', () => {
  test('nobody listens: no', async () => {
    const server = await startScriptedServer(() => {});
    await server.close();

    const failure = await failureOf(outgoing().send({ ...put, url: server.url }));

    expect(failure).toMatchObject({
      code: 'DESTINATION_UNAVAILABLE',
      reached: 'no',
      details: { reached: 'no' },
    });
    expect(failure.message).toContain(`Could not PUT to ${server.url}: connect ECONNREFUSED`);
  });

  test('the name is unknown: no', async () => {
    const requester = outgoing({
      resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND nowhere.test')),
    });

    const failure = await failureOf(requester.send({ ...get, url: 'https://nowhere.test/' }));

    expect(failure).toMatchObject({ code: 'DESTINATION_UNAVAILABLE', reached: 'no' });
    expect(failure.message).toContain('ENOTFOUND');
  });

  test('the name server never answers: no, at the deadline', async () => {
    const requester = outgoing({ resolve: () => new Promise(() => {}) });
    closing.pop();

    const failure = await failureOf(
      requester.send({ ...get, url: 'http://slow.test/', deadlineMs: 50 }),
    );

    expect(failure.reached).toBe('no');
    expect(failure.message).toContain('no complete answer within 50 ms');
  });

  test('no TLS on the other side: no', async () => {
    const server = await serve((_request, response) => answerJson(response, 200, {}));

    const failure = await failureOf(
      outgoing().send({ ...put, url: server.url.replace('http:', 'https:') }),
    );

    expect(failure.reached).toBe('no');
    expect(server.received).toEqual([]);
  });

  test('the answer never begins: maybe', async () => {
    const server = await serve(() => {});

    const failure = await failureOf(outgoing().send({ ...put, url: server.url, deadlineMs: 50 }));

    expect(failure.reached).toBe('maybe');
    expect(server.received).toHaveLength(1);
  });

  test('S10 the connection is cut after the request was read: maybe, and it is not sent again', async () => {
    const server = await serve((_request, response) => response.destroy());

    const failure = await failureOf(outgoing().send({ ...put, url: server.url }));

    expect(failure.reached).toBe('maybe');
    expect(server.received).toHaveLength(1);
  });

  test.each([
    ['a promised length', { 'content-length': '100' }],
    ['chunks', { 'transfer-encoding': 'chunked' }],
  ])('the answer is cut after its headers, with %s: maybe', async (_how, headers) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.write('{"result":', () => response.destroy());
    });

    const failure = await failureOf(outgoing().send({ ...put, url: server.url }));

    expect(failure.reached).toBe('maybe');
    expect(server.received).toHaveLength(1);
  });

  test.each(['GET', 'PUT'] as const)(
    'a kept connection is reset under a %s: maybe, and it is not sent again',
    async (method) => {
      const server = await serve(resetExceptOn('/warm'));
      const requester = outgoing();
      for (let call = 0; call < 5; call += 1) {
        await requester.send({ ...get, url: `${server.url}/warm` });
      }
      const opened = server.connections();

      const failure = await failureOf(
        requester.send({ url: `${server.url}/reset`, method, headers: {}, deadlineMs: 2_000 }),
      );

      expect(failure.reached).toBe('maybe');
      expect(server.received.filter(({ path }) => path === '/reset')).toHaveLength(1);
      expect(server.connections()).toBe(opened);
    },
  );
});

function portOf(server: TcpServer): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function resetExceptOn(path: string): Handler {
  return (request, response) => {
    if (request.path === path) answerJson(response, 200, {});
    else response.socket?.resetAndDestroy();
  };
}

describe('the deadline', () => {
  test('S9 stops an answer that drips', async () => {
    const server = await serve((_request, response) => drip(response));
    const startedAt = performance.now();

    const failure = await failureOf(outgoing().send({ ...get, url: server.url, deadlineMs: 300 }));

    expect(failure.reached).toBe('maybe');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('counts the wait for a free connection, and what never left is not sent later', async () => {
    const held: ServerResponse[] = [];
    const server = await serve((_request, response) => held.push(response));
    const requester = outgoing();
    const inFlight = Array.from({ length: 64 }, () =>
      requester.send({ ...get, url: server.url, deadlineMs: 5_000 }),
    );
    await expect.poll(() => held.length, { timeout: 5_000 }).toBe(64);

    const failure = await failureOf(requester.send({ ...put, url: server.url, deadlineMs: 50 }));
    for (const response of held) answerJson(response, 200, {});
    await Promise.all(inFlight);

    expect(failure.reached).toBe('no');
    expect(server.received.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test.each([
    [20, 'no', []],
    [60_000, undefined, ['PUT']],
  ])(
    'a request that is to leave within %i ms, and gets its connection later, has reached the other side: %s',
    async (withinMs, reached, sent) => {
      const held: ServerResponse[] = [];
      const server = await serve(({ method }, response) =>
        method === 'PUT' ? answerJson(response, 200, {}) : held.push(response),
      );
      const requester = outgoing();
      const inFlight = Array.from({ length: 64 }, () =>
        requester.send({ ...get, url: server.url, deadlineMs: 20_000 }),
      );
      await expect.poll(() => held.length, { timeout: 10_000 }).toBe(64);
      const queuedAt = performance.now();
      const leaveBy = queuedAt + withinMs;
      const put20s = { ...put, url: server.url, deadlineMs: 20_000, leaveBy };
      const late = requester.send(put20s).catch((error: unknown) => error);
      await expect.poll(() => performance.now() - queuedAt).toBeGreaterThan(20);

      for (const response of held) answerJson(response, 200, {});
      await Promise.all(inFlight);

      expect(await late).toMatchObject(reached === undefined ? { status: 200 } : { reached });
      expect(server.received.map(({ method }) => method).filter((one) => one === 'PUT')).toEqual(
        sent,
      );
    },
  );
});

/** One byte every 50 ms, for as long as somebody listens. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
}

describe('private addresses', () => {
  test.each([
    'localhost',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0',
    '0.0.0.0',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '127.0.0.1.',
    'evil@127.0.0.1',
    'user:password@127.0.0.1',
  ])('are refused however they are written: %s', async (host) => {
    const canary = await serve((_request, response) => answerJson(response, 200, {}));
    const requester = outgoing({ allow: [] });

    const failure = await failureOf(
      requester.send({ ...get, url: `http://${host}:${canary.port}/` }),
    );

    expect(failure).toMatchObject({ code: 'DESTINATION_ADDRESS_REFUSED', reached: 'no' });
    expect(canary.connections()).toBe(0);
  });

  test.each(['[::ffff:169.254.169.254]', '169.254.169.254', '[fe80::1]', '10.0.0.1'])(
    'are refused before anything is dialed: %s',
    async (host) => {
      const failure = await failureOf(
        outgoing().send({ ...get, url: `https://${host}/latest/meta-data` }),
      );

      expect(failure.code).toBe('DESTINATION_ADDRESS_REFUSED');
    },
  );

  test('are refused when one of several answers of the name server is private', async () => {
    const requester = outgoing({
      allow: [],
      resolve: () =>
        Promise.resolve([
          { address: '2606:4700::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ]),
    });

    const failure = await failureOf(requester.send({ ...get, url: 'http://mixed.test/' }));

    expect(failure.code).toBe('DESTINATION_ADDRESS_REFUSED');
  });

  test('are refused when a name turns to them at the second look-up', async () => {
    const canary = await serve((_request, response) => {
      response.setHeader('connection', 'close');
      answerJson(response, 200, {});
    });
    // 127.0.0.1 plays the public address here; 127.0.0.2 is the one inside.
    const addresses = ['127.0.0.1', '127.0.0.2'];
    const requester = outgoing({
      resolve: () =>
        Promise.resolve(addresses.splice(0, 1).map((address) => ({ address, family: 4 }))),
    });
    const url = `http://rebinding.test:${canary.port}/`;

    const first = await requester.send({ ...get, url });
    const failure = await failureOf(requester.send({ ...get, url }));

    expect(first.status).toBe(200);
    expect(canary.received[0]?.headers.host).toBe(`rebinding.test:${canary.port}`);
    expect(failure.code).toBe('DESTINATION_ADDRESS_REFUSED');
    expect(canary.connections()).toBe(1);
  });

  test('stay hidden behind the name that TLS asks for', async () => {
    const hellos: string[] = [];
    const server = createTcpServer((socket) => {
      socket.once('data', (hello) => {
        hellos.push(hello.toString('latin1'));
        socket.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => void (await once(server.close(), 'close')));
    const requester = outgoing({
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    });

    const failure = await failureOf(
      requester.send({ ...get, url: `https://instance.test:${portOf(server)}/` }),
    );

    expect(failure.reached).toBe('no');
    expect(hellos).toEqual([expect.stringContaining('instance.test')]);
  });

  test('pass for a host that the operator names', async () => {
    const server = await serve((_request, response) => answerJson(response, 200, {}));
    const requester = outgoing({
      allow: ['alertmanager.internal'],
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    });

    const answer = await requester.send({
      ...get,
      url: `http://alertmanager.internal:${server.port}/`,
    });

    expect(answer.status).toBe(200);
  });

  test.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'not a url', '', 'javascript:alert(1)'])(
    'what is no web address is refused: "%s"',
    async (url) => {
      const failure = await failureOf(outgoing().send({ ...get, url }));

      expect(failure.code).toBe('DESTINATION_ADDRESS_REFUSED');
    },
  );
});

test('no failure names the path, the headers, the body or a password of the request', async () => {
  const server = await serve((_request, response) => response.destroy());
  const secrets = { headers: { authorization: 'CANARY-header' }, body: 'CANARY-body' };

  const failures = await Promise.all(
    [`${server.url}/CANARY-path?CANARY-query`, 'http://user:CANARY-password@127.0.0.1/'].map(
      (url) => failureOf(outgoing().send({ ...put, ...secrets, url })),
    ),
  );

  for (const failure of failures) {
    expect(failure).toBeInstanceOf(RelayError);
    expect(`${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`).not.toContain(
      'CANARY',
    );
  }
});

test('of a host with several addresses that all refuse each is told', async () => {
  const resolve = async () => [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 },
  ];
  const caller = outgoing({ allow: ['two.example'], resolve });

  const error = await failureOf(caller.send({ ...put, url: 'http://two.example:9/' }));

  expect(error).toMatchObject({ reached: 'no' });
  expect(error.message).toMatch(/ECONNREFUSED 127\.0\.0\.1:9; .*ECONNREFUSED 127\.0\.0\.2:9/);
});

test.each(['user@', ':CANARY@', 'user:CANARY@'])(
  'what stands as %s in an address goes nowhere, and is not shown',
  async (who) => {
    const server = await serve((_request, response) => answerJson(response, 200, {}));

    const url = `http://${who}127.0.0.1:${server.port}/`;
    const error = await failureOf(outgoing().send({ ...get, url }));

    expect(error).toMatchObject({ code: 'DESTINATION_ADDRESS_REFUSED', reached: 'no' });
    expect(error.message).not.toContain('CANARY');
    expect(server.connections()).toBe(0);
  },
);
