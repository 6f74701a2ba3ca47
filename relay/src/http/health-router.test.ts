import request from 'supertest';
import { expect, test } from 'vitest';
import { createApp } from './create-app.ts';
import { createHealthRouter } from './health-router.ts';

function start(...obstacles: readonly string[]) {
  const router = createHealthRouter({
    findObstacles: () => Promise.resolve(obstacles),
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
  expect((await request(app).get('/readyz')).body).toEqual({ status: 'ok', obstacles: [] });
});

test('a relay that is not ready stays alive and says why', async () => {
  const app = start('the disk is full');

  const ready = await request(app).get('/readyz');

  expect(ready.status).toBe(503);
  expect(ready.body).toEqual({ status: 'not ready', obstacles: ['the disk is full'] });
  expect((await request(app).get('/healthz')).status).toBe(200);
});

test('metrics are printed for Prometheus', async () => {
  const { headers, text } = await request(start()).get('/metrics');

  expect(headers['content-type']).toContain('version=0.0.4');
  expect(text).toBe('a 1\n');
});
