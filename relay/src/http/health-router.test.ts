import request from 'supertest';
import { expect, test } from 'vitest';
import { createApp } from './create-app.ts';
import { createHealthRouter } from './health-router.ts';

function start(obstacles: readonly string[] = [], warnings: readonly string[] = []) {
  const router = createHealthRouter({
    findObstacles: () => Promise.resolve(obstacles),
    findWarnings: () => Promise.resolve(warnings),
    printMetrics: () =>
      Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'a 1\n' }),
  });
  return createApp({ newId: () => 'request-1', log: { error: () => undefined } }, (app) => {
    app.use(router);
  });
}

test('a relay that works is alive and ready', async () => {
  const app = start();

  expect((await request(app).get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await request(app).get('/readyz')).body).toEqual({
    status: 'ok',
    obstacles: [],
    warnings: [],
  });
});

test('a relay that is not ready stays alive and says why', async () => {
  const app = start(['the disk is full']);

  const ready = await request(app).get('/readyz');

  expect(ready.status).toBe(503);
  expect(ready.body).toEqual({
    status: 'not ready',
    obstacles: ['the disk is full'],
    warnings: [],
  });
  expect((await request(app).get('/healthz')).status).toBe(200);
});

test('a relay whose instance is silent is ready, and says so', async () => {
  const ready = await request(start([], ['acme/prod is silent'])).get('/readyz');

  expect(ready.status).toBe(200);
  expect(ready.body).toMatchObject({ status: 'ok', warnings: ['acme/prod is silent'] });
});

test('metrics are printed for Prometheus', async () => {
  const { headers, text } = await request(start()).get('/metrics');

  expect(headers['content-type']).toContain('version=0.0.4');
  expect(text).toBe('a 1\n');
});
