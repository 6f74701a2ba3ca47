import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { RelayError } from '../lib/errors.ts';
import { noTracing, type Tracing } from '../lib/tracing.ts';
import { createTracing } from './create-tracing.ts';

const Sent = z.object({
  resourceSpans: z.array(
    z.object({ scopeSpans: z.array(z.object({ spans: z.array(z.looseObject({})) })) }),
  ),
});

const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
const unsampled = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`;
const server = createServer((request, response) => {
  void buffer(request).then((body) => {
    if (status === 200) texts.push(body.toString('utf8'));
    response.writeHead(status).end('{}');
  });
});
let status: number;
let texts: string[];
let turns: (string | undefined)[];
let url: string;
let tracing: Tracing;

beforeEach(async () => {
  [status, texts, turns, tracing] = [200, [], [], noTracing];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  url = `http://127.0.0.1:${Object(address).port}`;
});

afterEach(async () => {
  await tracing.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const create = (env: Record<string, string> = {}, endpoint: string | undefined = url) =>
  createTracing({ endpoint, env, version: '1.2.3', onTurn: (failure) => turns.push(failure) });

/** What was sent when it ended. */
async function sentSpans(): Promise<readonly unknown[]> {
  await tracing.stop();
  return texts.flatMap((text) =>
    Sent.parse(JSON.parse(text)).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
}

test.each([
  ['nobody said where to', {}, undefined],
  ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }, 'http://127.0.0.1:1'],
  ['OTEL_TRACES_EXPORTER=none', { OTEL_TRACES_EXPORTER: 'none' }, 'http://127.0.0.1:1'],
])('it is off: %s', async (_why, env, endpoint) => {
  const off = await createTracing({ endpoint, env, version: '1', onTurn: () => undefined });

  expect(off).toBe(noTracing);
  expect(await off.span('x', { kind: 'client' }, () => Promise.resolve(3))).toBe(3);
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', ' '],
])('an address in %s that is none is refused: %j', async (name, text) => {
  await expect(create({ [name]: text })).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining(name),
  });
});

test('a span goes on with its parent, and those inside of it with it', async () => {
  tracing = await create();
  const inside = await tracing.span('outer', { kind: 'server', parent }, (note) => {
    note({ outcome: 'created' });
    return tracing.span('inner', { kind: 'client', facts: { 'server.address': 'a.example' } }, () =>
      Promise.resolve(tracing.traceparent()),
    );
  });

  const [inner, outer] = await sentSpans();

  expect(outer).toMatchObject({
    name: 'outer',
    kind: 2,
    traceId: '1'.repeat(32),
    parentSpanId: '2'.repeat(16),
    attributes: [{ key: 'alert_relay.outcome', value: { stringValue: 'created' } }],
  });
  expect(inner).toMatchObject({ parentSpanId: Object(outer).spanId });
  expect(inside).toBe(`00-${'1'.repeat(32)}-${Object(inner).spanId}-01`);
  expect(tracing.traceparent()).toBeUndefined();
});

test.each(['', '00-x', `00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`, `ff${parent.slice(2)}`])(
  'what cannot be read begins a trace: %j',
  async (broken) => {
    tracing = await create();
    await tracing.span('alone', { kind: 'server', parent: broken }, () => Promise.resolve());

    const [span] = await sentSpans();

    expect(Object(span).parentSpanId).toBeUndefined();
    expect(Object(span).traceId).not.toContain('1'.repeat(32));
  },
);

test('of a failure only the code is told', async () => {
  tracing = await create();
  const failing = tracing.span('fails', { kind: 'client' }, () =>
    Promise.reject(new RelayError('SERVICENOW_BUSY', 'A message with a secret.')),
  );

  await expect(failing).rejects.toThrow('with a secret');
  const spans = await sentSpans();

  expect(spans).toMatchObject([{ status: { code: 2, message: 'SERVICENOW_BUSY' } }]);
  expect(JSON.stringify(spans)).not.toContain('secret');
});

test.each<[Record<string, string>, string[]]>([
  [{}, ['sampled', 'root']],
  [{ OTEL_TRACES_SAMPLER: '' }, ['sampled', 'root']],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '' },
    ['sampled', 'unsampled', 'root'],
  ],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, ['sampled', 'unsampled', 'root']],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, []],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, ['sampled']],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, []],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' },
    ['sampled', 'root'],
  ],
])('%j samples as OpenTelemetry says', async (env, expected) => {
  tracing = await create(env);
  const nothing = (): Promise<void> => Promise.resolve();
  await tracing.span('sampled', { kind: 'server', parent }, nothing);
  await tracing.span('unsampled', { kind: 'server', parent: unsampled }, nothing);
  await tracing.span('root', { kind: 'server' }, nothing);

  const spans = await sentSpans();

  expect(spans.map((span) => Object(span).name)).toEqual(expected);
});

test('a collector that fails is told of once, and once when it works again', async () => {
  tracing = await create();
  const say = () => tracing.span('x', { kind: 'client' }, () => Promise.resolve());
  status = 400;
  await say();
  await expect.poll(() => turns.length, { timeout: 10_000 }).toBe(1);
  await say();
  status = 200;
  await say();

  await expect.poll(() => turns.length, { timeout: 10_000 }).toBe(2);

  expect(turns).toEqual([expect.any(String), undefined]);
}, 30_000);

test('a collector that is away does not hold up the end', async () => {
  tracing = await create({}, 'http://127.0.0.1:9');
  await tracing.span('x', { kind: 'client' }, () => Promise.resolve());
  const at = performance.now();

  await tracing.stop();

  expect(performance.now() - at).toBeLessThan(4000);
});
