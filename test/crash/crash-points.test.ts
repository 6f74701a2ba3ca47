import { expect, test } from 'vitest';
import { z } from 'zod';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { alertmanagerWorkspace, receiverSecret } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { untilDrained } from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Armed, judge, say, startArmed, statements } from './armed-relay.ts';

const minutes = 60_000;
const sides = ['before', 'after'] as const;

function toKey(moment: string): string {
  return moment.replaceAll(' ', '-');
}

/** One alert for each moment: whatever is said of it, the relay dies then. */
async function sayAll(
  { relay, dieAt }: Armed,
  moments: readonly string[],
): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const moment of moments) {
    const key = toKey(moment);
    keys.push(key);
    for (let step = 1; step <= statements.length; step += 1) {
      await dieAt(moment, () => say(relay, key, step));
    }
  }
  return keys;
}

const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };

const momentsOf = (steps: readonly string[]) =>
  steps.flatMap((step) => sides.map((side) => `${side} ${step}`));

test(
  'L1 L2 L4 L5 a relay that dies right before or after each durable step of the way to ServiceNow',
  async () => {
    await using folder = await createTemporaryFolder('points');
    await using instance = await startInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    const armed = await startArmed(folder, [alertmanagerWorkspace({ instance })]);
    await using _relay = armed.relay;

    const keys = await sayAll(
      armed,
      momentsOf(['keep-delivery', 'call-servicenow', 'record-outcome']),
    );

    expect(await judge(agent, keys)).toMatchObject(nothingWrong);
    const open = await agent.records('incident', 'active=true^short_descriptionLIKEService');
    expect(open.filter((row) => !['6', '7'].includes(valueIn(row, 'state')))).toEqual([]);
  },
  8 * minutes,
);

const Told = z.object({ payload: z.object({ type: z.string() }) });

test(
  'L21 a relay that dies right before or after each durable step of the way back',
  async () => {
    await using folder = await createTemporaryFolder('points');
    await using receiver = await startReceiver(receiverSecret);
    await using instance = await startInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    const armed = await startArmed(folder, [
      alertmanagerWorkspace({
        instance,
        // What is pushed and not taken comes again after a minute; what is fetched, at the next turn.
        connection: { changes: 'pull' },
        destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
      }),
    ]);
    await using _relay = armed.relay;
    const moments = momentsOf(['keep-changes', 'record-outcome', 'tell-tool']);

    for (const moment of moments) {
      const key = toKey(moment);
      await say(armed.relay, key, 1);
      await untilDrained(armed.relay, 60_000);
      const before = new Set(receiver.received.map(({ id }) => id));
      const [incident] = await agent.records('incident', `short_descriptionLIKE${key}`);
      await armed.dieAt(moment, async () => {
        await agent.update('incident', valueIn(incident, 'sys_id'), { state: '2' });
        await waitFor(() => receiver.received.some(({ id }) => !before.has(id)), {
          within: 60_000,
          what: () => `the word to the tool. The relay wrote:\n${armed.relay.log()}`,
        });
      });
    }

    // A tool may hear a message again after a crash, under the same id.
    const once = new Map(receiver.received.map((receipt) => [receipt.id, Told.parse(receipt)]));
    expect([...once.values()].map(({ payload }) => payload.type)).toEqual(
      moments.map(() => 'incident.acknowledged'),
    );
  },
  8 * minutes,
);

test(
  'table mode: a relay that dies right before or after it notes what it sends',
  async () => {
    await using folder = await createTemporaryFolder('points');
    const instance = await startBareInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    const armed = await startArmed(folder, [tableWorkspace(instance.url)]);
    await using _relay = armed.relay;

    const keys = await sayAll(armed, momentsOf(['begin-intent', 'settle-intent']));

    expect(await judge(agent, keys)).toMatchObject(nothingWrong);
    await instance.close();
  },
  8 * minutes,
);
