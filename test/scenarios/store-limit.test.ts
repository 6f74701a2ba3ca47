import { expect, test } from 'vitest';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import { pruneHistory } from '../../relay/src/store/prune.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** The smallest that the configuration allows. */
const LIMIT_MB = 16;
const DAY = 86_400_000;

function notificationOf(group: string): string {
  return alertmanagerNotification({
    group,
    status: 'firing',
    description: `No answer for 5 minutes. ${'.'.repeat(200_000)}`,
    startsAt: new Date(),
  });
}

/** Gives the groups that were promised to be kept. */
async function sendUntilRefused(relay: Relay): Promise<readonly string[]> {
  const promised: string[] = [];
  for (let number = 1; number <= 500; number += 1) {
    const group = `large-${number}`;
    const status = await postNotification(relay, notificationOf(group));
    expect([202, 503]).toContain(status);
    if (status === 503) return promised;
    promised.push(group);
  }
  throw new Error('The relay kept a hundred megabytes.');
}

/** What the relay forgets by itself once an hour, as it will be in forty days. */
async function forgetHistory(relay: Relay): Promise<void> {
  const store = await openSqlite(relay.dataFolder, { beside: true });
  const commit = createGroupCommit(store, () => undefined);
  const clock = { now: () => Date.now() + 40 * DAY };
  await pruneHistory({ commit, reading: store.reading, clock }, 30, () => false);
  await store.close();
}

test('a store that is as large as it may be answers 503, delivers what it has, and takes alerts again without a restart', async () => {
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await startRelay({
    workspaces: [alertmanagerWorkspace({ instance })],
    limits: { maxStoreMb: LIMIT_MB },
  });
  const pid = relay.pid();

  const promised = await sendUntilRefused(relay);
  // It holds what it took, and not many times as much: of the long text the body, twice the event (a
  // description is an annotation too), and of each that is delivered meanwhile the alert.
  expect(promised.length * 0.2).toBeGreaterThan(LIMIT_MB / 6);
  expect((await readRelayMetrics(relay.url))('alert_relay_store_refuses')).toBe(1);
  await untilDrained(relay, 60_000);
  // History is what fills it now, and that stays.
  expect(await postNotification(relay, notificationOf('too-early'))).toBe(503);

  await forgetHistory(relay);
  await waitFor(async () => (await postNotification(relay, notificationOf('after'))) === 202, {
    within: 10_000,
    what: () => `the relay to take an alert again. It wrote:\n${relay.log()}`,
  });
  await untilDrained(relay, 40_000);

  const described = insertedIncidents(await agent.writes()).map(
    ({ changes }) =>
      /Service (\S+) is down/.exec(changes['short_description']?.new ?? '')?.[1] ?? '',
  );
  expect(described.toSorted()).toEqual(['after', ...promised].toSorted());
  expect((await readRelayMetrics(relay.url))('alert_relay_store_refuses')).toBe(0);
  expect(relay.pid()).toBe(pid);
}, 120_000);
