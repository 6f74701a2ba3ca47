import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type RequestListener, Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createServer, type RelayServer, type ServerOptions } from './create-server.ts';

const running: RelayServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop(0)));
});

async function start(
  listener: RequestListener,
  options: Partial<ServerOptions> = {},
): Promise<{ server: RelayServer; port: number; url: string }> {
  const server = createServer(listener, { host: '127.0.0.1', port: 0, ...options });
  running.push(server);
  const { url } = await server.start();
  return { server, url, port: Number(new URL(url).port) };
}

/** Everything the server says until it closes the connection. */
async function speak(port: number, words: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(words);
  return text(socket);
}

const answerOk: RequestListener = (_request, response) => {
  response.end('ok');
};

test('a connection that the system could not hand over ends nothing, however often', async () => {
  const told: string[] = [];
  const { url } = await start(
    ({ socket }, response) => {
      const server: unknown = Reflect.get(socket, 'server');
      if (server instanceof Server) server.emit('error', new Error('accept ENOBUFS'));
      response.end('ok');
    },
    { onAcceptFailed: ({ message }) => told.push(message) },
  );

  for (const time of ['first', 'second']) {
    const answer = await fetch(`${url}/${time}`);
    expect(await answer.text()).toBe('ok');
  }
  expect(told).toEqual(['accept ENOBUFS', 'accept ENOBUFS']);
});

test.each([
  [
    'content length with transfer encoding',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'transfer encoding before content length',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
  ],
  [
    'two content lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
  ],
  [
    'an unknown transfer encoding',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, cow\r\n\r\n0\r\n\r\n',
  ],
  ['a folded header line', 'GET / HTTP/1.1\r\nHost: x\r\nX-Folded: one\r\n two\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
  ['bare line feeds', 'GET / HTTP/1.1\nHost: x\n\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['no HTTP at all', 'hello\r\n\r\n'],
])(
  'a request that could be smuggled (%s) is refused and the connection closed',
  async (_name, words) => {
    const { port } = await start(answerOk);

    const answer = await speak(port, words);

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  },
);

test('a head that is too large is refused', async () => {
  const { port } = await start(answerOk);

  const answer = await speak(
    port,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

test('a head that never ends is cut', async () => {
  const { port } = await start(answerOk, { headersTimeoutMs: 200 });

  const answer = await speak(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');

  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body that never ends is cut', async () => {
  const { port } = await start(
    (request, response) => {
      request.on('end', () => response.end('ok')).resume();
    },
    { headersTimeoutMs: 200, requestTimeoutMs: 400 },
  );

  const answer = await speak(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');

  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('stopping lets a running request end and takes no new one', async () => {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const { server, url } = await start((_request, response) => {
    arrived.resolve();
    void answer.promise.then(() => response.end('done'));
  });
  const pending = fetch(url);
  await arrived.promise;

  const stopped = server.stop(5_000);
  const refused = await fetch(url).then(
    () => 'taken',
    () => 'refused',
  );
  answer.resolve();

  expect(refused).toBe('refused');
  expect(await (await pending).text()).toBe('done');
  expect(await stopped).toBe('drained');
});

test('what is still running at the deadline is cut', async () => {
  const arrived = Promise.withResolvers<void>();
  const { server, url } = await start(() => arrived.resolve());
  const pending = fetch(url).then(
    () => 'answered',
    () => 'cut',
  );
  await arrived.promise;

  expect(await server.stop(50)).toBe('cut');
  expect(await pending).toBe('cut');
});

test('a port that is taken is refused with the address', async () => {
  const { port } = await start(answerOk);

  const second = createServer(answerOk, { host: '127.0.0.1', port });

  await expect(second.start()).rejects.toThrow(`Could not listen on 127.0.0.1:${port}`);
});
