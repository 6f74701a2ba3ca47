import { expect, test } from 'vitest';
import type { Answer, Outgoing } from '../lib/outgoing.ts';
import { sendWhenDurable } from './send-when-durable.ts';
import { createSyncs } from './syncs.ts';

const request = { url: 'https://dev.example', method: 'PUT', headers: {}, deadlineMs: 1 } as const;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what leaves waits for the disk while it works, and for nothing else', async () => {
  const ends: (() => void)[] = [];
  const syncs = createSyncs(() => new Promise((resolve) => ends.push(resolve)));
  const sent: string[] = [];
  const answer: Answer = { status: 200, headers: {}, body: Buffer.alloc(0), ms: 0 };
  const plain: Outgoing = {
    send: ({ url }) => {
      sent.push(url);
      return Promise.resolve(answer);
    },
    certificateEndOf: () => undefined,
    close: () => Promise.resolve(),
  };
  const outgoing = sendWhenDurable({ syncUnderWay: syncs.underWay }, plain);

  void syncs.synced();
  const held = outgoing.send(request);
  await turn();
  expect(sent).toEqual([]);

  ends[0]?.();
  expect(await held).toBe(answer);
  expect(sent).toHaveLength(1);

  await outgoing.send(request);
  expect(sent).toHaveLength(2);
});
