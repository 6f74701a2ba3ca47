import { expect, test } from 'vitest';
import { createLeaseContext, SAFETY } from './lease-context.ts';

const answer = { status: 200, headers: {}, body: Buffer.from(''), ms: 1 };
const request = { url: 'https://tool.example', method: 'GET', headers: {}, deadlineMs: 1 } as const;

function start() {
  const leases = createLeaseContext();
  const sent: string[] = [];
  const outgoing = leases.guard({
    send: async ({ url }) => {
      sent.push(url);
      return answer;
    },
    certificateEndOf: () => undefined,
    goesByProxy: () => false,
    close: async () => undefined,
  });
  return { leases, sent, send: () => outgoing.send(request) };
}

const lease = (isSafe: boolean) => ({ lane: 'a lane', fence: 1, isSafe: () => isSafe });

test('L6 who may have lost its lane sends nothing; who holds it, or works for no lane, does', async () => {
  const { leases, sent, send } = start();

  await expect(leases.run(lease(false), send)).rejects.toMatchObject({ code: 'LEASE_LOST' });
  expect(sent).toEqual([]);

  await leases.run(lease(true), send);
  await send();
  expect(sent).toHaveLength(2);
});

test('a lease counts as held for less time than the others give it', () => {
  expect(SAFETY).toBeLessThan(1);
});
