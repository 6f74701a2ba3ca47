import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { waitFor } from '../support/wait-for.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');
const kills = 4;

async function send(relay: Relay, group: string, description: string): Promise<void> {
  const body = alertmanagerNotification({ group, status: 'firing', description, startsAt });
  expect(await postNotification(relay, body)).toBe(202);
}

test.each(['POST', 'PATCH'])(
  'kill -9 while the instance has carried out a %s and the relay does not know: nothing twice',
  async (method) => {
    const instance = await startBareInstance();
    const held = new Set<string>();
    await using gate = await openGate(instance.url, {
      holdMs: (call) => (held.has(call.method) ? 1_500 : 0),
    });
    await using relay = await startRelay({ workspaces: [tableWorkspace(gate.url)] });
    const agent = createInstanceClient(instance.url, instance.admin);

    for (let kill = 1; kill <= kills; kill += 1) {
      const group = `killed-${kill}`;
      if (method === 'PATCH') {
        await send(relay, group, 'No answer.');
        await untilDrained(relay);
      }
      held.add(method);
      const before = await agent.lastWrite();
      await send(relay, group, 'Killed meanwhile.');
      await waitFor(async () => (await agent.lastWrite()) > before, {
        within: 10_000,
        what: `the ${method} in the instance`,
      });
      expect(gate.inFlight().map((call) => call.method)).toContain(method);
      await relay.kill();
      held.clear();
      await relay.start();
      await untilDrained(relay, 30_000);
    }

    const writes = await agent.writes();
    const notes = writes.filter(({ changes }) =>
      (changes['work_notes']?.new ?? '').includes('Killed meanwhile.'),
    );
    expect(insertedIncidents(writes)).toHaveLength(kills);
    expect(notes).toHaveLength(kills);
    await instance.close();
  },
  120_000,
);

interface Way {
  readonly quota: string;
  /** When the POST arrives; without it, when the relay has looked, however long it took to start. */
  readonly onItsWayMs?: number;
}

/** Kills the relay while a POST is on its way, and counts the records that come of its alert. */
async function countWithPostOnItsWay(
  env: Readonly<Record<string, string>>,
  { quota, onItsWayMs }: Way,
): Promise<number> {
  const instance = await startBareInstance();
  const slow = new Set(['POST']);
  const looked = Promise.withResolvers<void>();
  await using gate = await openGate(instance.url, {
    admit: async ({ method }) => {
      if (slow.has(method) && onItsWayMs === undefined) await looked.promise;
    },
    delayMs: ({ method }) => (slow.has(method) ? (onItsWayMs ?? 0) : 0),
  });
  const workspace = tableWorkspace(gate.url, { connection: { tableMode: { quota } } });
  await using relay = await startRelay({ workspaces: [workspace], env });
  const agent = createInstanceClient(instance.url, instance.admin);
  await send(relay, 'on-its-way', 'No answer.');
  await waitFor(() => gate.inFlight().some(({ method }) => method === 'POST'), {
    within: 10_000,
    what: 'the POST on its way',
  });
  const post = gate.inFlight().find(({ method }) => method === 'POST');
  await relay.kill();
  slow.clear();
  await relay.start();
  // Else a relay that does not wait would find what has arrived meanwhile. One that looks at once
  // may have a call of its own there already.
  expect(gate.inFlight(), 'still on its way after the restart').toContain(post);
  await untilDrained(relay, 30_000);
  looked.resolve();
  await waitFor(() => gate.inFlight().length === 0, { within: 20_000, what: 'its arrival' });
  const made = insertedIncidents(await agent.writes()).length;
  await instance.close();
  return made;
}

/** Longer than a restart of the relay, and a way that takes most of it. */
const long: Way = { quota: '12s', onItsWayMs: 10_000 };

test('kill -9 while a POST is on its way: the relay waits until it must have arrived', async () => {
  expect(await countWithPostOnItsWay({}, long)).toBe(1);
}, 120_000);

test('a relay that looks at once makes doubles: this test can fail', async () => {
  const fault = { RELAY_TEST_FAULT: 'look-at-once' };

  expect(await countWithPostOnItsWay(fault, { quota: '60s' })).toBeGreaterThan(1);
}, 120_000);
