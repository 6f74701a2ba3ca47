import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { sourceToken, toolsWorkspace } from '../support/relay-file.ts';
import { openApi } from '../support/relay-api.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { deadLetters, postNotification, untilDrained } from '../support/system.ts';

const startsAt = new Date('2026-11-22T08:00:00Z');
const PER_PHASE = 8;

/** A route is created, changed, put behind another one and deleted while alerts come in without a pause. */
test('a route is changed through the API while alerts flow: nothing is lost, nothing twice', async () => {
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const source = {
    name: 'prometheus',
    connector: 'alertmanager',
    settings: { token: sourceToken },
  };
  const workspace = toolsWorkspace({ instance, sources: [source], routes: [] });
  await using relay = await startRelay({ workspaces: [workspace] });
  const api = await openApi(relay);
  const expected = async (answer: Promise<{ readonly status: number }>, status: number) =>
    expect((await answer).status).toBe(status);
  const route = { name: 'all', sources: ['prometheus'], connection: 'production' };
  let sent = 0;
  /** Alerts that were answered while the configuration was being changed count as well. */
  const flow = async (until: Promise<unknown>): Promise<void> => {
    const over = new AbortController();
    void until.finally(() => over.abort());
    for (let count = 0; count < PER_PHASE || !over.signal.aborted; count += 1) {
      const group = `group-${(sent += 1)}`;
      const body = alertmanagerNotification({
        group,
        status: 'firing',
        description: 'Down',
        startsAt,
      });
      expect(await postNotification(relay, body)).toBe(202);
    }
    await until;
  };
  const after = async (number: number) => {
    const rows = await agent.records(
      'incident',
      `short_description=Service group-${number} is down`,
    );
    return rows.map((row) => `${valueIn(row, 'category')} ${valueIn(row, 'impact')}`);
  };

  await expected(api('POST', '/routes', { ...route, category: 'software' }), 201);
  await flow(expected(api('PATCH', '/routes/all', { category: 'hardware' }), 200));
  const first = sent;
  const ahead = { ...route, name: 'ahead', category: 'network' };
  await flow(
    expected(api('POST', '/routes', ahead), 201).then(() =>
      expected(api('PUT', '/route-order', { names: ['ahead', 'all'] }), 200),
    ),
  );
  const second = sent;
  await flow(expected(api('DELETE', '/routes/ahead'), 200));
  const third = sent;
  await flow(expected(api('PATCH', '/routes/all', { category: 'inquiry' }), 200));
  await untilDrained(relay, 60_000);

  const found = await Promise.all(Array.from({ length: sent }, (_, index) => after(index + 1)));
  const doubled = found.filter((records) => records.length > 1);
  const lost = found.filter((records) => records.length === 0);
  expect([lost, doubled, await deadLetters(relay)]).toEqual([[], [], 0]);
  // The first alert after an answered change already goes by it.
  expect(found[0]?.[0]).toMatch(/^(software|hardware) /);
  expect(found[first]?.[0]).toMatch(/^(hardware|network) /);
  expect(found[second]?.[0]).toMatch(/^(network|hardware) /);
  expect(found[third]?.[0]).toMatch(/^(hardware|inquiry) /);
  expect(found.at(-1)?.[0]).toMatch(/^inquiry /);
}, 900_000);
