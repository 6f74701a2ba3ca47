import express from 'express';
import request from 'supertest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnector, type Delivery } from '../connector-kit/connector.ts';
import { plainRouting } from '../domain/find-configured.ts';
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
  const app = express().use(
    createIntakeRouter({
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
    }),
  );
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

test.each([
  ['get', '/in/default/tool'],
  ['post', '/in/default/tool/v3'],
  ['post', '/in/default/nobody'],
  ['post', '/in/default/tool/v2/enqueue/more'],
] as const)('there is nothing for %s %s', async (method, path) => {
  const { app, seen } = setUp();

  const answer = await request(app)[method](path);

  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(seen).toEqual([]);
});
