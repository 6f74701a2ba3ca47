import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { SampleRequest } from '../../relay/src/connector-kit/sample-request.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { listen } from '../support/listen.ts';
import { inProject } from '../support/project.ts';
import { intakeUrl, receiverSecret } from '../support/relay-file.ts';
import type { Relay } from '../support/start-relay.ts';
import {
  deadLetters,
  insertedIncidents,
  startToolsSystem,
  untilDrained,
} from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** How each tool is told: by its own API where it has one, else as any endpoint that verifies a signature. */
const tools = {
  alertmanager: {
    told: (url: string) => ({ kind: 'alertmanager', url }),
    acknowledged: ['POST /api/v2/silences'],
    resolved: ['POST /api/v2/silences', 'POST /api/v2/alerts'],
  },
  'grafana-oncall': {
    told: (url: string) => ({ kind: 'grafana-oncall', url, token: 'key-of-the-api' }),
    acknowledged: ['POST /api/v1/alert_groups/ID/acknowledge'],
    resolved: ['POST /api/v1/alert_groups/ID/resolve'],
  },
  'incident-io': {
    told: (url: string) => ({
      kind: 'incident-io',
      url,
      apiKey: 'key-of-the-api',
      statuses: { acknowledge: 'status-fixing', resolve: 'status-closed' },
    }),
    acknowledged: ['POST /v2/incidents/ID/actions/edit'],
    resolved: ['POST /v2/incidents/ID/actions/edit'],
  },
  opsgenie: {
    told: (url: string) => ({ kind: 'opsgenie', url, apiKey: 'key-of-the-api' }),
    acknowledged: ['POST /v2/alerts/ID/acknowledge'],
    resolved: ['POST /v2/alerts/ID/close'],
  },
  pagerduty: {
    told: (url: string) => ({
      kind: 'pagerduty',
      apiUrl: url,
      eventsUrl: url,
      apiToken: 'key-of-the-api',
      from: 'relay@example.com',
    }),
    acknowledged: ['PUT /incidents/ID', 'POST /incidents/ID/notes'],
    resolved: ['PUT /incidents/ID', 'POST /incidents/ID/notes'],
  },
  'azure-monitor': { told: toWebhook, acknowledged: ['POST'], resolved: ['POST'] },
  datadog: { told: toWebhook, acknowledged: ['POST'], resolved: ['POST'] },
  grafana: { told: toWebhook, acknowledged: ['POST'], resolved: ['POST'] },
  'new-relic': { told: toWebhook, acknowledged: ['POST'], resolved: ['POST'] },
  zabbix: { told: toWebhook, acknowledged: ['POST'], resolved: ['POST'] },
} as const;
type ToolId = keyof typeof tools;
const toolIds = Object.keys(tools).filter((id): id is ToolId => Object.hasOwn(tools, id));

function toWebhook(url: string) {
  return { kind: 'webhook', url, secret: receiverSecret };
}

/** All tools behind one door: writes down who was asked what, ids left out, and agrees. */
async function startTools() {
  const asked = new Map<string, string[]>();
  const server = await listen((request, response) => {
    void text(request).then(() => {
      const [, tool = '', path = ''] = /^\/([a-z-]+)([^?]*)/.exec(request.url ?? '') ?? [];
      const shown = path.replace(/(alert_groups|incidents|alerts)\/[^/]+/, '$1/ID');
      asked.set(tool, [...(asked.get(tool) ?? []), `${request.method ?? ''} ${shown}`.trim()]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return {
    urlOf: (id: string) => `${server.url}/${id}`,
    take: (id: string) => {
      const taken = asked.get(id) ?? [];
      asked.delete(id);
      return taken;
    },
    count: (id: string) => asked.get(id)?.length ?? 0,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function sampleOf(id: ToolId): Promise<SampleRequest> {
  const loaded: { sampleRequest: SampleRequest } = await import(
    inProject(`relay/src/connectors/${id}/sample-request.ts`)
  );
  return loaded.sampleRequest;
}

/** Its samples are numbered: the first begins an alert, the second ends it. */
function firstSampleOf(id: ToolId): Buffer {
  const folder = inProject(`relay/src/connectors/${id}/samples`);
  const [first = ''] = readdirSync(folder).toSorted();
  return readFileSync(`${folder}/${first}`);
}

/** Posts the first sample of a connector as its tool would, with its own credentials. */
async function send(relay: Relay, id: ToolId): Promise<number> {
  const { toDelivery } = await sampleOf(id);
  const delivery = toDelivery(firstSampleOf(id), Date.now());
  const query = new URLSearchParams(
    Object.entries(delivery.query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    ),
  ).toString();
  const answer = await fetch(`${intakeUrl(relay.url, id)}${delivery.suffix}?${query}`, {
    method: delivery.method,
    headers: z.record(z.string(), z.string()).parse(delivery.headers),
    body: Buffer.from(delivery.body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

async function incidentOf(agent: InstanceClient, id: ToolId) {
  return (await agent.records('incident', `x_alrt_relay_source=${id}`))[0];
}

test('ten tools open an incident each, and hear what an agent does to it', async () => {
  await using told = await startTools();
  const settings = await Promise.all(toolIds.map(async (id) => (await sampleOf(id)).settings));
  await using system = await startToolsSystem({
    sources: toolIds.map((id, index) => ({
      name: id,
      connector: id,
      settings: settings[index],
      destination: id,
    })),
    destinations: toolIds.map((id) => ({ name: id, ...tools[id].told(told.urlOf(id)) })),
    // One route and one connection for all; each source has its own way back.
    routes: [{ name: 'incidents', sources: toolIds, connection: 'production' }],
  });
  const { agent, relay } = system;

  for (const id of toolIds) {
    const status = await send(relay, id);
    expect([200, 202], `${id} was answered ${status}`).toContain(status);
  }
  await untilDrained(relay, 60_000);
  expect(insertedIncidents(await agent.writes())).toHaveLength(toolIds.length);

  const steps = [
    { what: 'acknowledged', fields: { state: '2' } },
    {
      what: 'resolved',
      fields: { state: '6', close_code: 'Solution provided', close_notes: 'Done.' },
    },
  ] as const;
  for (const { what, fields } of steps) {
    for (const id of toolIds) {
      await agent.update('incident', valueIn(await incidentOf(agent, id), 'sys_id'), fields);
    }
    for (const id of toolIds) {
      const expected = tools[id][what];
      await waitFor(() => told.count(id) >= expected.length, {
        within: 30_000,
        what: () => `${id} to hear that it is ${what}. The relay wrote:\n${relay.log()}`,
      });
      expect(told.take(id), `${id}, ${what}`).toEqual(expected);
    }
  }
  await untilDrained(relay);
  expect(await deadLetters(relay)).toBe(0);
}, 180_000);
