import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadWithReferences } from '../../relay/src/cli/load-with-references.ts';
import { toSecretPlaces } from '../../relay/src/cli/serve.ts';
import { compose } from '../../relay/src/compose.ts';
import { connectors } from '../../relay/src/connectors/registry.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { insertedIncidents } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const DAY_MS = 86_400_000;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).toReversed()) await close();
});

/** In this process, where the test sets the time of day. */
async function startRelayHere(instance: Parameters<typeof alertmanagerWorkspace>[0]['instance']) {
  const folder = await createTemporaryFolder('clock');
  closing.push(() => folder.remove());
  const file = path.join(folder.path, 'relay.yml');
  const content = {
    listen: { port: 0 },
    data: path.join(folder.path, 'data'),
    log: { level: 'silent' },
    outgoing: { allow: ['127.0.0.1'] },
    provision: { workspaces: [alertmanagerWorkspace({ instance })] },
  };
  await writeFile(file, JSON.stringify(content));
  const loaded = await loadWithReferences({ file, env: {}, connectors, text: undefined });
  if (loaded.kind === 'invalid') throw new TypeError(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const composed = await compose(config, {
    ...toSecretPlaces({}, file),
    readProvided: async () => config.provided,
  });
  closing.push(() => composed.stop());
  return composed.start();
}

test('D8 a connection is held no longer when somebody sets the clock back by a day meanwhile', async () => {
  const instance = await startInstance();
  closing.push(() => instance.stop());
  const agent = createInstanceClient(instance.url, instance.admin);
  const relay = await startRelayHere(instance);
  await agent.addFault({
    match: { method: 'PUT', path: '/api/x_alrt_relay/v1/tasks' },
    action: { page: 'hibernating' },
    times: 2,
  });

  const body = alertmanagerNotification({
    group: 'late',
    status: 'firing',
    description: 'No answer.',
    startsAt: new Date(),
  });
  const headers = { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' };
  const { status } = await fetch(intakeUrl(relay.url), { method: 'POST', headers, body });
  expect(status).toBe(202);
  const isHeld = async () => {
    const metrics = await (await fetch(`${relay.url}/metrics`)).text();
    return /alert_relay_connection_held\{[^}]*\} 1/.test(metrics);
  };
  await waitFor(isHeld, { within: 10_000, what: 'the connection to be held' });
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() - DAY_MS);

  await waitFor(async () => insertedIncidents(await agent.writes()).length === 1, {
    within: 20_000,
    what: 'the incident',
  });
}, 60_000);
