import { describe, expect, test } from 'vitest';
import { readMarkers, toMarker } from '../crash/marker.ts';
import type { Instance } from '../instance/create-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate } from '../support/gate.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import {
  createInstanceClient,
  type InstanceClient,
  valueIn,
  type Write,
} from '../support/instance-client.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { findPostgres, startPostgres } from '../support/start-postgres.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import {
  deadLetters,
  insertedIncidents,
  postNotification,
  untilDrained,
} from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { waitFor } from '../support/wait-for.ts';

const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');
const startsAt = new Date('2026-11-22T08:00:00Z');

async function send(relay: Relay, group: string, description = 'No answer.'): Promise<void> {
  const body = alertmanagerNotification({ group, status: 'firing', description, startsAt });
  expect(await postNotification(relay, body)).toBe(202);
}

/** Records with a key of ours, however they ended. */
function withKey(agent: InstanceClient) {
  return agent.records(
    'incident',
    'correlation_displaySTARTSWITHAlert Relay^correlation_idISNOTEMPTY',
  );
}

/** Waits until no key has two records, and returns what is left of the doubles. */
async function untilMerged(instance: Instance, relays: readonly Relay[]) {
  const agent = createInstanceClient(instance.url, instance.admin);
  await waitFor(
    async () => {
      const keys = (await withKey(agent)).map(({ correlation_id }) => correlation_id);
      return new Set(keys).size === keys.length;
    },
    {
      within: 40_000,
      every: 200,
      what: () =>
        `one record for each key. The relays wrote:\n${relays.map((relay) => relay.log()).join('\n')}`,
    },
  );
  return agent.records('incident', 'correlation_displaySTARTSWITHAlert Relay^state=8');
}

test('S12 an instance that outruns its quota makes a double: it is found, canceled and counted', async () => {
  await using instance = await startBareInstance();
  await using relay = await startRelay({ workspaces: [tableWorkspace(instance.url)] });
  const agent = createInstanceClient(instance.url, instance.admin);
  // Far beyond the quota of 2 s: the relay gives up waiting, looks, finds nothing and creates.
  const late = { match: { method: 'POST', table: 'incident' }, action: { delayMs: 6_000 } };
  await agent.addFault({ ...late, times: 1 });

  await send(relay, 'late');
  await untilDrained(relay, 30_000);
  await waitFor(async () => insertedIncidents(await agent.writes()).length === 2, {
    within: 20_000,
    what: 'the second record',
  });
  const canceled = await untilMerged(instance, [relay]);

  expect(canceled).toMatchObject([{ active: 'false', correlation_id: '' }]);
  const [kept] = await withKey(agent);
  const notes = await agent.records('sys_journal_field', `element_id=${canceled[0]?.['sys_id']}`);
  expect(JSON.stringify(notes)).toContain(`Duplicate of ${kept?.['number']}`);
  expect((await readRelayMetrics(relay.url))('alert_relay_duplicates_total')).toBe(1);

  await send(relay, 'late', 'Still no answer.');
  await untilDrained(relay);
  const journal = await agent.records('sys_journal_field', `element_id=${kept?.['sys_id']}`);
  expect(JSON.stringify(journal)).toContain('Still no answer.');
}, 120_000);

test('two relays that do not know each other may both create; one record of each key stays', async () => {
  const groups = Array.from({ length: 10 }, (_, nth) => `shared-${nth}`);
  await using instance = await startBareInstance();
  // Both have looked before either has created.
  await using gate = await openGate(instance.url, {
    holdMs: ({ method, path }) => (method === 'GET' && path.includes('/incident?') ? 300 : 0),
  });
  const workspaces = [tableWorkspace(gate.url)];
  await using first = await startRelay({ workspaces });
  await using second = await startRelay({ workspaces });

  for (const group of groups) await Promise.all([send(first, group), send(second, group)]);
  await Promise.all([untilDrained(first), untilDrained(second)]);
  const agent = createInstanceClient(instance.url, instance.admin);
  const made = insertedIncidents(await agent.writes()).length;
  const canceled = await untilMerged(instance, [first, second]);

  console.log(`two relays, ${groups.length} keys: ${made} records made`);
  expect(made).toBeGreaterThan(groups.length);
  expect(canceled).toHaveLength(made - groups.length);
  expect(await withKey(agent)).toHaveLength(groups.length);
}, 120_000);

