import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { listen } from '../support/listen.ts';
import { alertmanagerWorkspace, receiverSecret } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { postNotification, untilConnected, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** The way out of a network: knows names that nobody inside does, and asks who wants out. */
async function startProxy() {
  const tunnels: string[] = [];
  const state = { password: 'the old one' };
  const server = await listen((_request, response) => response.writeHead(405).end());
  server.server.on('connect', (request, socket, head) => {
    const target = request.url ?? '';
    const isKnown =
      request.headers['proxy-authorization'] === `Basic ${btoa(`relay:${state.password}`)}`;
    tunnels.push(`${target} ${isKnown ? 'opened' : 'refused'}`);
    if (!isKnown) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const tool = connect(Number(target.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tool.write(head);
      tool.pipe(socket).pipe(tool);
    });
    tool.on('error', () => socket.destroy());
    socket.on('error', () => tool.destroy());
  });
  return { ...server, tunnels, state };
}

test('a tool outside is told by the proxy of relay.yml, once it takes the relay; an instance inside is called directly', async () => {
  await using instance = await startInstance();
  await using proxy = await startProxy();
  await using receiver = await startReceiver(receiverSecret);
  const outside = new URL(receiver.url);
  outside.hostname = 'tool.example.com';
  await using relay = await startRelay({
    proxy: { url: proxy.url, user: 'relay', password: 'the new one' },
    workspaces: [
      alertmanagerWorkspace({
        instance,
        destination: { kind: 'webhook', url: outside.href, secret: receiverSecret },
      }),
    ],
  });
  const agent = createInstanceClient(instance.url, instance.admin);
  await untilConnected(agent, relay);
  const alert = { group: 'proxy', status: 'firing', description: 'No answer.' } as const;
  await postNotification(relay, alertmanagerNotification({ ...alert, startsAt: new Date() }));
  await untilDrained(relay);
  const [incident] = await agent.records('incident', 'correlation_displayISNOTEMPTY');

  await agent.update('incident', valueIn(incident, 'sys_id'), { state: '2' });
  await waitFor(() => proxy.tunnels.length > 0, {
    within: 30_000,
    what: () => `the proxy to be asked. The relay wrote:\n${relay.log()}`,
  });
  proxy.state.password = 'the new one';
  await waitFor(() => receiver.received.length > 0, {
    within: 60_000,
    what: () => `the tool to be told. The relay wrote:\n${relay.log()}`,
  });
  await untilDrained(relay);

  expect(receiver.received).toMatchObject([{ payload: { type: expect.any(String) } }]);
  expect(receiver.refused).toEqual([]);
  expect(proxy.tunnels[0]).toBe(`${outside.host} refused`);
  expect(new Set(proxy.tunnels.slice(1))).toContain(`${outside.host} opened`);
  expect(proxy.tunnels.filter((one) => !one.startsWith(outside.host))).toEqual([]);
  const { host } = new URL(proxy.url);
  expect(relay.log()).toContain(
    `Could not POST to http://${outside.host} by the proxy ${host}: the proxy opens no way there, its answer is 407`,
  );
  expect(relay.log()).not.toContain('the new one');
}, 180_000);
