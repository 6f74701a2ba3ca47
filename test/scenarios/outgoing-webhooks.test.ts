import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { startOnCall } from '../sources/oncall.ts';
import { valueIn } from '../support/instance-client.ts';
import { listen } from '../support/listen.ts';
import { intakeUrl, receiverSecret } from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import { startToolsSystem, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const token = 'token-of-the-oncall-source';

interface Request {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Takes everything, but for the first request to `/chat`. */
async function startEndpoint() {
  const requests: Request[] = [];
  const server = await listen((request, response) => {
    void text(request).then((body) => {
      const isFirst = !requests.some(({ line }) => line.includes('/chat'));
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      requests.push({ line, headers: Object.fromEntries(headers), body });
      const isBusy = line.includes('/chat') && isFirst;
      response.writeHead(isBusy ? 503 : 200, isBusy ? { 'retry-after': '1' } : {});
      response.end(isBusy ? 'in a minute' : 'thanks');
    });
  });
  return { url: server.url, requests, [Symbol.asyncDispose]: () => server.close() };
}

test('default webhooks tell of all sources whose switch is on, others of theirs, in order', async () => {
  await using oncall = await startOnCall('unused');
  await using endpoint = await startEndpoint();
  await using system = await startToolsSystem({
    connection: { changes: 'push' },
    sources: [
      { name: 'oncall', connector: 'grafana-oncall', settings: { token } },
      {
        name: 'quiet',
        connector: 'generic',
        defaultWebhooks: false,
        settings: { authorization: { token } },
      },
    ],
    destinations: [{ name: 'unused', kind: 'slack', url: `${endpoint.url}/unused` }],
    webhooks: [
      {
        name: 'chat',
        url: `${endpoint.url}/chat?key=CANARY`,
        headers: { 'X-Team': 'sre' },
        credentials: { kind: 'basic', user: 'relay', password: 'CANARY-word' },
        template: '{"text": {{ record.number | append: " " | append: trigger | json }}}',
      },
      {
        name: 'signed',
        triggers: ['resolved'],
        sources: ['oncall'],
        method: 'PUT',
        url: `${endpoint.url}/signed`,
        credentials: { kind: 'standard-webhooks', secret: receiverSecret },
      },
    ],
    routes: [{ name: 'all', sources: ['oncall', 'quiet'], connection: 'production' }],
  });
  const { agent, relay } = system;
  oncall.tell(intakeUrl(relay.url, 'oncall'), `Bearer ${token}`);
  const group = await oncall.raise('Disk of db1 is full');
  await untilDrained(relay);
  await oncall.act(group, 'silence');
  await oncall.act(group, 'unsilence');
  await oncall.act(group, 'acknowledge');
  await untilDrained(relay);
  const [incident] = await agent.records('incident', 'correlation_displayISNOTEMPTY');
  await agent.update('incident', valueIn(incident, 'sys_id'), {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'There is room.',
  });
  await waitFor(() => endpoint.requests.some(({ line }) => line.endsWith('/signed')), {
    within: 30_000,
    what: () => `the signed webhook. The relay wrote:\n${relay.log()}`,
  });
  const quiet = await fetch(intakeUrl(relay.url, 'quiet'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'q-1', title: 'Quiet', status: 'firing' }),
  });
  expect(quiet.status).toBe(202);
  await untilDrained(relay);

  const number = valueIn(incident, 'number');
  const chat = endpoint.requests.filter(({ line }) => line === 'POST /chat?key=CANARY');
  expect(chat.map(({ body }) => JSON.parse(body).text)).toEqual([
    `${number} created`,
    `${number} created`,
    `${number} silenced`,
    `${number} unsilenced`,
    `${number} acknowledged`,
    `${number} resolved`,
  ]);
  expect(new Set(chat.slice(0, 2).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(chat[0]?.headers).toMatchObject({
    'x-team': 'sre',
    authorization: `Basic ${btoa('relay:CANARY-word')}`,
  });
  const [signed] = endpoint.requests.filter(({ line }) => line === 'PUT /signed');
  expect(
    new Webhook(receiverSecret).verify(signed?.body ?? '', { ...signed?.headers }),
  ).toMatchObject({ trigger: 'resolved', by: 'servicenow', record: { number } });

  const { json: runs } = await runCli(relay, 'webhook-runs');
  expect(runs).toMatchObject([
    { outcome: 'sent', trigger: 'resolved', tries: 1, lastTry: { status: 200, answer: 'thanks' } },
    { outcome: 'sent', trigger: 'resolved', tries: 1, lastTry: { status: 200, answer: 'thanks' } },
  ]);
  const { json: ofChat } = await runCli(relay, 'webhook-runs', 'chat');
  expect(ofChat).toHaveLength(5);
  expect(ofChat).toMatchObject({ 4: { trigger: 'created', tries: 2, outcome: 'sent' } });
  expect(JSON.stringify([runs, ofChat]) + relay.log()).not.toContain('CANARY');
}, 120_000);
