import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnector, type Delivery } from '../connector-kit/connector.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { createDoor } from './door.ts';

/** A door in front of nothing: what it passes on is answered with 418. */
function setUp() {
  const seen: Delivery[] = [];
  const connector = defineConnector({
    id: 'tool',
    name: 'Tool',
    docsUrl: 'https://tool.example',
    settings: z.unknown(),
    payload: z.unknown(),
    answers: { success: 202, whenBusy: 503, deadlineMs: 1000 },
    verify: (delivery) => {
      seen.push(delivery);
      return { kind: 'genuine' };
    },
    normalize: () => [],
  });
  const source = { workspace: 'w', name: 'tool', connector: 'tool', settings: {}, enabled: true };
  const refusals: string[] = [];
  const door = createDoor({
    deliveries: {
      findSource: (workspace, name) => (workspace === 'w' && name === 'tool' ? source : undefined),
      findConnector: () => connector,
      routesOf: () => [],
      routingOf: plainRouting,
      keep: () => Promise.resolve(),
      fetchText: () => Promise.resolve(''),
      visit: () => Promise.resolve(),
      clock: { now: () => 0 },
      newId: () => 'id-1',
    },
    maxBodyBytes: 1000,
    metrics: {
      countRefused: (code) => refusals.push(code),
      countDelivery: () => undefined,
    },
  });
  const passed: IncomingMessage[] = [];
  const server = createServer((incoming, response) =>
    door(incoming, response, (error) => {
      if (error === undefined) passed.push(incoming);
      response.writeHead(error === undefined ? 418 : 500).end();
    }),
  );
  return { door, server, seen, passed, refusals };
}

test('a plain delivery is answered without the router', async () => {
  const { server, seen, passed } = setUp();

  const answer = await request(server).post('/in/w/tool').set('x-two', 'words').send('{"a":1}');

  expect([answer.status, answer.body]).toEqual([
    202,
    { delivery: 'id-1', status: 'accepted', events: 0 },
  ]);
  expect(seen).toMatchObject([
    {
      method: 'POST',
      suffix: '',
      query: {},
      headers: { 'x-two': 'words' },
      body: Buffer.from('{"a":1}'),
    },
  ]);
  expect(passed).toEqual([]);
});

test('what one turn of the event loop reads is taken after it, in the order in which it came', async () => {
  const { door, seen } = setUp();
  const post = (name: string) => {
    const incoming = Object.assign(new IncomingMessage(new Socket()), {
      method: 'POST',
      url: '/in/w/tool',
      headers: { 'content-length': '2', 'x-name': name },
    });
    door(incoming, new ServerResponse(incoming), (error) => expect.unreachable(String(error)));
    incoming.emit('data', Buffer.from('{}'));
    incoming.emit('end');
  };

  post('first');
  post('second');
  const readFirst = seen.length;
  await new Promise(setImmediate);

  expect(readFirst).toBe(0);
  expect(seen.map(({ headers }) => headers['x-name'])).toEqual(['first', 'second']);
});

test('an unknown source is an error for the frame, and counted', async () => {
  const { server, refusals } = setUp();

  const answer = await request(server).post('/in/w/nobody').send('{}');

  expect([answer.status, refusals]).toEqual([500, ['NOT_FOUND']]);
});

test.each([
  ['another method', () => request(setUp().server).put('/in/w/tool').send('{}')],
  ['a suffix', () => request(setUp().server).post('/in/w/tool/v2').send('{}')],
  ['a query', () => request(setUp().server).post('/in/w/tool?token=a').send('{}')],
  ['an encoded name', () => request(setUp().server).post('/in/w/to%6Fl').send('{}')],
  [
    'a compressed body',
    () =>
      request(setUp().server)
        .post('/in/w/tool')
        .set('content-encoding', 'gzip')
        .send(gzipSync('{}')),
  ],
  [
    'a body of unsaid length',
    () => {
      const sending = request(setUp().server).post('/in/w/tool');
      sending.write('{}');
      return sending;
    },
  ],
  [
    'a body beyond the limit',
    () => request(setUp().server).post('/in/w/tool').send('x'.repeat(1001)),
  ],
  ['another place', () => request(setUp().server).post('/w/x/servicenow/y/changes').send('{}')],
])('%s is passed on to the router', async (_name, send) => {
  const answer = await send();

  expect(answer.status).toBe(418);
});
