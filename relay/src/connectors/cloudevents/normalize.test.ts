import { CloudEvent, emitterFor, HTTP, Mode } from 'cloudevents';
import { expect, test } from 'vitest';
import type { Delivery } from '../../connector-kit/connector.ts';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { testReplays } from '../replay.conformance.ts';
import { cloudevents } from './index.ts';
import { sampleRequest } from './sample-request.ts';

const { settings } = sampleRequest;

const alert = { title: 'Checkout is down', severity: 'critical' };
const event = new CloudEvent({
  id: 'e-1',
  source: '/monitors/shop',
  type: 'com.example.monitor.triggered',
  subject: 'Kasse 1 – außen',
  data: alert,
});

/** What the SDK of the CloudEvents project sends. */
async function sent(mode: 'binary' | 'structured'): Promise<Delivery> {
  let delivery: Delivery | undefined;
  const emit = emitterFor(
    (message) => {
      const headers = Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      delivery = samplePost(Buffer.from(String(message.body)), 0, { headers });
      return Promise.resolve();
    },
    { binding: HTTP, mode: mode === 'binary' ? Mode.BINARY : Mode.STRUCTURED },
  );
  await emit(event);
  return delivery ?? samplePost(new Uint8Array(), 0);
}

function read(delivery: Delivery) {
  const reading = cloudevents.read(delivery, settings);
  return reading.kind === 'events' ? reading.events : [];
}

test('binary and structured mode of the SDK say the same', async () => {
  const [binary, structured] = [read(await sent('binary')), read(await sent('structured'))];

  expect(binary).toEqual(structured);
  expect(binary).toMatchObject([
    { title: 'Checkout is down', severity: 'critical', status: 'firing' },
  ]);
});

test('attributes in headers are percent-encoded', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/s',
    'ce-type': 't.resolved',
    'ce-subject': 'Kasse%201 100%',
    'content-type': 'text/plain',
  };

  expect(read(samplePost(Buffer.from('no JSON'), 0, { headers }))).toMatchObject([
    { status: 'resolved', title: 'Kasse%201 100%' },
  ]);
});

test('an event in headers alone has no data, and is read', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/s',
    'ce-type': 't.resolved',
    'ce-subject': 'db1',
  };

  expect(read(samplePost(new Uint8Array(), 0, { headers }))).toMatchObject([
    { status: 'resolved', title: 'db1', labels: { subject: 'db1' } },
  ]);
});

test('the version of a type is no word of it', () => {
  const one = { specversion: '1.0', id: '1', source: '/s', type: 'com.example.check.resolved.v2' };

  expect(read(samplePost(Buffer.from(JSON.stringify(one)), 0))).toMatchObject([
    { status: 'resolved' },
  ]);
});

test('a batch is as many alerts as it has events', () => {
  const one = { specversion: '1.0', id: '1', source: '/s', type: 'a.triggered', subject: 'x' };
  const body = JSON.stringify([one, { ...one, id: '2', subject: 'y' }]);

  expect(read(samplePost(Buffer.from(body), 0))).toHaveLength(2);
});

test('an event without subject and id of its data is about itself alone', () => {
  const one = { specversion: '1.0', id: '1', source: '/s', type: 'a.triggered' };
  const [first, second] = ['1', '2'].map((id) =>
    read(samplePost(Buffer.from(JSON.stringify({ ...one, id })), 0)),
  );

  expect(first?.[0]?.fingerprint).not.toBe(second?.[0]?.fingerprint);
});

test('the handshake is answered to origins that are allowed, and to nothing else', () => {
  const ask = (origin: string | undefined, allowedOrigins: readonly string[]) =>
    cloudevents.respond?.(
      {
        ...samplePost(new Uint8Array(), 0, { headers: { 'webhook-request-origin': origin } }),
        method: 'OPTIONS',
      },
      { ...Object(settings), allowedOrigins },
    );

  expect(ask('eventgrid.azure.net', ['*'])).toMatchObject({
    status: 200,
    headers: { 'webhook-allowed-origin': 'eventgrid.azure.net', 'webhook-allowed-rate': '*' },
  });
  expect(ask('eventgrid.azure.net', ['other.example'])).toBeUndefined();
  expect(ask(undefined, ['*'])).toBeUndefined();
  expect(ask('a\r\nset-cookie: b', ['*'])).toBeUndefined();
});

test('the token may come in the query', () => {
  const query = (token: string) =>
    cloudevents.verify(
      samplePost(new Uint8Array(), 0, { query: { access_token: token } }),
      settings,
    );

  expect(query('token-of-the-family-test')).toEqual({ kind: 'genuine' });
  expect(query('another')).toMatchObject({ kind: 'refused' });
});

const common = { status: 'firing', severity: 'unknown', title: 'com.example.someevent' } as const;
testReplays({
  connector: cloudevents,
  request: sampleRequest,
  folder: 'cloudevents',
  expected: [
    { file: 'spec-json-format-01.json', key: '/mycontext A234-1234-1234', ...common },
    { file: 'spec-json-format-02.json', key: '/mycontext B234-1234-1234', ...common },
    { file: 'spec-json-format-03.json', key: '/mycontext C234-1234-1234', ...common },
    { file: 'spec-json-format-05.json', key: '/mycontext D234-1234-1234', ...common },
    { file: 'spec-json-format-06.json', key: '/mycontext D234-1234-1234', ...common },
    { file: 'spec-json-format-07.json', key: '/mycontext/4 B234-1234-1234', ...common, events: 2 },
  ],
});
