import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startStubInstance } from '../bench/stub-instance/stub-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const straceIsHere = hereOrSkipped(spawnSync('strace', ['-V']).status === 0, 'strace');
const requests = 20;
const tracedCalls = 'trace=fdatasync,fsync,read,write,writev,sendto,sendmsg';

async function post(relay: Relay, request: number): Promise<number> {
  const body = alertmanagerNotification({
    group: `durable-${request}`,
    status: 'firing',
    description: 'No answer.',
    startsAt: new Date(),
  });
  const answer = await fetch(intakeUrl(relay.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** How many syncs each 202 had before it and after the 202 before it. */
function syncsBeforeEachAnswer(trace: string): readonly number[] {
  const counts: number[] = [];
  let syncs = 0;
  for (const line of trace.split('\n')) {
    if (/\bf(?:data)?sync(?:\(| resumed).*= 0$/.test(line)) syncs += 1;
    if (!line.includes('HTTP/1.1 202')) continue;
    counts.push(syncs);
    syncs = 0;
  }
  return counts;
}

/** Of each call to ServiceNow, whether a sync began after its alert had come and ended before it left. */
function areCallsSynced(trace: string): readonly boolean[] {
  const alertsAt: number[] = [];
  const begun = new Map<string, number>();
  const syncsFrom: number[] = [];
  const calls: boolean[] = [];
  for (const [at, line] of trace.split('\n').entries()) {
    const [thread = ''] = line.split(' ');
    if (line.includes('"POST /in/')) alertsAt.push(at);
    if (/\bf(?:data)?sync\(/.test(line)) begun.set(thread, at);
    if (/\bf(?:data)?sync(?:\(| resumed).*= 0\b/.test(line)) {
      syncsFrom.push(begun.get(thread) ?? at);
    }
    if (!line.includes('"PUT /api/x_alrt_relay')) continue;
    const alertAt = alertsAt[calls.length] ?? at;
    calls.push(syncsFrom.some((from) => from > alertAt));
  }
  return calls;
}

interface Traced {
  readonly env?: Readonly<Record<string, string>>;
  /** Without a route every sync seen is that of an intake. */
  readonly isRouted?: boolean;
  /** What strace does besides. */
  readonly inject?: readonly string[];
}

/** Sends one request after the other to a relay under strace, and gives what strace saw. */
async function traceRequests({ env = {}, isRouted = false, inject = [] }: Traced): Promise<string> {
  await using folder = await createTemporaryFolder('strace');
  const trace = path.join(folder.path, 'trace');
  await using stub = await startStubInstance({ delayMs: 0 });
  const instance = { url: stub.url, integration: { user: 'relay', password: 'of-the-stub' } };
  await using relay = await startRelay({
    workspaces: [alertmanagerWorkspace({ instance, route: { enabled: isRouted } })],
    env,
    // -D: the process that we start stays the relay, strace watches from the side.
    under: ['strace', '-D', '-f', '-o', trace, '-s', '40', '-e', tracedCalls, ...inject],
  });

  for (let request = 1; request <= requests; request++) {
    expect(await post(relay, request)).toBe(202);
  }
  await relay.halt();
  await waitFor(async () => (await readFile(trace, 'utf8')).includes('+++ exited with'), {
    within: 10_000,
    what: 'the end of the trace',
  });
  return await readFile(trace, 'utf8');
}

describe.skipIf(!straceIsHere)('when requests come one by one', () => {
  test('each 202 comes after a sync', async () => {
    const syncs = syncsBeforeEachAnswer(await traceRequests({}));

    expect(syncs).toHaveLength(requests);
    expect(Math.min(...syncs)).toBeGreaterThan(0);
  });

  test('the trace shows it when they do not', async () => {
    const env = { RELAY_TEST_FAULT: 'ack-before-commit' };
    const syncs = syncsBeforeEachAnswer(await traceRequests({ env }));

    expect(Math.min(...syncs)).toBe(0);
  });

  test('no call leaves while the disk writes what it follows from', async () => {
    // Longer than a lane needs until it has something to send.
    const inject = ['-e', 'inject=fdatasync:delay_enter=20000'];
    const calls = areCallsSynced(await traceRequests({ isRouted: true, inject }));

    expect(calls.length).toBeGreaterThan(requests / 2);
    expect(calls).not.toContain(false);
  });
});
