import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startToolServer } from '../sources/tool-server.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { startInstanceHere } from '../support/instance-here.ts';
import { inProject } from '../support/project.ts';
import { intakeUrl } from '../support/relay-file.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const key = Buffer.alloc(32, 'incident.io');
const account = { user: 'incident.io', password: 'a service account' };
const ours = 'correlation_displaySTARTSWITHAlert Relay';
const samples = 'relay/src/connectors/incident-io/samples';

async function say(relay: Relay, sample: string): Promise<void> {
  const body = await readFile(inProject(`${samples}/${sample}`));
  const id = `msg_${randomUUID()}`;
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${time}.`).update(body);
  const answer = await fetch(intakeUrl(relay.url, 'incident-io'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${signature.digest('base64')}`,
    },
    body,
  });
  expect(answer.status).toBe(202);
  await untilDrained(relay);
}

function workspace(url: string, toolUrl: string) {
  return {
    name: 'main',
    connections: [
      {
        name: 'production',
        url,
        credentials: { kind: 'basic', ...account },
        mode: 'table',
        tableMode: { quota: '2s', pollEvery: '300ms' },
        changes: 'pull',
      },
    ],
    sources: [
      {
        name: 'incident-io',
        connector: 'incident-io',
        settings: { secret: `whsec_${key.toString('base64')}` },
      },
    ],
    destinations: [
      {
        name: 'tool',
        kind: 'incident-io',
        url: toolUrl,
        apiKey: 'an-api-key',
        statuses: { resolve: '01HSCLOSED' },
      },
    ],
    routes: [
      {
        name: 'incidents',
        sources: ['incident-io'],
        when: { field: 'labels.type', equals: 'incident' },
        connection: 'production',
        caller: account.user,
        fields: { urgency: '2', impact: '2' },
        destination: 'tool',
      },
      {
        name: 'follow-ups',
        sources: ['incident-io'],
        when: { field: 'labels.type', equals: 'follow_up' },
        connection: 'production',
        table: 'task',
        parent: { value: '{{ labels.incident_id }}', by: 'alert' },
        outwardStates: { firing: 1, resolved: 3 },
        destination: 'tool',
      },
    ],
  };
}

/** incident.io without its app: the service account is an administrator, and back-sync is polling. */
test('incidents and their follow-ups become records, private ones do not, and states come back', async () => {
  await using tool = await startToolServer();
  const instance = await startInstanceHere({ quotaMs: 2000 });
  instance.control.createUser({
    userName: account.user,
    password: account.password,
    roles: ['admin'],
    values: { name: 'incident.io', web_service_access_only: 'true' },
  });
  const agent = createInstanceClient(instance.url, instance.admin);
  const relay = await startRelay({ workspaces: [workspace(instance.url, tool.url)] });
  try {
    await say(relay, '01-incident-created.json');
    await say(relay, '06-private-incident-created.json');
    await say(relay, '03-follow-up-created.json');

    const incidents = await agent.records('incident', ours);
    expect(incidents).toMatchObject([
      { short_description: 'Checkout is slow', state: '1', urgency: '2', impact: '2' },
    ]);
    const incident = incidents[0];
    const [caller] = await agent.records('sys_user', `user_name=${account.user}`);
    expect(valueIn(incident, 'caller_id')).toBe(valueIn(caller, 'sys_id'));
    const followUps = await agent.records('task', 'short_descriptionLIKEpayment latency');
    expect(followUps).toMatchObject([
      { description: expect.stringContaining('We heard of it'), parent: incident?.['sys_id'] },
    ]);

    await agent.update('incident', valueIn(incident, 'sys_id'), {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Rolled back.',
    });
    await waitFor(() => tool.calls.length > 0, {
      within: 30_000,
      what: () => `the new status in incident.io. The relay wrote:\n${relay.log()}`,
    });
    expect(tool.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v2/incidents/01HINCIDENT000000000000001/actions/edit',
      authorization: 'Bearer an-api-key',
    });
    expect(JSON.parse(tool.calls[0]?.body ?? '')).toMatchObject({
      incident: { incident_status_id: '01HSCLOSED' },
    });
    await say(relay, '04-follow-up-completed.json');
    const [done] = await agent.records('task', 'short_descriptionLIKEpayment latency');
    expect(valueIn(done, 'state')).toBe('3');
    expect(await agent.records('incident', ours)).toHaveLength(1);
  } finally {
    await relay.stop();
    await instance.close();
  }
}, 120_000);
