import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { type BundledRelay, bundleRelay } from '../support/bundle-relay.ts';
import { createInstanceClient, type InstanceClient, valueIn } from '../support/instance-client.ts';
import { alertmanagerWorkspace, receiverSecret, type Workspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { check } from './checker.ts';
import { toMarker } from './marker.ts';
import { toEffects } from './run-crash-test.ts';

const minutes = 60_000;
let bundle: BundledRelay;

beforeAll(async () => {
  bundle = await bundleRelay();
});

afterAll(() => bundle.remove());

const sides = ['before', 'after'] as const;

/** What is said of one alert, in order. */
const statements = ['create', 'update', 'resolve'] as const;

interface Armed {
  readonly relay: Relay;
  /** Lets the relay die at this moment, and starts it again. */
  readonly dieAt: (moment: string, during: () => Promise<void>) => Promise<void>;
}

async function startArmed(
  folder: TemporaryFolder,
  workspaces: readonly Workspace[],
): Promise<Armed> {
  const file = path.join(folder.path, 'crash-at');
  const relay = await startRelay({
    workspaces,
    main: bundle.main,
    env: { RELAY_CRASH_AT: file, ...bundle.env },
  });
  return {
    relay,
    dieAt: async (moment, during) => {
      const exited = relay.exited();
      await writeFile(file, moment);
      const done = during();
      const exit = await waitFor(() => Promise.race([exited, nothingYet()]), {
        within: 60_000,
        what: `the end of the relay ${moment}. It wrote:\n${relay.log()}`,
      });
      expect(exit.signal).toBe('SIGKILL');
      await relay.start();
      await done;
      await untilDrained(relay, 60_000);
    },
  };
}

/** Lets a race end in favor of what is there already. */
function nothingYet(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

const startsAt = new Date('2026-11-22T08:00:00Z');

/** Like a tool: says it until somebody takes it. */
async function say(relay: Relay, key: string, step: number): Promise<void> {
  const isEnd = step === statements.length;
  const body = alertmanagerNotification({
    group: key,
    status: isEnd ? 'resolved' : 'firing',
    description: toMarker({ key, step }),
    startsAt,
    ...(isEnd ? { endsAt: new Date('2026-11-22T09:00:00Z') } : {}),
  });
  await waitFor(async () => (await postNotification(relay, body)) === 202, {
    within: 60_000,
    every: 50,
    what: 'an answer of the relay',
  });
}

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

async function judge(agent: InstanceClient, keys: readonly string[]) {
  const said = keys.flatMap((key) => statements.map((_, index) => ({ key, step: index + 1 })));
  const writes = await agent.writes();
  return check({ attempted: said, acknowledged: said, effects: writes.flatMap(toEffects) });
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
