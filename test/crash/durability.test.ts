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
const tracedCalls = 'trace=fdatasync,fsync,pwrite64,read,write,writev,sendto,sendmsg';

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

/** How many 202 left before the thread that keeps, the one that writes and syncs, had synced for the first time. */
function answersBeforeKept(trace: string): number {
  const lines = trace.split('\n').map((line) => ({ line, thread: line.split(' ')[0] }));
  const writers = new Set(
    lines.flatMap(({ line, thread }) => (/ pwrite64\(/.test(line) ? [thread] : [])),
  );
  const kept = lines.findIndex(
    ({ line, thread }) => writers.has(thread) && /\bfdatasync(?:\(| resumed).*= 0\b/.test(line),
  );
  expect(kept).toBeGreaterThan(0);
  return lines.slice(0, kept).filter(({ line }) => line.includes('HTTP/1.1 202')).length;
}

interface Traced {
  readonly env?: Readonly<Record<string, string>>;
  /** Without a route every sync seen is that of an intake. */
  readonly isRouted?: boolean;
  /** What strace does besides. */
  readonly inject?: readonly string[];
}

/** A relay that strace watches, and writes what it saw into the file `trace`. */
function startTraced(
  trace: string,
  stubUrl: string,
  { env = {}, isRouted = false, inject = [] }: Traced,
): Promise<Relay> {
  const instance = { url: stubUrl, integration: { user: 'relay', password: 'of-the-stub' } };
  return startRelay({
    workspaces: [alertmanagerWorkspace({ instance, route: { enabled: isRouted } })],
    env,
    // -D: the process that we start stays the relay, strace watches from the side.
    under: ['strace', '-D', '-f', '-o', trace, '-s', '40', '-e', tracedCalls, ...inject],
  });
}

/** Sends one request after the other to a relay under strace, and gives what strace saw. */
async function traceRequests(options: Traced): Promise<string> {
  await using folder = await createTemporaryFolder('strace');
  const trace = path.join(folder.path, 'trace');
  await using stub = await startStubInstance({ delayMs: 0 });
  await using relay = await startTraced(trace, stub.url, options);

  for (let request = 1; request <= requests; request++) {
    expect(await post(relay, request)).toBe(202);
  }
  await relay.halt();
  return await endOf(trace);
}

async function endOf(trace: string): Promise<string> {
  await waitFor(async () => (await readFile(trace, 'utf8')).includes('+++ exited with'), {
    within: 10_000,
    what: 'the end of the trace',
  });
  return readFile(trace, 'utf8');
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

/** Sends many requests at once: their status, or none where there was no answer. */
function postTogether(relay: Relay): Promise<readonly (number | undefined)[]> {
  const posted = Array.from({ length: requests }, (_one, request) => post(relay, request));
  return Promise.all(posted.map((status) => status.catch(() => undefined)));
}

describe.skipIf(!straceIsHere)('when requests come together, and another thread keeps them', () => {
  /** With a disk that takes its time. */
  async function traceTogether(env: Traced['env'] = {}): Promise<string> {
    await using folder = await createTemporaryFolder('strace');
    await using stub = await startStubInstance({ delayMs: 0 });
    const trace = path.join(folder.path, 'trace');
    const inject = ['-e', 'inject=fdatasync:delay_enter=100000'];
    await using relay = await startTraced(trace, stub.url, { env, inject });
    const statuses = await postTogether(relay);
    expect(statuses).toEqual(Array(requests).fill(202));
    await relay.halt();
    return await endOf(trace);
  }

  test('who did not come alone is answered after a sync of that thread', async () => {
    expect(answersBeforeKept(await traceTogether())).toBeLessThanOrEqual(1);
  });

  test('the trace shows it when they are answered before', async () => {
    const trace = await traceTogether({ RELAY_TEST_FAULT: 'ack-before-commit' });

    expect(answersBeforeKept(trace)).toBeGreaterThan(1);
  });
});

/** What the relay said last, in the form of its log. */
const lastLineOf = (relay: Relay): unknown =>
  JSON.parse(relay.log().trim().split('\n').at(-1) ?? '');

describe.skipIf(!straceIsHere)('where the disk fails', () => {
  test.each([
    ['each alone', 60, async (relay: Relay) => [await post(relay, 1).catch(() => undefined)]],
    ['together, for another thread', 12, postTogether],
  ] as const)(
    'the relay ends with the reason in its log, and who waits gets no answer: %s',
    async (_how, rounds, postSome) => {
      await using folder = await createTemporaryFolder('strace');
      await using stub = await startStubInstance({ delayMs: 0 });
      // Counted for each thread. It has one sync or more in each round, those that sync for the main one fewer.
      const inject = ['-e', 'inject=fdatasync:error=EIO:when=8+'];
      const trace = path.join(folder.path, 'trace');
      await using relay = await startTraced(trace, stub.url, { inject });

      let statuses: readonly unknown[] = [];
      for (let round = 0; round < rounds && !statuses.includes(undefined); round += 1) {
        statuses = await postSome(relay);
      }

      expect(statuses).toContain(undefined);
      expect(await relay.exited()).toMatchObject({ code: 1 });
      expect(lastLineOf(relay)).toMatchObject({
        level: 'fatal',
        code: 'STORE_UNAVAILABLE',
        err: {
          message: expect.stringMatching(
            /^The disk could not write the store down.*errors of the disk.*EIO/,
          ),
        },
      });
    },
  );
});