test('what is told between the look at a key and the cancellation of its double stands on the record that stays', async () => {
  await using instance = await startBareInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const [swept, looked, canceled] = [moment(), moment(), moment()];
  let double = '';
  // The lane looks at the double when the sweep has found it, and writes when it is canceled.
  await using gate = await openGate(instance.url, {
    release: async ({ method, path }) => {
      const isDouble = double !== '' && path.includes(`/incident/${double}`);
      if (double !== '' && path.includes('correlation_idIN')) {
        swept.resolve();
        await looked.promise;
      } else if (isDouble && method === 'GET' && path.includes('correlation_id')) {
        looked.resolve();
        await canceled.promise;
      } else if (isDouble && method === 'PATCH') canceled.resolve();
    },
  });
  await using relay = await startRelay({ workspaces: [tableWorkspace(gate.url)] });
  const late = { match: { method: 'POST', table: 'incident' }, action: { delayMs: 6_000 } };
  await agent.addFault({ ...late, times: 1 });

  await send(relay, 'late');
  double = (await untilInserted(agent, 1))[0] ?? '';
  instance.control.setClockOffsetMs(-3_600_000);
  const [, kept = ''] = await untilInserted(agent, 2);
  instance.control.setClockOffsetMs(0);
  await swept.promise;
  await send(relay, 'late', 'Still no answer.');
  await untilMerged(instance, [relay]);
  await untilDrained(relay, 30_000);

  expect(await journalOf(agent, kept)).toContain('Still no answer.');
  const toDouble = (await agent.writes(0, 'incident')).filter(({ sys_id: id }) => id === double);
  expect(toDouble.at(-1)?.changes['work_notes']?.new).toContain('Duplicate of');
  expect(await deadLetters(relay)).toBe(0);
}, 120_000);

test('what a relay that knows nothing of the other told the double meanwhile is brought along, and it goes on with the record that stays', async () => {
  await using instance = await startBareInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const [admitted, canceling, told] = [moment(), moment(), moment()];
  let double = '';
  await using mergingGate = await openGate(instance.url, {
    admit: async ({ method, path }) => {
      if (double === '' || method !== 'PATCH' || !path.includes(`/incident/${double}`)) return;
      canceling.resolve();
      await told.promise;
    },
  });
  await using otherGate = await openGate(instance.url, {
    admit: async ({ method }) => (method === 'POST' ? admitted.promise : undefined),
  });
  const patient = { tableMode: { quota: '60s', pollEvery: '300ms' } };
  await using merging = await startRelay({ workspaces: [tableWorkspace(mergingGate.url)] });
  await using other = await startRelay({
    workspaces: [tableWorkspace(otherGate.url, { connection: patient })],
  });

  // The other has looked before there is a record, and creates the younger one.
  await send(other, 'shared');
  await waitFor(() => otherGate.inFlight().length > 0, { within: 20_000, what: 'its create' });
  await send(merging, 'shared');
  await untilInserted(agent, 1);
  instance.control.setClockOffsetMs(3_600_000);
  admitted.resolve();
  const [kept = '', younger = ''] = await untilInserted(agent, 2);
  await untilDrained(other);
  instance.control.setClockOffsetMs(0);
  double = younger;
  await canceling.promise;
  await send(other, 'shared', 'Still no answer.');
  await untilDrained(other);
  told.resolve();
  await untilMerged(instance, [merging, other]);
  await waitFor(async () => (await journalOf(agent, kept)).includes('Still no answer.'), {
    within: 20_000,
    what: () => `the note on the record that stays.\n${merging.log()}`,
  });
  await send(other, 'shared', 'Nobody is there.');
  await untilDrained(other);

  expect(await journalOf(agent, kept)).toContain('Nobody is there.');
  expect(await deadLetters(other)).toBe(0);
}, 120_000);

