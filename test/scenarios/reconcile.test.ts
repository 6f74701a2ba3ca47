import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient, valueIn, type InstanceClient } from '../support/instance-client.ts';
import { openLossyWay } from '../support/lossy-way.ts';
import { createRandom } from '../support/random.ts';
import { alertmanagerWorkspace, receiverSecret } from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { postNotification, untilConnected, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const GROUPS = 16;
const SEED = 7;
const Repairs = z.array(z.object({ key: z.string(), kind: z.string(), detail: z.string() }));
const Swept = z.object({ compared: z.number(), different: z.number(), unknownHere: z.number() });

const startsAt = new Date();
const say = (group: string, status: 'firing' | 'resolved', severity: string) =>
  alertmanagerNotification({
    group,
    status,
    severity,
    description: `${status} with ${severity}.`,
    startsAt,
    ...(status === 'resolved' ? { endsAt: new Date() } : {}),
  });

test('messages are lost in both directions, and one sweep makes both sides equal, each repair listed', async () => {
  const chance = createRandom(SEED);
  await using receiver = await startReceiver(receiverSecret);
  await using instance = await startInstance();
  await using way = await openLossyWay(instance.url, () => chance() < 0.4);
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await startRelay({
    workspaces: [
      alertmanagerWorkspace({
        instance: { ...instance, url: way.url },
        connection: { calls: { perCall: 1 }, reconcileEvery: 'off' },
        destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
        route: { backSync: { comments: true } },
      }),
    ],
  });
  await untilConnected(agent, relay);
  const groups = Array.from({ length: GROUPS }, (_, index) => `shop-${index}`);
  const wanted = new Map(groups.map((group) => [group, { impact: '1', state: '1' }]));
  for (const group of groups) await postNotification(relay, say(group, 'firing', 'critical'));
  await untilDrained(relay);

  // What people do, and what the tool says next; of the records that are there at all.
  const comments: string[] = [];
  const edited: string[] = [];
  for (const [index, group] of groups.entries()) {
    const [incident] = await agent.records('incident', `short_descriptionLIKE${group} `);
    if (incident === undefined) continue;
    const sysId = valueIn(incident, 'sys_id');
    edited.push(sysId);
    comments.push(`Looking into ${group}.`);
    await agent.update('incident', sysId, { comments: `Looking into ${group}.` });
    await agent.update('incident', sysId, { state: '2' });
    wanted.set(group, { impact: '1', state: '2' });
    if (index % 3 === 0) await agent.update('incident', sysId, { comments: `Still at ${group}.` });
    if (index % 3 === 0) comments.push(`Still at ${group}.`);
  }
  await untilAllPushed(agent);
  await untilDrained(relay);
  for (const [index, group] of groups.entries()) {
    if (index % 2 === 0) continue;
    await postNotification(relay, say(group, 'firing', 'warning'));
    wanted.set(group, { impact: '2', state: wanted.get(group)?.state ?? '1' });
  }
  await untilAllPushed(agent);
  await untilDrained(relay);

  // Without a sweep both sides stay apart.
  expect(way.lostKeys.size).toBeGreaterThan(2);
  expect(way.lostChanges.size).toBeGreaterThan(2);
  expect(await findUnequal(agent, wanted)).not.toEqual([]);
  expect(untold(receiver.received, comments)).not.toEqual([]);

  way.heal();
  const { json } = await runCli(relay, 'resync', '--connection=production');
  expect(Swept.parse(json)).toMatchObject({ compared: GROUPS, unknownHere: 0 });
  let left: readonly string[] = [];
  await waitFor(
    async () => {
      left = [...(await findUnequal(agent, wanted)), ...untold(receiver.received, comments)];
      return left.length === 0;
    },
    { within: 30_000, every: 200, what: () => `equal sides, without ${left.join('; ')}` },
  );
  await untilDrained(relay);

  const repairs = Repairs.parse((await runCli(relay, 'repairs')).json);
  const outward = ['command-repeated', 'record-made-again'];
  expect(
    new Set(repairs.filter(({ kind }) => outward.includes(kind)).map(({ key }) => key)),
  ).toEqual(way.lostKeys);
  expect(repairs.filter(({ kind }) => kind === 'change-brought')).toHaveLength(
    way.lostChanges.size,
  );
  // A second sweep finds nothing more.
  await untilAllPushed(agent);
  await untilDrained(relay);
  expect(Swept.parse((await runCli(relay, 'resync', '--connection=production')).json)).toEqual({
    compared: GROUPS,
    different: 0,
    unknownHere: 0,
  });
}, 240_000);

async function findUnequal(
  agent: InstanceClient,
  wanted: ReadonlyMap<string, { readonly impact: string; readonly state: string }>,
): Promise<readonly string[]> {
  const unequal: string[] = [];
  for (const [group, { impact, state }] of wanted) {
    const found = await agent.records('incident', `short_descriptionLIKE${group} `);
    const [incident] = found;
    const isEqual =
      found.length === 1 && incident?.['impact'] === impact && incident['state'] === state;
    if (!isEqual)
      unequal.push(
        `${group}: ${found.length} records, impact ${incident?.['impact']} for ${impact}, state ${incident?.['state']} for ${state}`,
      );
  }
  return unequal;
}

function untold(
  received: readonly { readonly payload: unknown }[],
  comments: readonly string[],
): readonly string[] {
  const told = received.map(({ payload }) => JSON.stringify(payload)).join('\n');
  return comments.filter((comment) => !told.includes(comment));
}

async function untilAllPushed(agent: InstanceClient): Promise<void> {
  await waitFor(
    async () => (await agent.records('x_alrt_relay_outbox', 'state=pending')).length === 0,
    { within: 30_000, every: 100, what: 'an empty outbox' },
  );
}
