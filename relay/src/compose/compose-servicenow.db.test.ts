import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadWithReferences } from '../cli/load-with-references.ts';
import { toSecretPlaces } from '../cli/serve.ts';
import { connectors } from '../connectors/registry.ts';
import type { Connection } from '../domain/configuration.ts';
import { sampleConnection, sampleUpsertRequest } from '../domain/samples.ts';
import type { Sealing } from '../domain/sealing.ts';
import { answerJson, type ScriptedServer, startScriptedServer } from '../lib/scripted-server.ts';
import { createLog } from '../telemetry/log.ts';
import { composeGround, type Ground } from './compose-ground.ts';
import { type ComposedServiceNow, composeServiceNow } from './compose-servicenow.ts';

let folder: string;
let ground: Ground;
let server: ScriptedServer;
let connection: Connection;
let instances: ComposedServiceNow;
/** Lanes that were woken, call by call. */
let woken: string[][];

/** Nothing is sealed here. */
const sealing: Sealing = {
  seal: () => Promise.reject(new TypeError('nothing is sealed')),
  open: () => Promise.reject(new TypeError('nothing is sealed')),
};

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'composed-instances-'));
  const file = path.join(folder, 'relay.yml');
  writeFileSync(file, JSON.stringify({ outgoing: { allow: ['127.0.0.1'] } }));
  const loaded = await loadWithReferences({ file, env: {}, connectors });
  if (loaded.kind === 'invalid') throw new TypeError(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const options = {
    ...toSecretPlaces({}, file),
    readProvided: async () => config.provided,
    createLog: () => createLog('silent', { write: () => undefined }),
  };
  ground = await composeGround(config, options, () => undefined);
  woken = [];
  instances = composeServiceNow(ground, sealing, {
    wake: (lanes) => void woken.push([...lanes]),
    release: () => undefined,
  });
  server = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
  connection = sampleConnection({ url: server.url });
});

afterEach(async () => {
  instances.mailbox.stop();
  instances.shared.stop();
  instances.holds.stop();
  await ground.outgoing.close();
  await ground.store.close();
  await ground.tracing.stop();
  await server.close();
  rmSync(folder, { recursive: true });
});

const upsert = (): Promise<unknown> =>
  instances.servicenow
    .upsertTask(connection, 'a'.repeat(64), sampleUpsertRequest())
    .catch((error: unknown) => error);

test('while a command waits for its call, others are asked whether they have work', async () => {
  await upsert();

  expect(server.received).not.toEqual([]);
  expect(woken).toContainEqual([]);
});

test('a command whose lane another relay has taken over does not leave', async () => {
  const lease = { lane: 'a lane', fence: 1, isSafe: () => false };

  const ended = await ground.leases.run(lease, upsert);

  expect(ended).toMatchObject({ code: 'LEASE_LOST' });
  expect(server.received).toEqual([]);
});

test('what is left of the calls of an hour is not asked for anything but delivering', async () => {
  const resetsAt = Math.ceil(Date.now() / 1000) + 3600;
  const headers = {
    'x-ratelimit-limit': '1',
    'x-ratelimit-reset': String(resetsAt),
    'x-ratelimit-rule': 'r',
  };
  instances.budgets.note(connection, { status: 200, headers });

  const asked = instances.servicenow.probe(connection);

  await expect(asked).rejects.toMatchObject({ details: { rationed: true } });
  expect(server.received).toEqual([]);
});
