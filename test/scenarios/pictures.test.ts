import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver, type Receiver } from '../sources/receiver.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { receiverSecret } from '../support/relay-file.ts';
import type { Relay } from '../support/start-relay.ts';
import { postNotification, startSystem, untilDrained } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';

const route = { backSync: { attachments: true } };

const Message = z.object({
  payload: z.object({
    type: z.string(),
    data: z.object({
      attachment: z.object({ name: z.string(), content: z.string() }),
    }),
  }),
});

/** A person attaches two pictures and a paper to the record of an alert, and one elsewhere. */
async function attachAndHear(
  { agent, relay }: { readonly agent: InstanceClient; readonly relay: Relay },
  receiver: Receiver,
): Promise<readonly string[]> {
  const startsAt = new Date('2026-11-22T08:00:00Z');
  const notification = { group: 'shop', status: 'firing', startsAt } as const;
  await postNotification(relay, alertmanagerNotification({ ...notification, description: 'Down' }));
  await untilDrained(relay);
  const [incident] = await agent.records('incident', 'short_description=Service shop is down');
  const sysId = valueIn(incident, 'sys_id');
  const other = await agent.create('incident', { short_description: 'Not ours' });
  const attach = (name: string, type: string, to = sysId) =>
    agent.attach('incident', to, { name, type, content: `content of ${name}` });

  await attach('elsewhere.png', 'image/png', valueIn(other, 'sys_id'));
  await attach('one.png', 'image/png');
  await attach('salaries.pdf', 'application/pdf');
  await attach('two.jpg', 'image/jpeg');

  await waitFor(() => receiver.received.length >= 2, {
    within: 30_000,
    what: () => `two pictures. The relay wrote:\n${relay.log()}`,
  });
  await waitUntilQuiet(async () => receiver.received.length, {
    within: 20_000,
    quietFor: 2_000,
    what: 'silence towards the tool',
  });
  return receiver.received
    .map((receipt) => Message.parse(receipt).payload)
    .map(({ type, data: { attachment } }) => {
      const content = Buffer.from(attachment.content, 'base64').toString();
      return `${type}: ${attachment.name}: ${content}`;
    })
    .toSorted();
}

const heard = [
  'incident.attachment: one.png: content of one.png',
  'incident.attachment: two.jpg: content of two.jpg',
];

test('pictures reach the tool once and as they are, with the app', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startSystem({ destination, route });

  expect(await attachAndHear(system, receiver)).toEqual(heard);
}, 120_000);

test('and the same without the app, by polling', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startTableSystem({ destination, route });

  expect(await attachAndHear(system, receiver)).toEqual(heard);
}, 120_000);