describe.skipIf(!postgresIsHere)('two replicas', () => {
  test('an instance that outruns its quota for both: each double is canceled once, and the notes of its key are on the record that stays', async () => {
    const keys = Array.from({ length: 24 }, (_, nth) => `late-${nth}`);
    const late = 16;
    await using postgres = await startPostgres(['fsync=off']);
    await postgres.createDatabase('relay');
    await using instance = await startBareInstance();
    const agent = createInstanceClient(instance.url, instance.admin);
    const released = moment();
    let held = 0;
    await using gate = await openGate(instance.url, {
      admit: async ({ method, path }) => {
        if (method !== 'POST' || !path.includes('/incident') || held === late) return;
        held += 1;
        await released.promise;
      },
    });
    const options = {
      // So that what is late is one record, and not the whole batch around it.
      workspaces: [tableWorkspace(gate.url, { connection: { calls: { perCall: 1 } } })],
      database: postgres.url('relay'),
    };
    await using first = await startRelay(options);
    await using second = await startRelay(options);
    const relays = [first, second];
    // One after the other: each relay wakes for what it took.
    const tell = async (step: number): Promise<void> => {
      for (const [nth, key] of keys.entries()) {
        await send(nth % 2 === 0 ? first : second, key, toMarker({ key, step }));
      }
    };
    const untilMade = (count: number): Promise<unknown> =>
      waitFor(async () => insertedIncidents(await agent.writes()).length >= count, {
        within: 40_000,
        what: `${count} records`,
      });

    await tell(1);
    await tell(2);
    await untilMade(keys.length);
    // The late ones are the older ones, and stay.
    instance.control.setClockOffsetMs(-3_600_000);
    released.resolve();
    await untilMade(keys.length + late);
    instance.control.setClockOffsetMs(0);
    await tell(3);
    const canceled = await untilMerged(instance, relays);
    await tell(4);
    await untilDrained(first);

    for (const relay of relays) expect(relay.log()).toContain('SERVICENOW_OUTCOME_UNKNOWN');
    const writes = await agent.writes(0, 'incident');
    const cancellations = writes.filter(
      ({ changes }) => changes['work_notes']?.new.includes('Duplicate of') === true,
    );
    expect(cancellations.map(({ sys_id: id }) => id).toSorted()).toEqual(
      canceled.map((row) => valueIn(row, 'sys_id')).toSorted(),
    );
    expect(canceled).toHaveLength(late);
    const counts = await Promise.all(
      relays.map(async ({ url }) => (await readRelayMetrics(url))('alert_relay_duplicates_total')),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(late);
    const kept = await withKey(agent);
    const told = kept.map((row) => toldOf(writes, valueIn(row, 'sys_id')));
    expect(told.toSorted()).toEqual(
      keys.map((key) => [1, 2, 3, 4].map((step) => toMarker({ key, step })).join(' ')).toSorted(),
    );
  }, 120_000);
});

/** What the notes of a record told it; brought ones may come after younger ones. */
function toldOf(writes: readonly Write[], sysId: string): string {
  const own = writes.filter(({ sys_id: id }) => id === sysId);
  const texts = own.flatMap(({ changes }) => [changes['work_notes']?.new ?? '']);
  return texts.flatMap(readMarkers).map(toMarker).toSorted().join(' ');
}

function moment(): PromiseWithResolvers<void> {
  return Promise.withResolvers<void>();
}

/** Their sys_ids, in the order in which they were made. */
async function untilInserted(agent: InstanceClient, count: number): Promise<readonly string[]> {
  const made = async () =>
    insertedIncidents(await agent.writes()).map(({ sys_id: sysId }) => sysId);
  await waitFor(async () => (await made()).length >= count, {
    within: 20_000,
    every: 20,
    what: `${count} records`,
  });
  return made();
}

async function journalOf(agent: InstanceClient, sysId: string): Promise<string> {
  return JSON.stringify(await agent.records('sys_journal_field', `element_id=${sysId}`));
}
