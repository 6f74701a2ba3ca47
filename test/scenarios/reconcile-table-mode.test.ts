import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { valueIn } from '../support/instance-client.ts';
import { openApi } from '../support/relay-api.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';
import { waitFor } from '../support/wait-for.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');
const groups = ['shop', 'bank', 'mail'];

const Repairs = z.object({
  rows: z.array(z.object({ key: z.string(), number: z.string(), kind: z.string() })),
});
const Swept = z.object({ compared: z.number(), different: z.number() });
const Told = z.object({ type: z.string() });

test('table mode: what no poll brought is found by a comparison, of one record or since a time, and told', async () => {
  await using receiver = await startReceiver(receiverSecret);
  await using system = await startTableSystem({
    destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
    // Nothing is polled while the test runs.
    connection: { tableMode: { quota: '2s', pollEvery: '1h' }, reconcileEvery: 'off' },
  });
  const { agent, relay } = system;
  const api = await openApi(relay);
  const told = () => receiver.received.map(({ payload }) => Told.parse(payload).type);
  const untilTold = (count: number) =>
    waitFor(() => told().length >= count, {
      within: 30_000,
      every: 100,
      what: () => `${count} messages, not ${told().join(', ')}. The relay wrote:\n${relay.log()}`,
    });
  const incidentOf = async (group: string) => {
    const [incident] = await agent.records('incident', `short_descriptionLIKE${group} is down`);
    return { id: valueIn(incident, 'sys_id'), key: valueIn(incident, 'correlation_id') };
  };
  for (const group of groups) {
    const description = 'No answer.';
    const body = alertmanagerNotification({ group, status: 'firing', description, startsAt });
    expect(await postNotification(relay, body)).toBe(202);
  }
  await untilDrained(relay, 30_000);
  const [shop, bank] = [await incidentOf('shop'), await incidentOf('bank')];
  const since = new Date(Date.now() - 3_600_000).toISOString();

  // One record.
  await agent.update('incident', shop.id, { state: '2' });
  expect(await api('POST', `/links/${shop.key}/resync`)).toMatchObject({ status: 202 });
  await untilTold(1);

  // All of a connection, also those that ended.
  await agent.update('incident', bank.id, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'Restarted.',
  });
  const swept = await api('POST', '/connections/production/resync', { since });
  expect(Swept.parse(swept.body)).toEqual({ compared: groups.length, different: 1 });
  await untilTold(2);
  await untilDrained(relay, 30_000);

  expect(told()).toEqual(['incident.acknowledged', 'incident.resolved']);
  const repairs = Repairs.parse((await api('GET', '/repairs')).body).rows;
  expect(repairs.map(({ key, kind }) => [key, kind])).toEqual([
    [bank.key, 'state-told'],
    [shop.key, 'state-told'],
  ]);
  const again = await api('POST', '/connections/production/resync', { since });
  expect(Swept.parse(again.body).different).toBe(0);
}, 120_000);
