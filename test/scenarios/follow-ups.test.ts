import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startToolServer } from '../sources/tool-server.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { intakeUrl } from '../support/relay-file.ts';
import type { Relay } from '../support/start-relay.ts';
import { deadLetters, startToolsSystem, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const key = Buffer.alloc(32, 'incident.io');
const followUpPath = '/v2/follow_ups/F1';

/** A webhook of incident.io, signed as it signs. */
async function say(relay: Relay, type: string, content: object): Promise<void> {
  const event = `public_incident.${type}`;
  const body = JSON.stringify({ event_type: event, [event]: content });
  const id = `msg_${randomUUID()}`;
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  const answer = await fetch(intakeUrl(relay.url, 'incident-io'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  });
  expect(answer.status).toBe(202);
  await untilDrained(relay);
}

const followUp = (status: string, updatedAt: string): object => ({
  id: 'F1',
  incident_id: 'I1',
  title: 'Alert on the payment latency',
  description: 'We heard of it from a customer.',
  status,
  created_at: '2026-11-20T10:31:00.000Z',
  updated_at: updatedAt,
  ...(status === 'completed' ? { completed_at: updatedAt } : {}),
});

function routes() {
  const common = { sources: ['incident-io'], connection: 'production', destination: 'tool' };
  return [
    { name: 'incidents', ...common, when: { field: 'labels.type', equals: 'incident' } },
    {
      name: 'follow-ups',
      ...common,
      when: { field: 'labels.type', equals: 'follow_up' },
      table: 'task',
      parent: { value: '{{ labels.incident_id }}', by: 'alert' },
      // A plain task is complete in state 3; one that is open again is the same task.
      outwardStates: { firing: 1, resolved: 3 },
      inwardStates: { 3: 'resolved' },
      closingStates: [],
      onRefire: { reopenWithin: '365d' },
    },
  ];
}

async function taskOf(agent: InstanceClient) {
  const [task] = await agent.records('task', 'short_descriptionLIKEpayment latency');
  return task;
}

test('a follow-up and its task say the same, whoever completes or opens it again, and nothing echoes', async () => {
  await using tool = await startToolServer();
  await using system = await startToolsSystem({
    sources: [
      {
        name: 'incident-io',
        connector: 'incident-io',
        settings: { secret: `whsec_${key.toString('base64')}` },
      },
    ],
    destinations: [{ name: 'tool', kind: 'incident-io', url: tool.url, apiKey: 'an-api-key' }],
    routes: routes(),
  });
  const { agent, relay } = system;
  const told = () => tool.calls.map(({ method, path, body }) => [method, path, statusIn(body)]);
  const untilTold = async (count: number) => {
    await waitFor(() => tool.calls.length >= count, {
      within: 30_000,
      what: () => `call ${count} of the tool. The relay wrote:\n${relay.log()}`,
    });
    await untilDrained(relay);
  };
  const person = async (fields: Readonly<Record<string, string>>) =>
    agent.update('task', valueIn(await taskOf(agent), 'sys_id'), fields);

  await say(relay, 'incident_created_v2', {
    id: 'I1',
    reference: 'INC-1',
    name: 'Checkout is slow',
    incident_status: { category: 'live' },
    created_at: '2026-11-20T10:00:00.000Z',
  });
  await say(relay, 'follow_up_created_v2', followUp('outstanding', '2026-11-20T10:31:00.000Z'));
  const [incident] = await agent.records('incident', 'x_alrt_relay_source=incident-io');
  expect(await taskOf(agent)).toMatchObject({
    sys_class_name: 'task',
    state: '1',
    description: expect.stringContaining('We heard of it'),
    parent: incident?.['sys_id'],
  });

  // In the tool: completed, and opened again. What it did itself is not told to it.
  await say(relay, 'follow_up_updated_v2', followUp('completed', '2026-11-21T09:00:00.000Z'));
  expect(await taskOf(agent)).toMatchObject({ state: '3' });
  await say(relay, 'follow_up_updated_v2', followUp('outstanding', '2026-11-21T10:00:00.000Z'));
  expect(await taskOf(agent)).toMatchObject({ state: '1' });
  expect(told()).toEqual([]);

  // In ServiceNow: the same, and what the tool then says of it changes nothing.
  await person({ state: '3' });
  await untilTold(1);
  await say(relay, 'follow_up_updated_v2', followUp('completed', '2026-11-22T09:00:00.000Z'));
  expect(await taskOf(agent)).toMatchObject({ state: '3' });
  await person({ state: '1' });
  await untilTold(2);
  await say(relay, 'follow_up_updated_v2', followUp('outstanding', '2026-11-22T10:00:00.000Z'));
  expect(await taskOf(agent)).toMatchObject({ state: '1' });

  expect(told()).toEqual([
    ['PUT', followUpPath, 'completed'],
    ['PUT', followUpPath, 'outstanding'],
  ]);
  // The record is one and the same throughout, and the incident above it was never touched.
  expect(await agent.records('task', 'short_descriptionLIKEpayment latency')).toHaveLength(1);
  const [above] = await agent.records('incident', 'x_alrt_relay_source=incident-io');
  expect(above).toMatchObject({ state: '1', sys_id: incident?.['sys_id'] });
  expect(await deadLetters(relay)).toBe(0);
}, 180_000);

function statusIn(body: string): unknown {
  const parsed: unknown = JSON.parse(body);
  return Object(parsed)['status'];
}
