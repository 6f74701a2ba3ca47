import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl } from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import { startInstance, type RunningInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { waitFor } from '../support/wait-for.ts';

/** Secrets that are found nowhere but where they were put: not in logs, API, metrics, database or a crash. */

const canary = (what: string) => `CANARY/${what}+${randomBytes(12).toString('hex')}"ä`;
const whsec = () => `whsec_${randomBytes(32).toString('base64')}`;
const ofFile = {
  password: canary('file-password'),
  token: `CANARY-source-${randomBytes(12).toString('hex')}`,
  changes: whsec(),
};
const ofApi = {
  password: canary('api-password'),
  next: canary('next-password'),
  clientSecret: canary('client-secret'),
  proxy: canary('proxy-password'),
  source: canary('api-source-token'),
  administrator: canary('administrator-password'),
};
const masterKey = randomBytes(32).toString('base64');

/** As it is, and as it could hide. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, '').slice(0, -1),
    bytes.toString('base64url').slice(0, -1),
    bytes.toString('hex'),
    secret.split('').toReversed().join(''),
  ];
}

const everySecret = [...Object.values(ofFile), ...Object.values(ofApi), masterKey];

function leaksIn(text: string): readonly string[] {
  return everySecret.flatMap((secret) =>
    formsOf(secret)
      .filter((form) => text.includes(form))
      .map((form) => form.slice(0, 24)),
  );
}

let instance: RunningInstance;
let relay: Relay;
let token = '';

beforeAll(async () => {
  instance = await startInstance();
  const { url } = instance;
  const workspace = alertmanagerWorkspace({
    instance: { url, integration: { user: instance.integration.user, password: ofFile.password } },
    connection: { secret: ofFile.changes },
  });
  const sources = workspace.sources.map((one) => ({ ...one, settings: { token: ofFile.token } }));
  relay = await startRelay({
    workspaces: [{ ...workspace, sources }],
    env: { RELAY_KEY: masterKey },
  });
  const { json } = await runCli(relay, 'token', 'create', '--name=all');
  token = z.object({ token: z.string() }).parse(json).token;
}, 180_000);

afterAll(async () => {
  await relay.stop();
  await instance.stop();
});

async function call(method: string, route: string, body?: object): Promise<string> {
  const answer = await fetch(`${relay.url}/api/v1${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return `${answer.status} ${JSON.stringify(Object.fromEntries(answer.headers))} ${await answer.text()}`;
}

async function dataFolder(): Promise<string> {
  const entries = await readdir(relay.dataFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'latin1'));
  return (await Promise.all(read)).join('\n');
}

test('the search finds a secret in each of its forms, or it would prove nothing', () => {
  for (const secret of everySecret) {
    for (const form of formsOf(secret)) expect(leaksIn(`before ${form} after`)).not.toEqual([]);
  }
});

test('no secret is in an answer of the API, in the log, in the metrics, in the database or in a crash', async () => {
  const agent = createInstanceClient(instance.url, instance.admin);
  const at = '/workspaces/main';
  const connection = {
    name: 'kept',
    url: instance.url,
    credentials: { kind: 'basic', user: 'relay', password: ofApi.password },
    transport: { proxy: { url: 'http://127.0.0.1:9', user: 'p', password: ofApi.proxy } },
    changes: 'off',
  };
  const client = { kind: 'client-credentials', clientId: 'c', clientSecret: ofApi.clientSecret };
  const next = { kind: 'basic', user: 'relay', password: ofApi.next };
  const source = {
    name: 'tool',
    connector: 'generic',
    settings: { authorization: { token: ofApi.source } },
  };
  // An instance that repeats what it was sent, in a refusal.
  await agent.addFault({
    match: { path: '/api/x_alrt_relay/v1' },
    action: {
      status: 401,
      body: `{"error":{"message":"not ${JSON.stringify(ofFile.password).slice(1, -1)}"}}`,
    },
    times: 2,
  });
  const posted = await fetch(intakeUrl(relay.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${ofFile.token}` },
    body: alertmanagerNotification({
      group: 'canary',
      status: 'firing',
      description: '',
      startsAt: new Date(),
    }),
  });
  const administrator = { user: 'admin', password: ofApi.administrator };
  const answers = [
    await posted.text(),
    await call('POST', `${at}/connections`, connection),
    await call('POST', `${at}/connections`, { ...connection, name: 'client', credentials: client }),
    await call('POST', `${at}/connections`, { ...connection, url: 'ftp://x', name: 'wrong' }),
    await call('POST', `${at}/sources`, source),
    await call('POST', `${at}/connections/kept/credentials/switch`, { credentials: next }),
    await call('POST', `${at}/setup`, {
      url: instance.url,
      name: 's',
      administrator,
      action: 'make',
    }),
    await call('PATCH', `${at}/connections/kept`, { standby: next }),
    ...(await Promise.all(
      [
        `${at}/connections`,
        `${at}/sources`,
        `${at}/connections/kept/credentials`,
        `${at}/configuration`,
        `${at}/configuration/versions`,
        `${at}/audit`,
        `${at}/status`,
        `${at}/deliveries`,
        '/workspaces',
      ].map((route) => call('GET', route)),
    )),
  ];
  await waitFor(() => relay.log().includes('connection held'), {
    within: 60_000,
    what: () => `a refused sign-in. The relay wrote:\n${relay.log()}`,
  });
  const metrics = await (await fetch(`${relay.url}/metrics`)).text();
  const log = relay.log();
  await relay.kill();
  const crashed = relay.log();
  const stored = await dataFolder();

  expect(answers.filter((text) => text.startsWith('201')).length).toBeGreaterThanOrEqual(3);
  for (const [index, text] of answers.entries())
    expect(leaksIn(text), `answer ${index}`).toEqual([]);
  expect(leaksIn(metrics)).toEqual([]);
  expect(leaksIn(log)).toEqual([]);
  expect(leaksIn(crashed)).toEqual([]);
  expect(leaksIn(stored)).toEqual([]);
  expect(stored).toContain('kept');
}, 240_000);
