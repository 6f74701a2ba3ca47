import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { cpuMsOf } from '../support/cpu-ms-of.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { multiplyWaiting } from '../support/multiply-waiting.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { type Relay, startRelay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const BACKLOG = 200_000;
/** Nobody listens there. */
const away = { url: 'http://127.0.0.1:9', integration: { user: 'relay', password: 'secret' } };

function notificationOf(group: string): string {
  return alertmanagerNotification({
    group,
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
}

/** With what the build compiled for it and not what other tests keep. */
const ownCache = { NODE_COMPILE_CACHE: '' };

/** From the start of the process until it says that it takes alerts. */
async function msToReady(relay: Relay): Promise<number> {
  const startedAt = performance.now();
  await relay.start();
  const { status } = await fetch(new URL('/readyz', relay.url));
  expect(status).toBe(200);
  return performance.now() - startedAt;
}

/** The same of a Node that does nothing else: the median of three. */
async function cpuMsOfBareNode(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const say = 'const { user, system } = process.cpuUsage(); (user + system) / 1000';
    const { stdout } = await promisify(execFile)(process.execPath, ['--print', say]);
    times.push(Number(stdout));
  }
  return times.toSorted((one, other) => one - other)[1] ?? 0;
}

function countJobs(dataFolder: string): unknown {
  const store = new Database(path.join(dataFolder, 'relay.db'), { readonly: true });
  const count = store.prepare(`select count(*) from job where state = 'waiting'`).pluck().get();
  store.close();
  return count;
}

test('D9 with 200,000 alerts waiting a relay is ready as soon as an empty one, takes alerts at once, and stops in order', async () => {
  const workspaces = [alertmanagerWorkspace({ instance: away })];
  await using relay = await startRelay({ workspaces, env: ownCache });
  expect(await postNotification(relay, notificationOf('first'))).toBe(202);
  await relay.halt();
  const empty = await msToReady(relay);
  await relay.halt();
  multiplyWaiting(relay.dataFolder, BACKLOG);

  const bare = await cpuMsOfBareNode();
  const full = await msToReady(relay);
  const cpu = cpuMsOf(relay.pid());
  const at = performance.now();
  const answer = await postNotification(relay, notificationOf('second'));
  const answeredInMs = performance.now() - at;
  const exit = await relay.halt();

  console.info(
    `ready: ${empty} ms empty, ${full} ms full; cpu ${cpu} ms, bare Node ${bare} ms; answered in ${answeredInMs} ms`,
  );
  // Reading what waits took 2.9 s more than an empty store did; a busy machine gets its allowance.
  expect(full).toBeLessThan(3 * empty + 1000);
  // Less than a second on a quiet machine. It computed 30 times as long as a bare Node, and 85 times from its
  // sources, when it was ready after 2.3 s; after that it reads what waits.
  expect(cpu).toBeLessThan(55 * bare);
  expect(answer).toBe(202);
  expect(answeredInMs).toBeLessThan(3000);
  expect(exit).toEqual({ code: 0, signal: null });
  expect(countJobs(relay.dataFolder)).toBe(BACKLOG + 2);
}, 240_000);

test('D9 a stop under load lets calls end that are under way, and the next start does the rest, each once', async () => {
  await using instance = await startInstance();
  await using gate = await openGate(instance.url, { holdMs: () => 300 });
  const agent = createInstanceClient(instance.url, instance.admin);
  const workspace = alertmanagerWorkspace({
    instance: { ...instance, url: gate.url },
    connection: { calls: { atOnce: 2, perCall: 2 } },
  });
  await using relay = await startRelay({ workspaces: [workspace] });
  const groups = Array.from({ length: 40 }, (_, index) => `stop-${index}`);
  const sent = await Promise.all(
    groups.map((group) => postNotification(relay, notificationOf(group))),
  );
  expect(new Set(sent)).toEqual(new Set([202]));
  await waitFor(() => gate.inFlight().length > 0, { within: 20_000, what: 'a call under way' });

  const exit = await relay.halt();

  expect(exit).toEqual({ code: 0, signal: null });
  expect(gate.inFlight()).toEqual([]);
  const before = insertedIncidents(await agent.writes()).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(groups.length);
  expect(countJobs(relay.dataFolder)).toBe(groups.length - before);
  await relay.start();
  await untilDrained(relay, 60_000);
  expect(insertedIncidents(await agent.writes())).toHaveLength(groups.length);
}, 180_000);

test('D9 the second request to stop does not wait for an instance that keeps silent, and nothing is lost or doubled', async () => {
  await using instance = await startInstance();
  let isSilent = true;
  await using gate = await openGate(instance.url, { holdMs: () => (isSilent ? 30_000 : 0) });
  const agent = createInstanceClient(instance.url, instance.admin);
  const workspace = alertmanagerWorkspace({ instance: { ...instance, url: gate.url } });
  await using relay = await startRelay({ workspaces: [workspace] });
  expect(await postNotification(relay, notificationOf('silent'))).toBe(202);
  await waitFor(() => gate.inFlight().length > 0, { within: 20_000, what: 'a call under way' });

  process.kill(relay.pid(), 'SIGTERM');
  await waitFor(() => relay.log().includes('"msg":"stopping"'), {
    within: 10_000,
    what: 'the stop',
  });
  const exit = await relay.halt();

  expect(relay.log()).toContain('stopped at once on the second request');
  expect(exit).toEqual({ code: 1, signal: null });
  isSilent = false;
  await relay.start();
  await untilDrained(relay, 60_000);
  expect(insertedIncidents(await agent.writes())).toHaveLength(1);
}, 180_000);
