import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerJson, type ScriptedServer, startScriptedServer } from '../lib/scripted-server.ts';
import { serveAgent } from './serve-agent.ts';

let folder = '';
let relay: ScriptedServer;
let instance: ScriptedServer;
let held: ServerResponse[] = [];
let delivered: string[] = [];
const asked = Promise.withResolvers<void>();

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'satellite-'));
  held = [];
  delivered = [];
  const request = { id: 'r1', method: 'GET', path: '/api/now/table/incident', headers: {} };
  relay = await startScriptedServer(({ path: where, body }, response, nth) => {
    if (where.endsWith('/answers')) {
      delivered.push(body);
      answerJson(response, 200, {});
    } else if (nth === 1) {
      answerJson(response, 200, { requests: [{ ...request, deadlineMs: 10_000 }] });
    }
    // Later ones are held, as they are where nothing is to do.
  });
  instance = await startScriptedServer((_request, response) => {
    held.push(response);
    asked.resolve();
  });
  writeFileSync(
    path.join(folder, 'satellite.yml'),
    `satellite: { tenant: main, api_key: art_key, url: '${relay.url}' }
integrations:
  - { id: plant, url: '${instance.url}', username: u, application: servicenow, api_key: p }
`,
  );
});

afterEach(async () => {
  await relay.close();
  await instance.close();
  rmSync(folder, { recursive: true });
});

test('an agent that is asked to end brings what it was asking, and fetches nothing more', async () => {
  const log = { info: () => undefined, warn: () => undefined, fatal: () => undefined };
  const ended = Promise.withResolvers<number>();
  let stop: () => void = () => undefined;
  void serveAgent(
    {
      env: {},
      createLog: () => log,
      onStopRequest: (listener) => (stop = listener),
      exit: (code) => ended.resolve(code),
    },
    path.join(folder, 'satellite.yml'),
  );
  await asked.promise;

  stop();
  held[0]?.end('{}');

  expect(await ended.promise).toBe(0);
  expect(delivered).toEqual([expect.stringContaining('"id":"r1"')]);
  expect(relay.received.filter(({ path: where }) => where.endsWith('/fetch')).length).toBeLessThan(
    3,
  );
});
