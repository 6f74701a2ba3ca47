import { expect, test } from 'vitest';
import { countSending } from './count-sending.ts';
import type { Outgoing } from './outgoing.ts';

const request = {
  url: 'https://tool.example',
  method: 'POST',
  headers: {},
  deadlineMs: 1,
} as const;

test('counts what waits for its answer, until it has come or failed', async () => {
  const ends: ((error: Error) => void)[] = [];
  const plain: Outgoing = {
    send: () => new Promise((_resolve, reject) => ends.push(reject)),
    certificateEndOf: () => undefined,
    goesByProxy: () => false,
    close: () => Promise.resolve(),
  };
  const seen: number[] = [];
  const { outgoing, count } = countSending(plain, () => seen.push(count()));

  const both = Promise.allSettled([outgoing.send(request), outgoing.send(request)]);
  ends[0]?.(new Error('cut'));
  await expect.poll(count).toBe(1);
  ends[1]?.(new Error('cut'));
  await both;

  expect([seen, count()]).toEqual([[1, 2], 0]);
});
