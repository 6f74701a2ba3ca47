import { expect, test } from 'vitest';
import { openGate } from './gate.ts';
import { listen } from './listen.ts';
import { waitFor } from './wait-for.ts';

test('holds an answer that the target has already given, and tells that it does', async () => {
  const heard: string[] = [];
  await using target = await listen((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.writeHead(201, { 'x-from': 'target' }).end('done');
  });
  await using gate = await openGate(target.url, { holdMs: () => 200 });

  const answering = fetch(`${gate.url}/a?b=c`, { method: 'PUT', body: '{}' });
  await waitFor(() => heard.length === 1, { within: 2_000, what: 'the call at the target' });

  expect(gate.inFlight()).toEqual([{ method: 'PUT', path: '/a?b=c' }]);
  const answer = await answering;
  expect(heard).toEqual(['PUT /a?b=c']);
  expect([answer.status, answer.headers.get('x-from'), await answer.text()]).toEqual([
    201,
    'target',
    'done',
  ]);
  expect(gate.inFlight()).toEqual([]);
});

test('cuts the connection where the target does', async () => {
  await using target = await listen((request) => request.destroy());
  await using gate = await openGate(target.url, {});

  await expect(fetch(gate.url)).rejects.toThrow('fetch failed');
});

test('passes a call on when it is admitted', async () => {
  const admission = Promise.withResolvers<void>();
  const heard: string[] = [];
  await using target = await listen((request, response) => {
    heard.push(request.method ?? '');
    response.end();
  });
  await using gate = await openGate(target.url, { admit: () => admission.promise });

  const answering = fetch(gate.url);
  await waitFor(() => gate.inFlight().length === 1, { within: 2_000, what: 'the call' });
  expect(heard).toEqual([]);
  admission.resolve();

  expect((await answering).status).toBe(200);
  expect(heard).toEqual(['GET']);
});

test('cuts its caller off where the answer takes too long, and the target has done its part', async () => {
  const heard: string[] = [];
  await using target = await listen((request) => void heard.push(request.method ?? ''));
  await using gate = await openGate(target.url, { patienceMs: 100 });

  await expect(fetch(gate.url)).rejects.toThrow('fetch failed');

  expect(heard).toEqual(['GET']);
  expect(gate.givenUp()).toBe(1);
});
