import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connector, Delivery } from '../connector-kit/connector.ts';
import type { SampleRequest } from '../connector-kit/sample-request.ts';
import { connectors } from './registry.ts';

const here = import.meta.dirname;
/** A folder without an index holds a tool that can only be told something. */
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'index.ts')))
  .map((entry) => entry.name);

const receivedAt = 1_795_000_000_000;
const HOUR_MS = 3_600_000;
/**
 * Of each of the two searches for a body that a connector does not survive. All connectors together
 * make the 20,000 of a test run; `RELAY_PROPERTY_RUNS=20000` gives each of them as many.
 */
const LEAST_RUNS = 20_000;
const RUNS = Number(
  process.env['RELAY_PROPERTY_RUNS'] ?? Math.ceil(LEAST_RUNS / connectors.length / 2),
);
const SEARCH = { timeout: 5_000 + RUNS * 10 };
/** Counted where a body is read, so that a search that stops early shows. */
let runs = 0;

const requests = new Map<string, SampleRequest>();
for (const { id } of connectors) {
  const loaded: { sampleRequest: SampleRequest } = await import(`./${id}/sample-request.ts`);
  requests.set(id, loaded.sampleRequest);
}

function requestOf(connector: Connector): SampleRequest {
  const request = requests.get(connector.id);
  if (request === undefined) throw new TypeError(`${connector.id} has no sample request`);
  return request;
}

function read(connector: Connector, body: Uint8Array | string) {
  const request = requestOf(connector);
  return connector.read(request.toDelivery(Buffer.from(body), receivedAt), request.settings);
}

function eventsOf(connector: Connector, body: Uint8Array | string) {
  const reading = read(connector, body);
  return reading.kind === 'events' ? reading.events : [];
}

