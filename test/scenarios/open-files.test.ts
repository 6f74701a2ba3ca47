import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { insertedIncidents, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const openFiles = 112;
/** What is left when 64 files are kept for the store and for calls. */
const allowed = 48;

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  // A connection that is closed at once may also be reset.
  return connect(Number(port), hostname).on('error', () => undefined);
}

/** What is answered on a connection of its own; nothing where that is refused. */
async function askAnew(url: string): Promise<string> {
  const socket = open(url);
  const answer: unknown[] = [];
  socket.on('data', (part) => answer.push(part));
  socket.write('GET /readyz HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n');
  await once(socket, 'close').catch(() => undefined);
  return answer.join('');
}

test.runIf(process.platform === 'linux')(
  'D12 more connections than the process may have files: what is kept is delivered, the log says why others are refused, and nothing is restarted',
  async () => {
    await using instance = await startInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    await using relay = await startRelay({
      workspaces: [alertmanagerWorkspace({ instance })],
      under: ['sh', '-c', `ulimit -n ${openFiles}; exec "$0" "$@"`],
    });
    const send = (group: string): Promise<number> => {
      const spec = { group, status: 'firing', description: 'Down.', startsAt: new Date() } as const;
      return postNotification(relay, alertmanagerNotification(spec));
    };
    const pid = relay.pid();
    // The connection of this process to the relay, which stays.
    const before = await fetch(`${relay.url}/readyz`);
    await before.arrayBuffer();

    const sockets = Array.from({ length: 3 * openFiles }, () => open(relay.url));
    const left = () => sockets.filter(({ closed }) => !closed).length;
    await waitFor(() => left() < allowed, { within: 10_000, what: 'connections that are refused' });
    const statusWhileFull = await send('while-full');
    await waitFor(async () => insertedIncidents(await agent.writes()).length === 1, {
      within: 10_000,
      what: () => `the incident. The relay wrote:\n${relay.log()}`,
    });
    await readRelayMetrics(relay.url);

    expect(before.status).toBe(200);
    expect(statusWhileFull).toBe(202);
    expect((await readdir(`/proc/${pid}/fd`)).length).toBeLessThan(openFiles - 8);
    const refusals = relay
      .log()
      .split('\n')
      .filter((line) => line.includes('are refused'));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(`"maxConnections":${allowed}`);

    for (const socket of sockets) socket.destroy();
    await waitFor(() => left() === 0, { within: 10_000, what: 'connections to be closed' });
    // The relay hears of each end a moment after we do, and refuses new ones until then.
    await waitFor(async () => (await askAnew(relay.url)).includes('200 OK'), {
      within: 10_000,
      what: 'a new connection that is answered',
    });
    expect(await send('afterwards')).toBe(202);
    await untilDrained(relay);
    expect(insertedIncidents(await agent.writes())).toHaveLength(2);
    expect(relay.pid()).toBe(pid);
  },
  60_000,
);
