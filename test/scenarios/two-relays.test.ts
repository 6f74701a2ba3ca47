import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { writeAppWithoutUniqueness } from '../support/app-without-uniqueness.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance, type InstanceOptions } from '../support/start-instance.ts';
import { inPairs } from '../support/in-pairs.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Rounds under way together: the loser of a round asks again after two seconds. */
const together = 10;

/** Sends waves of notifications, each to two relays that know nothing of each other. */
async function countSurplus(options: InstanceOptions, waves: number): Promise<number> {
  await using instance = await startInstance(options);
  // The relays meet at a gate, so that the same moment is the same moment in the instance as well.
  await using gate = await openGate(instance.url, { admit: inPairs() });
  const workspaces = [
    alertmanagerWorkspace({
      instance: { ...instance, url: gate.url },
      // One record a call, so that each finds its twin.
      connection: { calls: { perCall: 1 } },
    }),
  ];
  await using first = await startRelay({ workspaces });
  await using second = await startRelay({ workspaces });
  const agent = createInstanceClient(instance.url, instance.admin);

  let surplus = 0;
  for (let wave = 1; wave <= waves && surplus === 0; wave++) {
    await sendWave([first, second], wave);
    surplus = insertedIncidents(await agent.writes()).length - wave * together;
  }
  return surplus;
}

async function sendWave(relays: readonly Relay[], wave: number): Promise<void> {
  const rounds = Array.from({ length: together }, (_, round) => `round-${wave}-${round}`);
  const statuses = await Promise.all(rounds.flatMap((group) => tellAll(relays, group)));
  expect(new Set(statuses)).toEqual(new Set([202]));
  await Promise.all(relays.map((relay) => untilDrained(relay)));
}

function tellAll(relays: readonly Relay[], group: string): readonly Promise<number>[] {
  const body = alertmanagerNotification({
    group,
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
  return relays.map((relay) => postNotification(relay, body));
}

test('two relays that hear the same make one incident, 100 times of 100', async () => {
  expect(await countSurplus({}, 10)).toBe(0);
}, 240_000);

// Without pauses only a few of a hundred rounds hit the gap between looking up and inserting.
test('without the unique column they do not: this test can fail', async () => {
  await using folder = await createTemporaryFolder('mutated-app');
  const app = await writeAppWithoutUniqueness(folder.path);

  expect(await countSurplus({ app, seed: 1 }, 10)).toBeGreaterThan(0);
}, 240_000);
