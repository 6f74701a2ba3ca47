import { describe, expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const isRoot = hereOrSkipped(canMount(), 'the right to mount a small disk (root)');

function notificationOf(group: string): string {
  return alertmanagerNotification({
    group,
    status: 'firing',
    // So large that the room which the store has left in its files is used up soon.
    description: `No answer for 5 minutes. ${'.'.repeat(100_000)}`,
    startsAt: new Date(),
  });
}

/** So often in a row is full: what the store has left in its files may still take one alone. */
const REFUSALS = 10;

/** Sends until the relay only refuses, and returns the groups that it had promised to keep. */
async function sendUntilRefused(relay: Relay): Promise<readonly string[]> {
  const promised: string[] = [];
  let refused = 0;
  for (let number = 1; number <= 1000; number += 1) {
    const group = `full-${number}`;
    const status = await postNotification(relay, notificationOf(group));
    expect([202, 503]).toContain(status);
    if (status === 202) promised.push(group);
    refused = status === 503 ? refused + 1 : 0;
    if (refused === REFUSALS) return promised;
  }
  throw new Error('The relay took a thousand notifications on a full disk.');
}

function groupIn(title = ''): string {
  return /Service (?<group>\S+) is down/.exec(title)?.groups?.['group'] ?? title;
}

/** In the log of a relay, the lines at level `error` that say why nothing is kept. */
function refusalsIn(log: string): readonly string[] {
  return log.split('\n').filter((line) => line.includes('nothing can be kept'));
}

describe.runIf(isRoot)('D5 a full disk', () => {
  test('is answered with 503, loses nothing that was promised, and needs no restart', async () => {
    await using disk = await mountSmallDisk(24);
    await using instance = await startInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    await using relay = await startRelay({
      workspaces: [alertmanagerWorkspace({ instance })],
      dataFolder: disk.path,
    });
    expect(await postNotification(relay, notificationOf('before'))).toBe(202);

    await disk.fill();
    const promised = await sendUntilRefused(relay);

    expect((await readRelayMetrics(relay.url))('alert_relay_store_refuses')).toBe(1);
    // Said when it began, not with each refusal.
    expect(refusalsIn(relay.log()).length).toBeLessThan(REFUSALS);
    expect(refusalsIn(relay.log())[0]).toContain('"because":"the disk is full"');

    const unwritten = relay.log().split('could not be written').length - 1;
    expect(unwritten).toBeLessThan(REFUSALS);

    const pid = relay.pid();
    await disk.free();
    await waitFor(async () => (await postNotification(relay, notificationOf('after'))) === 202, {
      within: 10_000,
      what: () => `the relay to take an alert again. It wrote:\n${relay.log()}`,
    });
    await untilDrained(relay, 40_000);

    const groups = insertedIncidents(await agent.writes()).map(({ changes }) =>
      groupIn(changes['short_description']?.new),
    );
    expect(groups.toSorted()).toEqual(['after', 'before', ...promised].toSorted());
    expect(relay.pid()).toBe(pid);
    expect((await readRelayMetrics(relay.url))('alert_relay_store_refuses')).toBe(0);
  }, 120_000);
});
