import { expect, test } from 'vitest';
import type { Instance } from '../instance/create-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { createInstanceClient, type InstanceClient } from '../support/instance-client.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { waitFor } from '../support/wait-for.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');

async function send(relay: Relay, group: string, description = 'No answer.'): Promise<void> {
  const body = alertmanagerNotification({ group, status: 'firing', description, startsAt });
  expect(await postNotification(relay, body)).toBe(202);
}

/** Records with a key of ours, however they ended. */
function withKey(agent: InstanceClient) {
  return agent.records(
    'incident',
    'correlation_displaySTARTSWITHAlert Relay^correlation_idISNOTEMPTY',
  );
}

/** Waits until no key has two records, and returns what is left of the doubles. */
async function untilMerged(instance: Instance, relays: readonly Relay[]) {
  const agent = createInstanceClient(instance.url, instance.admin);
  await waitFor(
    async () => {
      const keys = (await withKey(agent)).map(({ correlation_id }) => correlation_id);
      return new Set(keys).size === keys.length;
    },
    {
      within: 40_000,
      every: 200,
      what: () =>
        `one record for each key. The relays wrote:\n${relays.map((relay) => relay.log()).join('\n')}`,
    },
  );
  return agent.records('incident', 'correlation_displaySTARTSWITHAlert Relay^state=8');
}

test('an instance that outruns its quota makes a double: it is found, canceled and counted', async () => {
  await using instance = disposable(await startBareInstance());
  await using relay = await startRelay({ workspaces: [tableWorkspace(instance.url)] });
  const agent = createInstanceClient(instance.url, instance.admin);
  // Far beyond the quota of 2 s: the relay gives up waiting, looks, finds nothing and creates.
  const late = { match: { method: 'POST', table: 'incident' }, action: { delayMs: 6_000 } };
  await agent.addFault({ ...late, times: 1 });

  await send(relay, 'late');
  await untilDrained(relay, 30_000);
  await waitFor(async () => insertedIncidents(await agent.writes()).length === 2, {
    within: 20_000,
    what: 'the second record',
  });
  const canceled = await untilMerged(instance, [relay]);

  expect(canceled).toMatchObject([{ active: 'false', correlation_id: '' }]);
  const [kept] = await withKey(agent);
  const notes = await agent.records('sys_journal_field', `element_id=${canceled[0]?.['sys_id']}`);
  expect(JSON.stringify(notes)).toContain(`Duplicate of ${kept?.['number']}`);
  expect((await readRelayMetrics(relay.url))('alert_relay_duplicates_total')).toBe(1);

  await send(relay, 'late', 'Still no answer.');
  await untilDrained(relay);
  const journal = await agent.records('sys_journal_field', `element_id=${kept?.['sys_id']}`);
  expect(JSON.stringify(journal)).toContain('Still no answer.');
}, 120_000);

test('two relays that do not know each other may both create; one record of each key stays', async () => {
  const groups = Array.from({ length: 10 }, (_, nth) => `shared-${nth}`);
  await using instance = disposable(await startBareInstance());
  // Both have looked before either has created.
  await using gate = await openGate(instance.url, {
    holdMs: ({ method }) => (method === 'GET' ? 300 : 0),
  });
  const workspaces = [tableWorkspace(gate.url)];
  await using first = await startRelay({ workspaces });
  await using second = await startRelay({ workspaces });

  for (const group of groups) await Promise.all([send(first, group), send(second, group)]);
  await Promise.all([untilDrained(first), untilDrained(second)]);
  const agent = createInstanceClient(instance.url, instance.admin);
  const made = insertedIncidents(await agent.writes()).length;
  const canceled = await untilMerged(instance, [first, second]);

  console.log(`two relays, ${groups.length} keys: ${made} records made`);
  expect(made).toBeGreaterThan(groups.length);
  expect(canceled).toHaveLength(made - groups.length);
  expect(await withKey(agent)).toHaveLength(groups.length);
}, 120_000);

function disposable(instance: Instance): Instance & AsyncDisposable {
  return { ...instance, [Symbol.asyncDispose]: () => instance.close() };
}
