import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver, type Receiver } from '../sources/receiver.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import type { Relay } from '../support/start-relay.ts';
import {
  insertedIncidents,
  postNotification,
  startSystem,
  untilDrained,
} from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');

const Message = z.object({
  type: z.string(),
  data: z.object({ journal: z.array(z.object({ text: z.string() })) }),
});

interface Told {
  readonly agent: InstanceClient;
  readonly relay: Relay;
  readonly receiver: Receiver;
}

async function fire({ agent, relay }: Told, group: string): Promise<string> {
  const body = alertmanagerNotification({ group, status: 'firing', startsAt, description: 'Down' });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay);
  const rows = await agent.records('incident', `short_description=Service ${group} is down`);
  return valueIn(rows.at(-1), 'sys_id');
}

function heard({ receiver }: Told): readonly string[] {
  return receiver.received.map(({ payload }) => {
    const { type, data } = Message.parse(payload);
    return [type, ...data.journal.map(({ text }) => text)].join(': ');
  });
}

async function untilHeard(told: Told, count: number): Promise<void> {
  await waitFor(() => told.receiver.received.length >= count, {
    within: 30_000,
    what: () =>
      `${count} messages, got ${heard(told).join('; ')}. The relay wrote:\n${told.relay.log()}`,
  });
  await waitUntilQuiet(async () => told.receiver.received.length, {
    within: 20_000,
    quietFor: 1_500,
    what: 'silence towards the tool',
  });
}

/**
 * One record is merged into another, then it is deleted; its alert begins a new life afterwards.
 * @returns how many records were made
 */
async function mergeAndDelete(told: Told): Promise<number> {
  const { agent, relay } = told;
  const parent = await fire(told, 'shop');
  const child = await fire(told, 'cart');
  const numberOf = async (sysId: string) =>
    valueIn((await agent.records('incident', `sys_id=${sysId}`))[0], 'number');
  const [parentNumber, childNumber] = [await numberOf(parent), await numberOf(child)];

  await agent.update('incident', child, { parent_incident: parent });
  await untilHeard(told, 1);
  await agent.remove('incident', child);
  await untilHeard(told, 2);

  const [merged, deleted, ...more] = heard(told);
  expect(more).toEqual([]);
  expect(merged).toMatch(
    new RegExp(
      `^incident.updated: ${childNumber} was merged into (${parentNumber}|another record): http.*${parent}`,
    ),
  );
  expect(deleted).toBe('incident.deleted');

  const again = new Date(startsAt.getTime() + 3_600_000);
  const ended = alertmanagerNotification({
    group: 'cart',
    status: 'resolved',
    description: 'Up',
    startsAt,
    endsAt: again,
  });
  await postNotification(relay, ended);
  const body = alertmanagerNotification({
    group: 'cart',
    status: 'firing',
    description: 'Down',
    startsAt: again,
  });
  await postNotification(relay, body);
  await untilDrained(relay);
  return insertedIncidents(await agent.writes()).length;
}

const route = { backSync: { state: false, merges: true, deletes: 'resolve' } };

test('a merged and a deleted record are told once each, with the app', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startSystem({ destination, route });

  expect(await mergeAndDelete({ ...system, receiver })).toBe(3);
}, 240_000);

test('and the same without the app, by polling with an account that may read what was deleted', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startTableSystem({ destination, route, isAuditor: true });

  expect(await mergeAndDelete({ ...system, receiver })).toBe(3);
}, 240_000);

test('nobody is told of either unless the route says so', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startSystem({ destination });
  const told = { ...system, receiver };
  const parent = await fire(told, 'shop');
  const child = await fire(told, 'cart');
  const witness = await fire(told, 'till');

  await told.agent.update('incident', child, { parent_incident: parent });
  await told.agent.remove('incident', child);
  await told.agent.update('incident', witness, { state: '2' });
  await untilHeard(told, 1);

  expect(heard(told)).toEqual(['incident.acknowledged']);
}, 240_000);

test('a deletion that the app did not note is found by comparing, and told as a note', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startSystem({
    destination,
    route: { backSync: { deletes: 'note' } },
    connection: { reconcileEvery: 'off' },
  });
  const told = { ...system, receiver };
  const sysId = await fire(told, 'shop');
  const [enabled] = await told.agent.records('sys_properties', 'name=x_alrt_relay.enabled');
  const switchApp = (value: string) =>
    told.agent.update('sys_properties', valueIn(enabled, 'sys_id'), { value });
  await waitFor(
    async () => (await told.agent.records('x_alrt_relay_outbox', 'state=pending')).length === 0,
    { within: 30_000, what: 'the app to have told all that it has' },
  );

  await switchApp('false');
  await told.agent.remove('incident', sysId);
  await switchApp('true');
  await runCli(told.relay, 'resync', '--connection=production');
  await untilHeard(told, 1);
  await runCli(told.relay, 'resync', '--connection=production');
  await untilDrained(told.relay);

  expect(heard(told)).toEqual([expect.stringMatching(/^incident.deleted: INC\d+ was deleted/)]);
}, 240_000);
