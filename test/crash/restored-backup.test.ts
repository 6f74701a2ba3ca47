import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { check } from './checker.ts';
import { notificationOf } from './notification-of.ts';
import { toEffects } from './run-crash-test.ts';

const groups = ['disk', 'fan', 'link'];

async function say(relay: Relay, key: string, step: number, isEnd = false): Promise<void> {
  const body = notificationOf({ key, step }, isEnd);
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay);
}

test('D14 a store that is restored from a backup goes on above what the instance has, and doubles nothing', async () => {
  await using folder = await createTemporaryFolder('backup');
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await startRelay({ workspaces: [alertmanagerWorkspace({ instance })] });
  const backup = path.join(folder.path, 'data');

  await say(relay, 'disk', 1);
  await relay.halt();
  await cp(relay.dataFolder, backup, { recursive: true });
  await relay.start();
  // What the backup knows nothing of: updates, a record, and the end of a life with the next one.
  await say(relay, 'disk', 2);
  await say(relay, 'fan', 1);
  await say(relay, 'link', 1);
  await say(relay, 'link', 2, true);

  await relay.halt();
  await rm(relay.dataFolder, { recursive: true });
  await cp(backup, relay.dataFolder, { recursive: true });
  await relay.start();
  await say(relay, 'disk', 3);
  await say(relay, 'fan', 2);
  await say(relay, 'disk', 4, true);

  const said = [
    ...[1, 2, 3, 4].map((step) => ({ key: 'disk', step })),
    ...[1, 2].map((step) => ({ key: 'fan', step })),
    ...[1, 2].map((step) => ({ key: 'link', step })),
  ];
  const effects = (await agent.writes()).flatMap(toEffects);
  expect(check({ attempted: said, acknowledged: said, effects })).toMatchObject({
    lost: [],
    duplicated: [],
    unexpected: [],
    outOfOrder: [],
  });
  const states = await Promise.all(
    groups.map(async (group) => {
      const found = await agent.records('incident', `short_descriptionLIKE${group} is down`);
      return found.map((row) => valueIn(row, 'state'));
    }),
  );
  expect(states).toEqual([['6'], ['1'], ['6']]);
}, 120_000);
