import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { waitFor } from '../support/wait-for.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test('L25 the record of an alert whose end its tool lost is resolved after half a day of silence, and says so', async () => {
  const instance = await startInstance();
  closing.push(() => instance.stop());
  const agent = createInstanceClient(instance.url, instance.admin);
  const route = { resolveWhenSilentFor: '12h' };
  const relay = await startRelay({ workspaces: [alertmanagerWorkspace({ instance, route })] });
  closing.push(() => relay.stop());
  const find = async (state: string) =>
    (await agent.records('incident', `state=${state}^short_descriptionLIKElost`))[0];

  const { status } = await fetch(intakeUrl(relay.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body: alertmanagerNotification({
      group: 'lost',
      status: 'firing',
      description: 'No answer.',
      startsAt: new Date(),
    }),
  });
  expect(status).toBe(202);
  await waitFor(async () => (await find('1')) !== undefined, {
    within: 20_000,
    what: 'the incident',
  });
  await waitFor(async () => hearEarlier(relay.dataFolder, 12 * 3_600_000 + 1) === 1, {
    within: 20_000,
    what: 'the answer to be recorded',
  });

  await waitFor(async () => (await find('6')) !== undefined, {
    within: 60_000,
    what: 'the incident to be resolved',
  });
  const resolved = await find('6');
  expect(resolved?.['close_notes']).toMatch(
    /^prometheus has said nothing of it since [^,]*, so it is taken for over \(resolveWhenSilentFor of route incidents\)\.$/,
  );
}, 120_000);

/** As if the last word on each record were older; a clock that is set ahead is no silence. How many there are. */
function hearEarlier(dataFolder: string, ms: number): number {
  const store = new Database(path.join(dataFolder, 'relay.db'));
  const { changes } = store.prepare('update link set heard_at = heard_at - ?').run(ms);
  store.close();
  return changes;
}
