import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { valueIn } from '../support/instance-client.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { postNotification, startSystem, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const ends = { resolved: '6', closed: '7', canceled: '8' };

test('L10 a record that a person resolved, closed or canceled hears that its alert goes on, and stays as it is when the alert fires anew', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const destination = { kind: 'webhook', url: receiver.url, secret: receiverSecret };
  await using system = await startSystem({ destination });
  const { agent, relay } = system;
  const fire = async (description: string, startsAt: string): Promise<void> => {
    for (const group of Object.keys(ends)) {
      const spec = { group, status: 'firing', description, startsAt: new Date(startsAt) } as const;
      expect(await postNotification(relay, alertmanagerNotification(spec))).toBe(202);
    }
    await untilDrained(relay);
  };
  const recordsOf = async (group: string) =>
    agent.records('incident', `short_description=Service ${group} is down^ORDERBYnumber`);
  const notesOf = async (sysId: string) =>
    (await agent.records('sys_journal_field', `element_id=${sysId}`)).map(({ value }) => value);

  await fire('Down.', '2026-11-22T08:00:00Z');
  for (const [group, state] of Object.entries(ends)) {
    const [row] = await recordsOf(group);
    const closing = { close_code: 'Solution provided', close_notes: 'By hand.' };
    await agent.update('incident', valueIn(row, 'sys_id'), { state, ...closing });
  }
  await waitFor(() => receiver.received.length >= 3, {
    within: 20_000,
    what: () => `three ends at the tool. The relay wrote:\n${relay.log()}`,
  });
  await untilDrained(relay);
  await fire('Still down.', '2026-11-22T08:00:00Z');
  await fire('Down anew.', '2026-11-22T09:00:00Z');

  for (const [group, state] of Object.entries(ends)) {
    const [old, anew, ...more] = await recordsOf(group);
    expect([group, old?.['state'], anew?.['state'], more]).toEqual([group, state, '1', []]);
    const notes = (await notesOf(valueIn(old, 'sys_id'))).join('\n');
    expect(notes).toContain('Still down.');
    expect(notes).not.toContain('Down anew.');
    expect((await notesOf(valueIn(anew, 'sys_id'))).join('\n')).toContain('Down anew.');
  }
}, 120_000);
