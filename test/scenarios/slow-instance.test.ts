import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { insertedIncidents } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** More than lanes run at once. */
const STUCK = 4300;
const TOGETHER = 100;
const OTHERS = 50;

test('L17 an instance that does not answer keeps nobody else waiting, whatever came for it before', async () => {
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const released = Promise.withResolvers<void>();
  await using stuck = await openGate(instance.url, { admit: () => released.promise });
  const slow = alertmanagerWorkspace({ instance: { ...instance, url: stuck.url } });
  await using relay = await startRelay({
    workspaces: [
      { ...slow, name: 'slow' },
      { ...alertmanagerWorkspace({ instance }), name: 'quick' },
    ],
  });
  const tell = async (workspace: 'slow' | 'quick', nth: number): Promise<number> => {
    const answer = await fetch(`${relay.url}/in/${workspace}/prometheus`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
      body: alertmanagerNotification({
        group: `${workspace}-${nth}`,
        status: 'firing',
        description: 'No answer for 5 minutes.',
        startsAt: new Date(),
      }),
    });
    return answer.status;
  };
  const tellSome = async (workspace: 'slow' | 'quick', from: number, count: number) => {
    const numbers = Array.from({ length: count }, (_, nth) => from + nth);
    const statuses = await Promise.all(numbers.map((nth) => tell(workspace, nth)));
    expect(new Set(statuses)).toEqual(new Set([202]));
  };

  for (let from = 0; from < STUCK; from += TOGETHER) await tellSome('slow', from, TOGETHER);
  await waitFor(() => stuck.inFlight().length > 0, { within: 20_000, what: 'a call that hangs' });
  const startedAt = performance.now();
  await tellSome('quick', 0, OTHERS);
  await waitFor(async () => insertedIncidents(await agent.writes()).length === OTHERS, {
    within: 30_000,
    every: 50,
    what: () => `the others' records. The relay wrote:\n${relay.log().slice(-5000)}`,
  });

  console.info(`${OTHERS} beside ${STUCK} that wait: ${performance.now() - startedAt} ms`);
  // Nothing came through to the other.
  expect(stuck.inFlight().length).toBeGreaterThan(0);
  await relay.kill();
  released.resolve();
}, 120_000);
