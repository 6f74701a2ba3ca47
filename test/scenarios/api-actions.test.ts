import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { valueIn } from '../support/instance-client.ts';
import { runCli } from '../support/run-cli.ts';
import { postNotification, startSystem, untilDrained } from '../support/system.ts';

test('through the API a record is acknowledged, explained on itself, and resolved', async () => {
  await using system = await startSystem();
  const { agent, relay } = system;
  const body = alertmanagerNotification({
    group: 'shop',
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date('2026-11-22T08:00:00Z'),
  });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay);
  const find = async () => (await agent.records('incident', 'short_descriptionLIKEshop'))[0];
  const incident = await find();
  const made = await runCli(relay, 'token', 'create', '--name=operator');
  const { token } = z.object({ token: z.string() }).parse(made.json);
  const act = async (action: string) => {
    const key = valueIn(incident, 'correlation_id');
    const answer = await fetch(`${relay.url}/api/v1/workspaces/main/links/${key}/actions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ action }),
    });
    expect(answer.status).toBe(202);
    await untilDrained(relay);
  };

  await act('acknowledge');
  expect(valueIn(await find(), 'state')).toBe('2');

  await act('explain');
  const notes = await agent.records(
    'sys_journal_field',
    `element_id=${valueIn(incident, 'sys_id')}^element=work_notes`,
  );
  const story = notes
    .map((note) => valueIn(note, 'value'))
    .find((text) => text.includes('and why'));
  expect(story).toContain(
    `Opened ${valueIn(incident, 'number')}, since the alert fires for the first time by route incidents.`,
  );
  expect(story).toContain('somebody acknowledged the alert');

  await act('resolve');
  expect(valueIn(await find(), 'state')).toBe('6');
});
