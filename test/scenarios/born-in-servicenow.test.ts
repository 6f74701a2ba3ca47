import { expect, test } from 'vitest';
import { startOnCall } from '../sources/oncall.ts';
import { valueIn } from '../support/instance-client.ts';
import { intakeUrl } from '../support/relay-file.ts';
import {
  deadLetters,
  insertedIncidents,
  startToolsSystem,
  untilDrained,
} from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const token = 'token-of-the-oncall-source';
const apiKey = 'key-of-the-oncall-api';

test('an incident born in ServiceNow is an alert group; what people do to either reaches the other', async () => {
  await using oncall = await startOnCall(apiKey);
  await using system = await startToolsSystem({
    sources: [{ name: 'oncall', connector: 'grafana-oncall', settings: { token } }],
    destinations: [
      {
        name: 'oncall',
        kind: 'grafana-oncall',
        url: oncall.url,
        token: apiKey,
        webhook: oncall.webhook,
      },
    ],
    routes: [
      { name: 'incidents', sources: ['oncall'], connection: 'production', destination: 'oncall' },
    ],
  });
  const { agent, relay } = system;
  oncall.tell(intakeUrl(relay.url, 'oncall'), `Bearer ${token}`);
  const [connection] = await agent.records('x_alrt_relay_connection', '');
  await agent.create('x_alrt_relay_forward_rule', {
    name: 'Hardware',
    table: 'incident',
    filter: 'category=hardware',
    source: 'oncall',
    connection: valueIn(connection, 'sys_id'),
  });

  const born = await agent.create('incident', {
    short_description: 'Printer on fire',
    category: 'hardware',
    impact: '1',
    urgency: '2',
  });
  const sysId = valueIn(born, 'sys_id');
  const record = async () => (await agent.records('incident', `sys_id=${sysId}`))[0];
  const until = (what: string, isSo: () => boolean | Promise<boolean>) =>
    waitFor(isSo, { within: 30_000, what: () => `${what}. The relay wrote:\n${relay.log()}` });

  await until('the alert group', () => oncall.groups.length === 1);
  const [group] = oncall.groups;
  if (group === undefined) throw new Error('no group');
  expect(group.title).toContain('Printer on fire');
  await untilDrained(relay);

  await oncall.act(group, 'acknowledge');
  await until('the record in progress', async () => (await record())?.['state'] === '2');
  expect(await record()).toMatchObject({
    short_description: 'Printer on fire',
    impact: '1',
    urgency: '2',
    category: 'hardware',
  });

  await agent.update('incident', sysId, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'Extinguished.',
  });
  await until('the resolved group', () => group.state === 'resolved');

  await agent.update('incident', sysId, { state: '2' });
  await until('the acknowledged group', () => group.state === 'acknowledged');
  await untilDrained(relay);
  await oncall.act(group, 'resolve');
  await until('the resolved record', async () => (await record())?.['state'] === '6');

  await untilDrained(relay);
  expect(oncall.groups).toHaveLength(1);
  expect(insertedIncidents(await agent.writes()).filter(({ sys_id }) => sys_id !== sysId)).toEqual(
    [],
  );
  expect(await deadLetters(relay)).toBe(0);
}, 120_000);
