import { expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../sources/receiver.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { startSystem, untilDrained } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';
import { tellStory, type Outcome } from './one-story.ts';

function destinationOf(receiver: Receiver) {
  return { kind: 'webhook', url: receiver.url, secret: receiverSecret };
}

async function tellWithApp(): Promise<Outcome> {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startSystem({ destination: destinationOf(receiver) });
  const outcome = await tellStory({ ...system, receiver });
  await untilDrained(system.relay);
  return outcome;
}

async function tellByPolling(): Promise<Outcome> {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startTableSystem({ destination: destinationOf(receiver) });
  return await tellStory({ ...system, receiver });
}

const asItShouldEnd = {
  incidents: 1,
  record: { state: '6', impact: '1', close_code: 'Solution provided' },
  told: ['incident.acknowledged', 'incident.updated', 'incident.resolved'],
  heard: ['We are looking into it.'],
  updates: 4,
};

test('the story ends the same with the app, and without it by polling', async () => {
  const withApp = await tellWithApp();
  const byPolling = await tellByPolling();

  expect(withApp).toMatchObject(asItShouldEnd);
  expect(byPolling).toEqual(withApp);
}, 180_000);
