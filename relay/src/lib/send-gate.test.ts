import { expect, test } from 'vitest';
import type { Answer, Outgoing } from './outgoing.ts';
import { createSendGate } from './send-gate.ts';

const request = { url: 'https://dev.example', method: 'PUT', headers: {}, deadlineMs: 1 } as const;
const answer: Answer = { status: 200, headers: {}, body: Buffer.alloc(0), ms: 0 };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const gate = createSendGate();
  const sent: string[] = [];
  const plain: Outgoing = {
    send: ({ url }) => {
      sent.push(url);
      return Promise.resolve(answer);
    },
    certificateEndOf: () => undefined,
    goesByProxy: () => false,
    close: () => Promise.resolve(),
  };
  return { gate, sent, outgoing: gate.before(plain) };
}

test('what leaves waits for the last sync that lanes were woken before, and for nothing else', async () => {
  const { gate, sent, outgoing } = setUp();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();

  gate.closeUntil(first.promise);
  gate.closeUntil(second.promise);
  const held = outgoing.send(request);
  first.resolve();
  await turn();
  const late = outgoing.send(request);
  expect(sent).toEqual([]);

  second.resolve();
  expect(await Promise.all([held, late])).toEqual([answer, answer]);
  expect(sent).toHaveLength(2);

  void outgoing.send(request);
  expect(sent).toHaveLength(3);
});

test('a store whose commits are durable holds nothing up', () => {
  const { gate, sent, outgoing } = setUp();

  gate.closeUntil(undefined);
  void outgoing.send(request);

  expect(sent).toHaveLength(1);
});
