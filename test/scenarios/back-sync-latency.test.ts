import { expect, test } from 'vitest';
import { percentile } from '../bench/statistics.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { valueIn } from '../support/instance-client.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { postNotification, startSystem, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const edits = 50;

test('a tool is told of an edit in ServiceNow within two seconds, 95 times of 100', async () => {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startSystem({
    destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
    route: { backSync: { comments: true } },
  });
  const { agent, relay } = system;
  const body = alertmanagerNotification({
    group: 'shop',
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay);
  const [incident] = await agent.records('incident', 'short_descriptionLIKEshop');

  const latencies: number[] = [];
  for (let edit = 1; edit <= edits; edit++) {
    const text = `Looking into it, part ${edit}.`;
    const editedAt = performance.now();
    await agent.update('incident', valueIn(incident, 'sys_id'), { comments: text });
    await waitFor(
      () => receiver.received.some(({ payload }) => JSON.stringify(payload).includes(text)),
      {
        within: 30_000,
        every: 5,
        what: () => `a message about edit ${edit}. The relay wrote:\n${relay.log()}`,
      },
    );
    latencies.push(performance.now() - editedAt);
  }

  console.log(
    `ServiceNow edit to tool told: p50 ${percentile(latencies, 0.5).toFixed(0)} ms, p95 ${percentile(latencies, 0.95).toFixed(0)} ms`,
  );
  expect(percentile(latencies, 0.95)).toBeLessThanOrEqual(2_000);
  expect(receiver.refused).toEqual([]);
}, 180_000);
