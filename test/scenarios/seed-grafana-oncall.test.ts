import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startToolServer, type ToolServer } from '../sources/tool-server.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { alertmanagerWorkspace, intakeUrl } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { untilConnected, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const token = 'token-of-the-oncall-webhook';
const groupId = 'I68T24C13IFW1';
const samples = 'relay/src/connectors/grafana-oncall/samples';

async function say(relay: Relay, type: string, state: string): Promise<void> {
  const text = await readFile(inProject(`${samples}/01-created.json`), 'utf8');
  const body = text
    .replace('"alert group created"', JSON.stringify(type))
    .replace('"state": "new"', `"state": ${JSON.stringify(state)}`);
  const answer = await fetch(intakeUrl(relay.url, 'oncall'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBeLessThan(300);
  await untilDrained(relay);
}

async function untilTold(oncall: ToolServer, relay: Relay, path: string): Promise<void> {
  await waitFor(() => oncall.calls.some((call) => call.path === path), {
    within: 30_000,
    what: () => `a call to ${path}. The relay wrote:\n${relay.log()}`,
  });
}

/** Grafana OnCall's own story and its test checklist, with the state map that it gives as example. */
test('alert groups become incidents and back, with the default state map; incidents become alert groups', async () => {
  await using oncall = await startToolServer();
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const destination = {
    kind: 'grafana-oncall',
    url: oncall.url,
    token: 'api-key-of-a-user',
    webhook: `${oncall.url}/formatted/secret-path`,
  };
  await using relay = await startRelay({
    workspaces: [
      {
        ...alertmanagerWorkspace({ instance, destination }),
        sources: [{ name: 'oncall', connector: 'grafana-oncall', settings: { token } }],
        routes: [
          {
            name: 'alert-groups',
            sources: ['oncall'],
            connection: 'production',
            destination: 'tool',
            // New → Triggered, In Progress → Acknowledged, Resolved → Resolved, Silenced → Not Selected.
            outwardStates: { firing: 1, acknowledged: 2, resolved: 6, silenced: 'none' },
            inwardStates: { 1: 'firing', 2: 'acknowledged', 6: 'resolved' },
          },
        ],
      },
    ],
  });
  await untilConnected(agent, relay);

  await say(relay, 'alert group created', 'new');
  const find = async () =>
    (await agent.records('incident', 'short_description=Disk of db1 is full'))[0];
  const sysId = valueIn(await find(), 'sys_id');
  expect(valueIn(await find(), 'state')).toBe('1');
  await say(relay, 'silence', 'silenced');
  expect(valueIn(await find(), 'state')).toBe('1');
  await say(relay, 'acknowledge', 'acknowledged');
  expect(valueIn(await find(), 'state')).toBe('2');

  await agent.update('incident', sysId, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'The disk was full.',
  });
  await untilTold(oncall, relay, `/api/v1/alert_groups/${groupId}/resolve`);
  expect(oncall.calls).toMatchObject([{ method: 'POST', authorization: 'api-key-of-a-user' }]);

  // The checklist: a new incident in ServiceNow is an alert group in OnCall, and ends with it.
  const [connection] = await agent.records('x_alrt_relay_connection', '');
  await agent.create('x_alrt_relay_forward_rule', {
    name: 'To OnCall',
    table: 'incident',
    filter: 'short_descriptionSTARTSWITHVPN',
    connection: valueIn(connection, 'sys_id'),
    source: 'oncall',
  });
  const born = await agent.create('incident', { short_description: 'VPN is down', urgency: '1' });
  await untilTold(oncall, relay, '/formatted/secret-path');
  const opened = oncall.calls.at(-1);
  expect(JSON.parse(opened?.body ?? '')).toMatchObject({
    state: 'alerting',
    title: `${valueIn(born, 'number')}: VPN is down`,
  });
  await agent.update('incident', valueIn(born, 'sys_id'), {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'Restarted.',
  });
  await waitFor(() => oncall.calls.some(({ body }) => body.includes('"state":"ok"')), {
    within: 30_000,
    what: () => `the end of the alert. The relay wrote:\n${relay.log()}`,
  });
  await untilDrained(relay);
  expect(await agent.records('incident', 'short_descriptionLIKEVPN')).toHaveLength(1);
}, 120_000);
