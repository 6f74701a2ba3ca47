import { afterEach, expect, test, vi } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelayHere } from '../support/start-relay-here.ts';
import { insertedIncidents } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const DAY_MS = 86_400_000;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).toReversed()) await close();
});

test('D8 a connection is held no longer when somebody sets the clock back by a day meanwhile', async () => {
  const instance = await startInstance();
  closing.push(() => instance.stop());
  const agent = createInstanceClient(instance.url, instance.admin);
  const relay = await startRelayHere(alertmanagerWorkspace({ instance }));
  closing.push(() => relay.stop());
  await agent.addFault({
    match: { method: 'PUT', path: '/api/x_alrt_relay/v1/tasks' },
    action: { page: 'hibernating' },
    times: 2,
  });

  const body = alertmanagerNotification({
    group: 'late',
    status: 'firing',
    description: 'No answer.',
    startsAt: new Date(),
  });
  const headers = { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' };
  const { status } = await fetch(intakeUrl(relay.url), { method: 'POST', headers, body });
  expect(status).toBe(202);
  const isHeld = async () => {
    const metrics = await (await fetch(`${relay.url}/metrics`)).text();
    return /alert_relay_connection_held\{[^}]*\} 1/.test(metrics);
  };
  await waitFor(isHeld, { within: 10_000, what: 'the connection to be held' });
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() - DAY_MS);

  await waitFor(async () => insertedIncidents(await agent.writes()).length === 1, {
    within: 20_000,
    what: 'the incident',
  });
}, 60_000);
