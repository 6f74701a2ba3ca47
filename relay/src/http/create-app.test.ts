import { gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import request from 'supertest';
import { expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import { createApp } from './create-app.ts';

const logged: object[] = [];

function mount(app: Express): void {
  app.use(express.raw({ type: () => true, limit: 1_000 }));
  app.post('/echo', (message, response) => {
    response.json({ length: Buffer.isBuffer(message.body) ? message.body.length : undefined });
  });
  app.get('/busy', () => {
    throw new RelayError('STORE_UNAVAILABLE', 'The disk is full', { retryAfterMs: 1_500 });
  });
  app.get('/bug', () => {
    throw new TypeError('secret detail');
  });
  app.get('/store', () => {
    const details = { because: 'connect ECONNREFUSED 10.0.0.5:5432' };
    const message = `The database does not answer: ${details.because}`;
    throw new RelayError('STORE_UNAVAILABLE', message, { details });
  });
  app.get('/rejects', () => Promise.reject(new RelayError('SOURCE_DISABLED', 'It is off')));
  app.get('/named/:name', (_message, response) => {
    response.json({});
  });
}

const app = createApp(
  { newId: () => 'request-1', log: { error: (fields) => logged.push(fields) } },
  mount,
);

test('an unknown path is a problem with our code, a link and the request id', async () => {
  const response = await request(app).get('/nowhere');

  expect(response.status).toBe(404);
  expect(response.type).toBe('application/problem+json');
  expect(response.body).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is nothing at this path.',
    code: 'NOT_FOUND',
    docs: 'docs/errors.md#not_found',
    requestId: 'request-1',
  });
});

test('a RelayError answers with its status, and with what to wait', async () => {
  const busy = await request(app).get('/busy');
  const rejected = await request(app).get('/rejects');

  expect([busy.status, busy.body.code, busy.headers['retry-after']]).toEqual([
    503,
    'STORE_UNAVAILABLE',
    '2',
  ]);
  expect(rejected.status).toBe(403);
});

test('a bug is logged with its cause and answered without it', async () => {
  const response = await request(app).get('/bug');

  expect(response.status).toBe(500);
  expect(response.text).not.toContain('secret detail');
  expect(response.text).not.toContain('at ');
  expect(logged).toMatchObject([{ requestId: 'request-1', method: 'GET', path: '/bug' }]);
});

test('what a store fails with is logged, and where it is no caller is told', async () => {
  logged.length = 0;

  const response = await request(app).get('/store');

  expect(response.status).toBe(503);
  expect(response.body).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    detail: 'The relay cannot use its store now; its log has more.',
  });
  expect(response.text).not.toContain('10.0.0.5');
  expect(logged).toMatchObject([{ method: 'GET', path: '/store' }]);
});

test.each([
  ['too large', { 'content-encoding': 'identity' }, Buffer.alloc(1_001), 413, 'BODY_TOO_LARGE'],
  [
    'a bomb',
    { 'content-encoding': 'gzip' },
    gzipSync(Buffer.alloc(100_000)),
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'compress',
    { 'content-encoding': 'compress' },
    Buffer.from('x'),
    415,
    'BODY_ENCODING_UNSUPPORTED',
  ],
  ['no zstd', { 'content-encoding': 'zstd' }, Buffer.from('plain text'), 400, 'BODY_UNREADABLE'],
  [
    'nested',
    { 'content-encoding': 'gzip, gzip' },
    Buffer.from('x'),
    415,
    'BODY_ENCODING_UNSUPPORTED',
  ],
  ['no gzip', { 'content-encoding': 'gzip' }, Buffer.from('plain text'), 400, 'BODY_UNREADABLE'],
  ['no deflate', { 'content-encoding': 'deflate' }, Buffer.from('plain'), 400, 'BODY_UNREADABLE'],
  ['no brotli', { 'content-encoding': 'br' }, Buffer.from('plain text'), 400, 'BODY_UNREADABLE'],
])('a body that cannot be read (%s) is refused', async (_name, headers, body, status, code) => {
  const response = await request(app).post('/echo').set(headers).send(body);

  expect([response.status, response.body.code]).toEqual([status, code]);
});

test('a body that is too large is told how large one may be', async () => {
  const { body } = await request(app).post('/echo').send(Buffer.alloc(1_001));

  expect(body.detail).toBe('The body is larger than the 1000 bytes that are taken here.');
});

test('a path that is not encoded correctly is not found', async () => {
  const response = await request(app).get('/named/%zz');

  expect([response.status, response.body.code]).toEqual([404, 'NOT_FOUND']);
});

test("a caller's request id is kept, unless it could break a log", async () => {
  const kept = await request(app).get('/named/x').set('x-request-id', 'from.caller-7');
  const replaced = await request(app).get('/named/x').set('x-request-id', 'a b "c');

  expect(kept.headers['x-request-id']).toBe('from.caller-7');
  expect(replaced.headers['x-request-id']).toBe('request-1');
});

test('every answer carries the security headers and nothing about the server', async () => {
  const { headers } = await request(app).get('/named/x');

  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
});
