import request from 'supertest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnector, type Delivery } from '../connector-kit/connector.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { createApp } from '../http/create-app.ts';
import { createIntakeRouter } from './router.ts';

/** An intake with one source, and what its connector got to see. */
function setUp() {
  const seen: Delivery[] = [];
  const connector = defineConnector({
    id: 'tool',
    name: 'Tool',
    docsUrl: 'https://tool.example',
    settings: z.unknown(),
    payload: z.unknown(),
    answers: { success: 200, whenBusy: 503, deadlineMs: 1000 },
    methods: ['POST', 'PUT'],
    suffixes: ['/v2/enqueue'],
    verify: (delivery) => {
      if (delivery.headers['token'] === 'not ours') return { kind: 'refused', because: 'mismatch' };
      seen.push(delivery);
      return { kind: 'genuine' };
    },
    normalize: () => [],
    respond: ({ method }) =>
      method === 'OPTIONS'
        ? { status: 204, headers: { 'webhook-allowed-origin': 'tool.example' }, body: '' }
        : undefined,
  });
  const source = {
    workspace: 'default',
    name: 'tool',
    connector: 'tool',
    settings: {},
  };
  const intake = createIntakeRouter({
    deliveries: {
      findSource: (_workspace, name) =>
        name === 'tool' ? { ...source, enabled: true } : undefined,
      findConnector: () => connector,
      routesOf: () => [],
      routingOf: plainRouting,
      keep: () => Promise.resolve(),
      fetchText: () => Promise.resolve(''),
      visit: () => Promise.resolve(),
      clock: { now: () => 0 },
      newId: () => 'id-1',
    },
    changes: {
      findConnection: () => undefined,
      keep: () => Promise.resolve(),
      clock: { now: () => 0 },
    },
    ruleRecords: {
      findConnection: () => undefined,
      findTokenHash: () => Promise.resolve(undefined),
      keep: () => Promise.resolve(),
    },
    maxBodyBytes: 1000,
    noteApp: () => undefined,
    metrics: { countRefused: () => undefined, countDelivery: () => undefined },
  });
  const app = createApp({ newId: () => 'request-1', log: { error: () => undefined } }, (frame) => {
    frame.use(intake);
  });
  return { app, seen };
}

test('the connector sees method, path, query and body as they came', async () => {
  const { app, seen } = setUp();

  const answer = await request(app)
    .put('/in/default/tool/v2/enqueue?token=a%20b&twice=1&twice=2')
    .set('content-type', 'text/plain')
    .send('{}');

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ delivery: 'id-1', status: 'accepted', events: 0 });
  expect(seen[0]).toMatchObject({
    method: 'PUT',
    suffix: '/v2/enqueue',
    query: { token: 'a b' },
    body: Buffer.from('{}'),
  });
});

test.each(['/in/default/tool', '/in/default/tool/'])('%s is the address itself', async (path) => {
  const { app, seen } = setUp();

  await request(app).post(path).send('{}');

  expect(seen[0]?.suffix).toBe('');
});

test('a handshake gets the answer of the connector', async () => {
  const { app } = setUp();

  const answer = await request(app).options('/in/default/tool');

  expect(answer.status).toBe(204);
  expect(answer.headers['webhook-allowed-origin']).toBe('tool.example');
});

test('a method that the tool does not use is refused with those that it may', async () => {
  const { app } = setUp();

  const answer = await request(app).get('/in/default/tool');

  expect(answer.status).toBe(405);
  expect(answer.headers['allow']).toBe('POST, PUT');
  expect(answer.body).toMatchObject({
    code: 'METHOD_NOT_ALLOWED',
    detail: expect.stringContaining('takes POST, PUT, and it was GET'),
  });
});

test('who cannot sign learns nothing of methods', async () => {
  const { app } = setUp();

  const answer = await request(app).get('/in/default/tool').set('token', 'not ours');

  expect(answer.status).toBe(401);
  expect(answer.headers).not.toHaveProperty('allow');
});

test.each(['changes', 'heartbeat', 'rule'])(
  'GET on …/%s is refused with POST, and says nothing of the connection',
  async (door) => {
    const { app } = setUp();

    const [one, other] = [
      await request(app).get(`/w/default/servicenow/main/${door}`),
      await request(app).get(`/w/nobody/servicenow/nothing/${door}`),
    ];

    expect(one.status).toBe(405);
    expect(one.headers['allow']).toBe('POST');
    expect(one.body).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    expect([other.status, other.headers['allow'], other.body]).toEqual([
      one.status,
      one.headers['allow'],
      one.body,
    ]);
  },
);

test.each([
  ['post', '/in/default/tool/v3'],
  ['post', '/in/default/nobody'],
  ['post', '/in/default/tool/v2/enqueue/more'],
] as const)('there is nothing for %s %s', async (method, path) => {
  const { app, seen } = setUp();

  const answer = await request(app)[method](path);

  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(seen).toEqual([]);
});
