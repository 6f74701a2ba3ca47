import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { listen } from '../support/listen.ts';
import {
  alertmanagerWorkspace,
  changesSecret,
  intakeUrl,
  receiverSecret,
  sourceToken,
} from '../support/relay-file.ts';
import { type CollectedSpan, startCollector } from '../support/start-collector.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { untilConnected, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const ofTheTool = `00-${traceId}-00f067aa0ba902b7-01`;

function named(spans: readonly CollectedSpan[], name: string): readonly CollectedSpan[] {
  return spans.filter((span) => span.traceId === traceId && span.name === name);
}

/** From a span up to the one that has no parent here: the path that led to it. */
function pathTo(span: CollectedSpan | undefined, spans: readonly CollectedSpan[]): string[] {
  if (span === undefined) return [];
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...pathTo(parent, spans), span.name];
}

test('one trace leads from the POST of the tool through ServiceNow to the tool that is told', async () => {
  await using collector = await startCollector();
  const told: string[] = [];
  await using tool = await listen((request, response) => {
    void buffer(request).then(() => {
      told.push(String(request.headers['traceparent']));
      response.writeHead(204).end();
    });
  });
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await startRelay({
    workspaces: [
      alertmanagerWorkspace({
        instance,
        destination: { kind: 'webhook', url: `${tool.url}/secret-path`, secret: receiverSecret },
      }),
    ],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'relay-of-the-test' },
  });
  await untilConnected(agent, relay);

  const answer = await fetch(intakeUrl(relay.url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sourceToken}`,
      'content-type': 'application/json',
      traceparent: ofTheTool,
    },
    body: alertmanagerNotification({
      group: 'traced',
      status: 'firing',
      description: 'only-in-the-body',
      startsAt: new Date(),
    }),
  });
  expect(answer.status).toBe(202);
  await untilDrained(relay);
  const [incident] = await agent.records('incident', 'short_descriptionLIKEtraced');
  await agent.update('incident', valueIn(incident, 'sys_id'), {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'The disk was full.',
  });
  const { spans } = collector;
  await waitFor(() => named(spans, 'write-back.send').length > 0, {
    within: 30_000,
    what: () => `the last span. Those of the trace: ${JSON.stringify(spans)}\n${relay.log()}`,
  });

  const calls = named(spans, 'POST');
  const last = calls.find(({ spanId }) => told.at(-1)?.includes(spanId) === true);
  expect(pathTo(last, spans)).toEqual([
    'delivery.keep',
    'events.apply',
    'change.apply',
    'write-back.send',
    'POST',
  ]);
  expect(told.at(-1)).toBe(`00-${traceId}-${last?.spanId}-01`);
  // The first one goes on where the tool was.
  expect(named(spans, 'delivery.keep')).toMatchObject([{ parentSpanId: '00f067aa0ba902b7' }]);
  const [upsert] = named(spans, 'servicenow.upsert');
  expect(pathTo(upsert, spans)).toEqual(['delivery.keep', 'events.apply', 'servicenow.upsert']);
  expect(upsert?.attributes).toContainEqual({
    key: 'alert_relay.number',
    value: { stringValue: incident?.['number'] },
  });
  expect(collector.resource.get('service.name')).toBe('relay-of-the-test');
  const secrets = [
    sourceToken,
    changesSecret,
    receiverSecret,
    instance.integration.password,
    'secret-path',
    'only-in-the-body',
    'The disk was full.',
  ];
  expect(secrets.filter((secret) => collector.text().includes(secret))).toEqual([]);
}, 120_000);