function samplesOf(connector: Connector): readonly { name: string; body: string }[] {
  const folder = join(here, connector.id, 'samples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, body: readFileSync(join(folder, name), 'utf8') }));
}

test('the registry lists every connector folder, in order', () => {
  expect(connectors.map((connector) => connector.id)).toEqual([...folders].sort());
});

describe.each(connectors)('$id', (connector) => {
  const samples = samplesOf(connector);
  const [firing = { name: '', body: '' }, resolved, other] = samples;
  const request = requestOf(connector);

  function verdict(delivery: Delivery, settings: unknown = request.settings) {
    const first = connector.verify(delivery, settings);
    return first.kind === 'needs' ? connector.verify(delivery, settings, request.fetched) : first;
  }

  test.each([
    'index.ts',
    'payload.ts',
    'normalize.ts',
    'sample-request.ts',
    'README.md',
    'samples/SOURCES.md',
  ])('has %s', (file) => {
    expect(existsSync(join(here, connector.id, file))).toBe(true);
  });

  test('its README answers the four questions an operator has', () => {
    const text = readFileSync(join(here, connector.id, 'README.md'), 'utf8');

    expect(text.match(/^## .+$/gm)).toEqual([
      '## Set it up',
      '## What we read',
      '## Quirks',
      '## Writing back',
    ]);
  });

  test('reads each of its samples', () => {
    expect(samples.length).toBeGreaterThanOrEqual(3);
    for (const { body } of samples) expect(read(connector, body)).toHaveProperty('kind', 'events');
  });

  test('says the same of the same bytes', () => {
    expect(read(connector, firing.body)).toEqual(read(connector, firing.body));
  });

  test('a firing and a resolved sample name the same alert, another sample names another', () => {
    const fingerprints = [firing, resolved, other].map(
      (sample) => eventsOf(connector, sample?.body ?? '')[0]?.fingerprint,
    );

    expect(fingerprints[1]).toBe(fingerprints[0]);
    expect(fingerprints[2]).not.toBe(fingerprints[0]);
    expect(eventsOf(connector, firing.body)[0]?.status).toBe('firing');
    expect(eventsOf(connector, resolved?.body ?? '')[0]?.status).toBe('resolved');
  });

  test('an unknown field changes nothing', () => {
    const parsed: unknown = JSON.parse(firing.body);
    const extended = JSON.stringify({ ...Object(parsed), added_by_a_later_release: { deep: [1] } });

    expect(read(connector, extended)).toEqual(read(connector, firing.body));
  });

  test('takes what its tool sends, and nothing without or with other credentials', () => {
    const genuine = request.toDelivery(Buffer.from(firing.body), receivedAt);
    const { withoutCredentials = (sent: Delivery) => ({ ...sent, headers: {}, query: {} }) } =
      request;

    expect(connector.methods).toContain(genuine.method);
    expect(connector.hasPath(genuine.suffix)).toBe(true);
    expect(verdict(genuine)).toEqual({ kind: 'genuine' });
    expect(verdict(withoutCredentials(genuine))).toEqual({ kind: 'refused', because: 'missing' });
    expect(verdict(genuine, request.otherSettings)).toMatchObject({ kind: 'refused' });
  });

  test('a signed body is refused with one byte changed, a signed time when it is long ago', () => {
    const genuine = request.toDelivery(Buffer.from(firing.body), receivedAt);
    const changed = { ...genuine, body: Buffer.concat([genuine.body, Buffer.from(' ')]) };
    const later = { ...genuine, receivedAt: receivedAt + HOUR_MS };
    const isCovered = request.covers.startsWith('body');

    expect(verdict(changed).kind).toBe(isCovered ? 'refused' : 'genuine');
    expect(verdict(later).kind).toBe(request.covers === 'body and time' ? 'refused' : 'genuine');
  });

  test('whatever stands in headers and query: refused, and never throws', () => {
    const genuine = request.toDelivery(Buffer.from(firing.body), receivedAt);
    const names = [...Object.keys(genuine.headers), ...Object.keys(genuine.query)];
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: names.length + 1 }), (values) => {
        const wrong = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        const given = { ...genuine, headers: wrong, query: wrong, body: Buffer.from('{}') };
        expect(verdict(given).kind).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });

  test('a body cut at any byte is refused with a reason, and never throws', () => {
    const bytes = Buffer.from(firing.body.trimEnd());
    for (let length = 0; length < bytes.length; length += 1) {
      const reading = read(connector, bytes.subarray(0, length));
      expect(reading).toHaveProperty('because', expect.any(String));
    }
  });

  test.each([
    ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['a key that reaches a prototype', '{"__proto__": {"polluted": true}}'],
    ['the same, escaped', String.raw`{"\u005f_proto__": {"polluted": true}}`],
    ['nothing', ''],
    ['a bare number', '1e400000'],
    ['an empty list', '[]'],
  ])('%s is refused with a reason', (_name, body) => {
    expect(read(connector, body)).toHaveProperty('because', expect.any(String));
    expect({}).not.toHaveProperty('polluted');
  });

  test.each([
    '{}',
    '[]',
    '"text"',
    '[{"a":1}]',
    '{"version":"5","alerts":[{"labels":{"a":"b"}}]}',
    '{"specversion":"0.3","id":"1","source":"s","type":"t"}',
    '{"event_action":"open","dedup_key":"1"}',
    '{"action":"","alert":{"alertId":""}}',
    '{"Type":"Other","MessageId":"1"}',
  ])('what it cannot read of %s it says in words', (body) => {
    const reading = read(connector, body);
    const because = reading.kind === 'unreadable' ? reading.because : '';

    expect(because).not.toMatch(/\w_\w+$|: \w+_\w+(?:;|$)|Invalid|expected array/);
  });

  test('whatever JSON comes: no crash, quickly, and no part of it in a reason', SEARCH, () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const canary = 'canary-9f2c';
        const body = JSON.stringify({ canary, version: '4', alerts: value, id: value });
        const reading = read(connector, body);
        runs += 1;

        expect(quickestMs(() => read(connector, body))).toBeLessThan(100);
        expect(reading.kind === 'unreadable' ? reading.because : '').not.toContain(canary);
      }),
      { numRuns: RUNS },
    );
  });

  test('a wrong type in any place of a sample is survived', SEARCH, () => {
    const parsed: unknown = JSON.parse(firing.body);
    fc.assert(
      fc.property(
        fc.constantFrom(...pathsOf(parsed)),
        fc.constantFrom(null, 0, -1, 1e308, '', 'x', true, [], {}, [[]], { a: {} }),
        (path, wrong) => {
          const body = JSON.stringify(withValue(parsed, path, wrong));
          runs += 1;

          expect(['events', 'unreadable']).toContain(read(connector, body).kind);
          expect(quickestMs(() => read(connector, body))).toBeLessThan(100);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

test('at least 20,000 bodies were tried', () => {
  expect(runs).toBeGreaterThanOrEqual(LEAST_RUNS);
});

/** A slow body is slow each time; on a busy machine one run may have to wait for somebody else. */
function quickestMs(run: () => unknown): number {
  let quickest = Infinity;
  for (let tries = 0; tries < 3 && quickest >= 100; tries += 1) {
    const startedAt = performance.now();
    run();
    quickest = Math.min(quickest, performance.now() - startedAt);
  }
  return quickest;
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) {
    return [path, ...value.flatMap((part: unknown, index) => pathsOf(part, [...path, index]))];
  }
  if (typeof value === 'object' && value !== null) {
    return [
      path,
      ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name])),
    ];
  }
  return [path];
}

function withValue(value: unknown, path: Path, wrong: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return wrong;
  if (Array.isArray(value)) {
    return value.map((part: unknown, index) =>
      index === first ? withValue(part, rest, wrong) : part,
    );
  }
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, part]) => [
      name,
      name === first ? withValue(part, rest, wrong) : part,
    ]),
  );
}
