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
let asked: PromiseWithResolvers<void>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'satellite-'));
  held = [];
  delivered = [];
  asked = Promise.withResolvers();
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
  writeSatellite(instance.url);
});

function writeSatellite(url: string): void {
  writeFileSync(
    path.join(folder, 'satellite.yml'),
    `satellite: { tenant: main, api_key: art_key, url: '${relay.url}' }
integrations:
  - { id: plant, url: '${url}', username: u, application: servicenow, api_key: p }
`,
  );
}

afterEach(async () => {
  await relay.close();
  await instance.close();
  rmSync(folder, { recursive: true });
});

function start() {
  const log = { info: () => undefined, warn: () => undefined, fatal: () => undefined };
  const ended = Promise.withResolvers<number>();
  let listener: () => void = () => undefined;
  void serveAgent(
    {
      env: {},
      createLog: () => log,
      onStopRequest: (given) => (listener = given),
      exit: (code) => ended.resolve(code),
    },
    path.join(folder, 'satellite.yml'),
  );
  return { ended: ended.promise, stop: () => listener() };
}

test('an agent that is asked to end brings what it was asking, and fetches nothing more', async () => {
  const { ended, stop } = start();
  await asked.promise;

  stop();
  held[0]?.end('{}');

  expect(await ended).toBe(0);
  expect(delivered).toEqual([expect.stringContaining('"id":"r1"')]);
  expect(relay.received.filter(({ path: where }) => where.endsWith('/fetch')).length).toBeLessThan(
    3,
  );
});

test('the second request to end does not wait', async () => {
  const { ended, stop } = start();
  await asked.promise;

  stop();
  stop();

  expect(await ended).toBe(1);
  expect(delivered).toEqual([]);
});

test('with a file that it cannot use a restart does not help', async () => {
  writeFileSync(path.join(folder, 'satellite.yml'), 'satellite: {}');

  expect(await start().ended).toBe(78);
});

test('an instance may stand there by an address of IPv6', async () => {
  writeSatellite('http://[fd00::1]:8080');
  const { ended, stop } = start();

  await expect.poll(() => relay.received.length).toBeGreaterThan(0);
  stop();
  stop();

  expect(await ended).not.toBe(78);
});
