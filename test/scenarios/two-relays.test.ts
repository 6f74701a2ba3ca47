import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { writeAppWithoutUniqueness } from './app-without-uniqueness.ts';

const rounds = 100;
/** Rounds under way together: the loser of a round asks again after two seconds. */
const together = 10;

/** Sends each notification to two relays that know nothing of each other, and counts the records. */
async function countIncidents(app?: string): Promise<number> {
  await using instance = await startInstance(app === undefined ? {} : { app });
  const workspaces = [alertmanagerWorkspace({ instance })];
  await using first = await startRelay({ workspaces });
  await using second = await startRelay({ workspaces });
  for (let sent = 0; sent < rounds; sent += together) {
    const wave = Array.from({ length: together }, (_, index) => sent + index + 1);
    const statuses = await Promise.all(wave.flatMap((round) => tellBoth([first, second], round)));
    expect(new Set(statuses)).toEqual(new Set([202]));
    await Promise.all([first, second].map((relay) => untilDrained(relay)));
  }
  const agent = createInstanceClient(instance.url, instance.admin);
  return insertedIncidents(await agent.writes()).length;
}

function tellBoth(relays: readonly Relay[], round: number): readonly Promise<number>[] {
  const body = alertmanagerNotification({
    group: `round-${round}`,
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
  return relays.map((relay) => postNotification(relay, body));
}

test('two relays that hear the same make one incident, every time', async () => {
  expect(await countIncidents()).toBe(rounds);
}, 240_000);

test('without the unique column they do not: this test can fail', async () => {
  await using folder = await createTemporaryFolder('mutated-app');
  const app = await writeAppWithoutUniqueness(folder.path);

  expect(await countIncidents(app)).toBeGreaterThan(rounds);
}, 240_000);
