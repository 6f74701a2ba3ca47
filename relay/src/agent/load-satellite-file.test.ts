import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSatelliteFile } from './load-satellite-file.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'satellite-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function load(query: string) {
  const file = path.join(folder, 'satellite.yml');
  writeFileSync(
    file,
    `satellite: { tenant: main, api_key: art_key, url: 'https://relay.example.com' }
integrations:
  - id: plant
    url: http://127.0.0.1:8080
    username: alert.relay
    application: servicenow
    api_key: password
    metadata: { queries: { incident: '${query}' } }
`,
  );
  return loadSatelliteFile(file, {});
}

test('the filter of a table is conditions', () => {
  expect(load('active=true^company=acme').integrations[0]?.metadata.queries).toEqual({
    incident: 'active=true^company=acme',
  });
});

test.each(['a=1^NQb=2', 'a=1^', '^a=1', 'a=1^ORDERBYb'])(
  '%s would not narrow what is put behind it, and is refused by its place',
  (query) => {
    expect(() => load(query)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringContaining('queries.incident: expected'),
      }),
    );
  },
);
