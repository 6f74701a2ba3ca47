import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { createInstance } from '../instance/create-instance.ts';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { alertmanagerWorkspace, receiverSecret } from '../support/relay-file.ts';
import { startProcess } from '../support/start-process.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { tellStory } from './one-story.ts';

/** A key to the agent's door, as an operator makes it. */
async function createToken(relay: Relay, scope: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    inProject('relay/src/main.ts'),
    'token',
    'create',
    '--json',
    '--name=plant',
    '--workspace=main',
    `--scope=${scope}`,
    `--config=${path.join(relay.dataFolder, '../relay.yml')}`,
  ]);
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

function logged(line: string): true | undefined {
  return line.includes('connected to the relay') ? true : undefined;
}

test('an instance that only the agent reaches: the alert goes out, changes come back, the relay holds no credentials', async () => {
  const instance = await createInstance({ app: builtApp().dist, demoData: false });
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
  const { user, password } = instance.integration;
  const satellite = path.join(folder.path, 'satellite.yml');
  // JSON is YAML.
  const filled = {
    satellite: { tenant: 'main', api_key: token, url: relay.url },
    integrations: [
      {
        id: 'production',
        url: instance.url,
        username: user,
        application: 'servicenow',
        api_key: { env: 'PLANT_PASSWORD' },
        metadata: { queries: {}, timezone: 'UTC' },
      },
    ],
  };
  await writeFile(satellite, JSON.stringify(filled));
  const agent = await startProcess({
    name: 'agent',
    command: process.execPath,
    args: [inProject('relay/src/main.ts'), 'serve', '--agent', satellite],
    env: { PLANT_PASSWORD: password },
    ready: logged,
  });
  const person = createInstanceClient(instance.url, instance.admin);
  const examined = await fetch(
    `${relay.url}/api/v1/workspaces/main/connections/production/doctor`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${await createToken(relay, 'doctor:run')}` },
    },
  );
  const outcome = await tellStory({ agent: person, relay, receiver });

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
  expect(await isInFolder(password, path.join(relay.dataFolder, '..'))).toBe(false);
  expect(relay.log()).not.toContain(password);
  expect(agent.output()).not.toContain(password);
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
}, 60_000);
