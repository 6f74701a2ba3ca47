import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { startReceiver } from '../sources/receiver.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { builtRelay } from '../support/built-relay.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { startInstanceHere } from '../support/instance-here.ts';
import {
  alertmanagerWorkspace,
  type InstanceAccess,
  receiverSecret,
} from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { startProcess } from '../support/start-process.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { tellStory } from './one-story.ts';

/** A key to the agent's door, as an operator makes it. */
async function createToken(
  relay: Relay,
  scope: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const args = [
    'token',
    'create',
    '--json',
    '--name=plant',
    '--workspace=main',
    `--scope=${scope}`,
    `--config=${path.join(relay.dataFolder, '../relay.yml')}`,
  ];
  const { stdout } = await promisify(execFile)(builtRelay, args, {
    env: { ...process.env, ...env },
  });
  return z.object({ token: z.string() }).parse(JSON.parse(stdout)).token;
}

function fetchFile(relay: Relay, token: string) {
  return fetch(`${relay.url}/api/v1/workspaces/main/agents/production/satellite.yml`, {
    headers: { authorization: `Bearer ${token}` },
  });
}

async function isInFolder(text: string, folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'latin1'));
  return (await Promise.all(read)).some((content) => content.includes(text));
}

interface AgentPlace {
  /** Whom it dials. */
  readonly relay: Relay;
  readonly token: string;
  readonly instance: InstanceAccess;
}

/** `serve --agent`, with a file as a person fills it in. */
async function startAgent(folder: string, { relay, token, instance }: AgentPlace) {
  const satellite = path.join(folder, 'satellite.yml');
  // JSON is YAML.
  const filled = {
    satellite: { tenant: 'main', api_key: token, url: relay.url },
    integrations: [
      {
        id: 'production',
        url: instance.url,
        username: instance.integration.user,
        application: 'servicenow',
        api_key: { env: 'PLANT_PASSWORD' },
        metadata: { queries: {}, timezone: 'UTC' },
      },
    ],
  };
  await writeFile(satellite, JSON.stringify(filled));
  return startProcess({
    name: 'agent',
    command: builtRelay,
    args: ['serve', '--agent', satellite],
    env: { PLANT_PASSWORD: instance.integration.password },
    ready: logged,
  });
}

function logged(line: string): true | undefined {
  return line.includes('connected to the relay') ? true : undefined;
}

test('an instance that only the agent reaches: the alert goes out, changes come back, the relay holds no credentials', async () => {
  const instance = await startInstanceHere({ app: builtApp().dist, demoData: false });
  await using receiver = await startReceiver(receiverSecret);
  // The relay may call the receiver by its name, and the address of the instance not at all.
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  await using relay = await startRelay({
    allow: ['localhost'],
    workspaces: [
      alertmanagerWorkspace({
        instance,
        connection: { credentials: { kind: 'agent' }, changes: 'pull' },
        route: { backSync: { comments: true } },
        destination: { kind: 'webhook', url, secret: receiverSecret },
      }),
    ],
  });
  const folder = await createTemporaryFolder('agent');
  const token = await createToken(relay, 'agents:work');

  const downloaded = await (await fetchFile(relay, token)).text();
  const { password } = instance.integration;
  const agent = await startAgent(folder.path, { relay, token, instance });
  const person = createInstanceClient(instance.url, instance.admin);
  const examined = await fetch(
    `${relay.url}/api/v1/workspaces/main/connections/production/doctor`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${await createToken(relay, 'doctor:run')}` },
    },
  );
  const outcome = await tellStory({ agent: person, relay, receiver });
  // Commands beside the relay reach the instance through its agent as well.
  const atShell = await runCli(relay, 'doctor', 'production');
  const sent = await runCli(relay, 'send-test', 'production');

  expect(downloaded).toContain(`tenant: main`);
  expect(downloaded).toContain(`url: ${relay.url}`);
  expect(downloaded).toMatch(
    /- id: production\n +url: \S+\n +username: .*\n +application: servicenow\n/,
  );
  expect(await examined.json()).toMatchObject({
    connection: 'production',
    well: true,
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'sign-in', verdict: 'pass' }),
      expect.objectContaining({ id: 'role:x_alrt_relay.api_user', verdict: 'pass' }),
    ]),
  });
  expect(outcome).toMatchObject({
    incidents: 1,
    record: { state: '6' },
    told: ['incident.acknowledged', 'incident.updated', 'incident.resolved'],
  });
  expect([atShell.code, atShell.json]).toEqual([0, expect.objectContaining({ well: true })]);
  expect([sent.code, sent.json]).toEqual([
    0,
    expect.objectContaining({ well: true, servedBy: 'the relay that serves this data folder' }),
  ]);
  expect(await isInFolder(password, path.join(relay.dataFolder, '..'))).toBe(false);
  expect(relay.log()).not.toContain(password);
  expect(agent.output()).not.toContain(password);
  await agent.stop();
  await folder.remove();
  await instance.close();
}, 240_000);

test('several relays share one agent: it dials one of them, and all reach the instance', async () => {
  const instance = await startInstanceHere({ app: builtApp().dist, demoData: false });
  await using postgres = await startPostgres();
  await postgres.createDatabase('relay');
  const options = {
    allow: ['localhost'],
    database: postgres.url('relay'),
    workspaces: [
      alertmanagerWorkspace({
        instance,
        connection: { credentials: { kind: 'agent' }, changes: 'pull' },
      }),
    ],
  };
  await using dialled = await startRelay(options);
  await using other = await startRelay(options);
  const folder = await createTemporaryFolder('shared-agent');
  const env = { RELAY_DATABASE_URL: postgres.url('relay') };
  const [token, examiner] = await Promise.all([
    createToken(dialled, 'agents:work', env),
    createToken(other, 'doctor:run', env),
  ]);
  const agent = await startAgent(folder.path, { relay: dialled, token, instance });

  const examined = await fetch(
    `${other.url}/api/v1/workspaces/main/connections/production/doctor`,
    { method: 'POST', headers: { authorization: `Bearer ${examiner}` } },
  );
  const body = alertmanagerNotification({
    group: 'shop',
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date('2026-11-22T08:00:00Z'),
  });
  expect(await postNotification(other, body)).toBe(202);
  await untilDrained(other, 60_000);

  expect(await examined.json()).toMatchObject({ well: true });
  const person = createInstanceClient(instance.url, instance.admin);
  expect(await person.records('incident', 'short_description=Service shop is down')).toHaveLength(
    1,
  );
  await agent.stop();
  await folder.remove();
  await instance.close();
}, 240_000);

test('the door opens to a token of the workspace with the scope, and to no other', async () => {
  const connection = { credentials: { kind: 'agent' }, changes: 'pull' };
  const instance = { url: 'https://plant.example', integration: { user: '', password: '' } };
  await using relay = await startRelay({
    workspaces: [alertmanagerWorkspace({ instance, connection })],
  });

  const without = await fetchFile(relay, 'art_none_of_ours_none_of_ours');
  const reader = await fetchFile(relay, await createToken(relay, 'events:read'));
  const worker = await fetchFile(relay, await createToken(relay, 'agents:work'));

  expect([without.status, reader.status, worker.status]).toEqual([401, 403, 200]);
  expect(worker.headers.get('content-disposition')).toContain('satellite-main-production.yml');
}, 60_000);
