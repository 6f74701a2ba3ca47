import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('whoever asks first has the first turn', async () => {
  const turns = createTurns();
  const order: number[] = [];
  const takePart = async (who: number): Promise<void> => {
    await turns.take();
    order.push(who);
    await Promise.resolve();
    order.push(who);
    turns.end();
  };

  await Promise.all([takePart(1), takePart(2), takePart(3)]);

  expect(order).toEqual([1, 1, 2, 2, 3, 3]);
});

/** Adds to a number in two steps, so that a turn that is not one's own loses additions. */
const addSlowly = `
  import { workerData } from 'node:worker_threads';
  const { createTurns } = await import(workerData.turnsModule);
  const turns = createTurns(workerData.shared);
  const cell = new Int32Array(workerData.cell);
  for (let added = 0; added < 200; added += 1) {
    turns.takeBlocking();
    const before = cell[0];
    Atomics.wait(cell, 0, before, 1);
    cell[0] = before + 1;
    turns.end();
  }`;

test('threads and the event loop never have the same turn', async () => {
  const turns = createTurns();
  const cell = new SharedArrayBuffer(4);
  const counter = new Int32Array(cell);
  const turnsModule = new URL('turns.ts', import.meta.url).href;
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(addSlowly)}`), {
    workerData: { shared: turns.shared, cell, turnsModule },
  });
  const ended = new Promise((resolve, reject) => {
    thread.once('exit', resolve).once('error', reject);
  });

  for (let added = 0; added < 200; added += 1) {
    await turns.take();
    const before = counter[0] ?? 0;
    await new Promise((resolve) => setImmediate(resolve));
    counter[0] = before + 1;
    turns.end();
  }
  await ended;

  expect(counter[0]).toBe(400);
});
