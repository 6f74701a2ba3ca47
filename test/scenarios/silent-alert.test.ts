import { afterEach, expect, test, vi } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelayHere } from '../support/start-relay-here.ts';
import { waitFor } from '../support/wait-for.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).toReversed()) await close();
});

test('L25 the record of an alert whose end its tool lost is resolved after half a day of silence, and says so', async () => {
  const instance = await startInstance();
  closing.push(() => instance.stop());
  const agent = createInstanceClient(instance.url, instance.admin);
  const route = { resolveWhenSilentFor: '12h' };
  const relay = await startRelayHere(alertmanagerWorkspace({ instance, route }));
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
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 12 * 3_600_000 + 1);

  await waitFor(async () => (await find('6')) !== undefined, {
    within: 60_000,
    what: 'the incident to be resolved',
  });
  const resolved = await find('6');
  expect(resolved?.['close_notes']).toMatch(
    /^prometheus has said nothing of it since [^,]*, so it is taken for over \(resolveWhenSilentFor of route incidents\)\.$/,
  );
}, 120_000);
