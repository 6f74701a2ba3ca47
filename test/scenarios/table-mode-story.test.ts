import { expect, test } from 'vitest';
import { z } from 'zod';
import { startReceiver, type Receiver } from '../sources/receiver.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { startSystem, untilDrained } from '../support/system.ts';
import { printRule, startTableSystem, type TableSystem } from '../support/table-system.ts';
import { tellStory, type Outcome } from './one-story.ts';

/** Comments are told only where that is asked for. */
const route = { backSync: { comments: true } };

function destinationOf(receiver: Receiver) {
  return { kind: 'webhook', url: receiver.url, secret: receiverSecret };
}

async function tellWithApp(): Promise<Outcome> {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startSystem({ destination: destinationOf(receiver), route });
  const outcome = await tellStory({ ...system, receiver });
  await untilDrained(system.relay);
  return outcome;
}

async function tellByPolling(): Promise<Outcome> {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startTableSystem({ destination: destinationOf(receiver), route });
  return await tellStory({ ...system, receiver });
}

/** As an administrator would: prints the rule and types it into the form. */
async function pasteRule({ agent, relay }: TableSystem): Promise<void> {
  const { rule } = Printed.parse(JSON.parse(await printRule(relay)));
  await agent.create('sys_script', {
    name: rule.name,
    collection: rule.table,
    when: rule.when,
    script: rule.script,
    active: String(rule.active),
    advanced: String(rule.advanced),
    action_insert: String(rule.insert),
    action_update: String(rule.update),
  });
}

const Printed = z.object({
  rule: z.object({
    name: z.string(),
    table: z.literal('incident'),
    when: z.literal('after'),
    script: z.string(),
    active: z.literal(true),
    advanced: z.literal(true),
    insert: z.literal(true),
    update: z.literal(true),
  }),
});

async function tellByPastedRule(): Promise<Outcome> {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startTableSystem({
    destination: destinationOf(receiver),
    route,
    // Polling, the net below the rule, must not be what brings the changes here.
    connection: { changes: 'push', tableMode: { quota: '2s', pollEvery: '1h' } },
  });
  await pasteRule(system);
  return await tellStory({ ...system, receiver });
}

const asItShouldEnd = {
  incidents: 1,
  record: { state: '6', impact: '1', close_code: 'Solution provided' },
  told: ['incident.acknowledged', 'incident.updated', 'incident.resolved'],
  heard: ['We are looking into it.'],
  updates: 4,
};

test('the story ends the same with the app, and without it by polling or by the pasted rule', async () => {
  const withApp = await tellWithApp();
  const byPolling = await tellByPolling();
  const byPastedRule = await tellByPastedRule();

  expect(withApp).toMatchObject(asItShouldEnd);
  expect(byPolling).toEqual(withApp);
  expect(byPastedRule).toEqual(withApp);
}, 240_000);
