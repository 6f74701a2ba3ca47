import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { valueIn } from '../support/instance-client.ts';
import { openApi } from '../support/relay-api.ts';
import type { Relay } from '../support/start-relay.ts';
import { deadLetters, postNotification, untilDrained } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');
const DeadLetters = z.object({
  rows: z.array(z.object({ code: z.string(), message: z.string() })),
});

async function send(relay: Relay, group: string, description: string): Promise<void> {
  const body = alertmanagerNotification({ group, status: 'firing', description, startsAt });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay, 30_000);
}

test('a correlation column that is renamed stops delivery with a reason, and no ticket of others is touched', async () => {
  await using system = await startTableSystem();
  const { agent, relay } = system;
  const api = await openApi(relay);
  for (const text of ['Printer on fire', 'New laptop']) {
    await agent.create('incident', { short_description: text });
  }
  await send(relay, 'known', 'No answer.');
  const [column] = await agent.records('sys_dictionary', 'name=task^element=correlation_id');
  const columnId = valueIn(column, 'sys_id');

  // ServiceNow drops the term that it does not know any more, and every ticket is an answer: a test may
  // not ask like that, the relay does.
  await agent.update('sys_dictionary', columnId, { active: 'false' });
  const asked = agent.records('incident', 'correlation_id=nothing-has-this');
  await expect(asked).rejects.toThrow('incident has no correlation_id');
  const before = await agent.lastWrite();
  await send(relay, 'known', 'Still no answer.');
  await send(relay, 'new', 'No answer.');

  const written = (await agent.writes(before)).filter(({ table }) => table === 'incident');
  expect(written).toEqual([]);
  const dead = DeadLetters.parse((await api('GET', '/dead-letters')).body).rows;
  expect(dead.map(({ code }) => code)).toEqual([
    'SERVICENOW_WRONG_RECORD',
    'SERVICENOW_WRONG_RECORD',
  ]);
  expect(dead[0]?.message).toContain('does not carry that key in correlation_id');

  await agent.update('sys_dictionary', columnId, { active: 'true' });
  await api('POST', '/dead-letters/replay', { code: 'SERVICENOW_WRONG_RECORD' });
  await untilDrained(relay, 30_000);
  expect(await deadLetters(relay)).toBe(0);
  const ours = await agent.records('incident', 'correlation_displaySTARTSWITHAlert Relay');
  expect(ours).toHaveLength(2);
}, 240_000);
