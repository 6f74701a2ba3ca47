import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connector, Delivery } from '../connector-kit/connector.ts';
import { connectors } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Where a source of this kind would stand in relay.yml, and a request that it accepts. */
const token = 'token-of-the-family-test';
const settingsOf: Readonly<Record<string, unknown>> = {
  alertmanager: { token },
  generic: { authorization: { token } },
};

function delivery(body: Uint8Array | string, headers: Delivery['headers'] = {}): Delivery {
  return {
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    receivedAt: 1_795_000_000_000,
  };
}

function read(connector: Connector, body: Uint8Array | string) {
  return connector.read(delivery(body), settingsOf[connector.id]);
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
  const settings = settingsOf[connector.id];

  test.each(['index.ts', 'payload.ts', 'normalize.ts', 'README.md', 'samples/SOURCES.md'])(
    'has %s',
    (file) => {
      expect(existsSync(join(here, connector.id, file))).toBe(true);
    },
  );

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

  test('accepts its own token, refuses a missing and a changed one', () => {
    const body = Buffer.from(firing.body);
    const verdict = (headers: Delivery['headers']) =>
      connector.verify({ headers, body, receivedAt: 0 }, settings);

    expect(verdict({ authorization: `Bearer ${token}` })).toEqual({ kind: 'genuine' });
    expect(verdict({})).toEqual({ kind: 'refused', because: 'missing' });
    expect(verdict({ authorization: `Bearer ${token.slice(0, -1)}X` })).toMatchObject({
      because: 'mismatch',
    });
    expect(verdict({ authorization: token })).toMatchObject({ because: 'mismatch' });
  });

  test('a body cut at any byte is read or refused with a reason, and never throws', () => {
    const bytes = Buffer.from(firing.body);
    for (let length = 0; length < bytes.length - 1; length += 1) {
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

  test('whatever JSON comes: no crash, quickly, and no part of it in a reason', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const canary = 'canary-9f2c';
        const body = JSON.stringify({ canary, version: '4', alerts: value, id: value });
        const startedAt = performance.now();
        const reading = read(connector, body);

        expect(performance.now() - startedAt).toBeLessThan(100);
        expect(reading.kind === 'unreadable' ? reading.because : '').not.toContain(canary);
      }),
      { numRuns: 500 },
    );
  });

  test('a wrong type in any place of a sample is survived', () => {
    const parsed: unknown = JSON.parse(firing.body);
    fc.assert(
      fc.property(
        fc.constantFrom(...pathsOf(parsed)),
        fc.constantFrom(null, 0, -1, 1e308, '', 'x', true, [], {}, [[]], { a: {} }),
        (path, wrong) => {
          expect(['events', 'unreadable']).toContain(
            read(connector, JSON.stringify(withValue(parsed, path, wrong))).kind,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

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
