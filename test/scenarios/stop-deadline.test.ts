import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** Below the 30 s after which an orchestrator kills. */
const DEADLINE_MS = 25_000;

test('D9 a stop does not wait longer than its deadline for a call that hangs, and the next start does the rest, once', async () => {
  await using instance = await startInstance();
  let hangs = true;
  await using gate = await openGate(instance.url, { holdMs: () => (hangs ? 70_000 : 0) });
  const agent = createInstanceClient(instance.url, instance.admin);
  const workspace = alertmanagerWorkspace({ instance: { ...instance, url: gate.url } });
  await using relay = await startRelay({ workspaces: [workspace] });
  const body = alertmanagerNotification({
    group: 'hangs',
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
  expect(await postNotification(relay, body)).toBe(202);
  await waitFor(() => gate.inFlight().length > 0, { within: 20_000, what: 'a call under way' });

  const at = performance.now();
  process.kill(relay.pid(), 'SIGTERM');
  const exit = await relay.exited();
  const tookMs = performance.now() - at;

  expect(exit).toEqual({ code: 1, signal: null });
  expect(relay.log()).toContain('"msg":"stopped at the deadline"');
  expect(tookMs).toBeGreaterThan(DEADLINE_MS - 500);
  expect(tookMs).toBeLessThan(DEADLINE_MS + 4000);
  hangs = false;
  await relay.start();
  await untilDrained(relay, 60_000);
  expect(insertedIncidents(await agent.writes())).toHaveLength(1);
}, 180_000);
