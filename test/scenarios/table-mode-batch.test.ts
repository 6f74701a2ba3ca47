import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Instance } from '../instance/create-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { type Gate, openGate, type PassedCall } from '../support/gate.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient, type InstanceClient, valueIn } from '../support/instance-client.ts';
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

const startsAt = new Date('2026-11-22T08:00:00Z');
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');

let instance: Instance;
let agent: InstanceClient;
let gate: Gate;
/** What went to the instance, in this test. */
let calls: PassedCall[] = [];
/** What the test at hand makes of a call, as `cut` does after it was carried out. */
let replace: (call: PassedCall) => number | undefined = () => undefined;
/** While it is closed nothing of a relay gets through. */
let opened: Promise<void> = Promise.resolve();

beforeAll(async () => {
  instance = await startBareInstance();
  agent = createInstanceClient(instance.url, instance.admin);
  gate = await openGate(instance.url, {
    admit: async (call) => {
      calls.push(call);
      await opened;
    },
    replace: (call) => replace(call),
  });
});

afterEach(() => {
  replace = () => undefined;
  calls = [];
});

afterAll(async () => {
  await gate.close();
  await instance.close();
});

const named = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

async function tell(relay: Relay, groups: readonly string[], description = 'Down.'): Promise<void> {
  const statuses = await Promise.all(
    groups.map((group) => {
      const spec = { group, status: 'firing', description, startsAt } as const;
      return postNotification(relay, alertmanagerNotification(spec));
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([202]));
}

/** So that all of them wait when the first call comes back: what is busy goes together. */
async function tellWhileBusy(relay: Relay, groups: readonly string[]): Promise<void> {
  const gateway = Promise.withResolvers<void>();
  opened = gateway.promise;
  await tell(relay, groups);
  await waitFor(() => calls.length > 0, { within: 10_000, what: 'a call' });
  gateway.resolve();
  await untilDrained(relay, 60_000);
}

async function createdFor(name: string): Promise<readonly string[]> {
  const titles = insertedIncidents(await agent.writes()).map(
    ({ changes }) => changes['short_description']?.new ?? '',
  );
  return titles.filter((title) => title.includes(`Service ${name}-`));
}

const isBatch = ({ path }: PassedCall): boolean => path === '/api/now/v1/batch';

test('what waits goes by the Batch API: far fewer calls for an event, and each record once', async () => {
  await using alone = await startRelay({
    workspaces: [tableWorkspace(gate.url, { connection: { calls: { perCall: 1 } } })],
  });
  await tellWhileBusy(alone, named('alone', 100));
  const callsAlone = calls.length;
  calls = [];
  await using together = await startRelay({ workspaces: [tableWorkspace(gate.url)] });
  await tellWhileBusy(together, named('together', 100));

  console.info(`calls for 100 events: ${callsAlone} alone, ${calls.length} together`);
  expect(calls.length).toBeLessThan(callsAlone / 4);
  expect(calls.some(isBatch)).toBe(true);
  expect(await createdFor('alone')).toHaveLength(100);
  expect(await createdFor('together')).toHaveLength(100);
}, 120_000);

test('one part that is refused for good is one dead letter, and the others are written', async () => {
  const rule = await agent.create('sys_script', {
    name: 'No poison',
    collection: 'incident',
    when: 'before',
    order: '100',
    action_insert: 'true',
    active: 'true',
    advanced: 'true',
    script: `if (current.getValue('short_description').indexOf('poison-7 is') >= 0) current.setAbortAction(true);`,
  });
  await using relay = await startRelay({ workspaces: [tableWorkspace(gate.url)] });
  await tellWhileBusy(relay, named('poison', 30));

  expect(await createdFor('poison')).toHaveLength(29);
  expect(await deadLetters(relay)).toBe(1);
  await agent.update('sys_script', valueIn(rule, 'sys_id'), { active: 'false' });
}, 120_000);

test('S8 a batch that was carried out and not answered: each of its records is looked for, and none made twice', async () => {
  // One call at a time: the commands of a batch look, and then they write.
  await using relay = await startRelay({
    workspaces: [tableWorkspace(gate.url, { connection: { calls: { atOnce: 1 } } })],
  });
  let batches = 0;
  replace = (call) => {
    batches += isBatch(call) ? 1 : 0;
    return isBatch(call) && batches === 2 ? 500 : undefined;
  };
  await tellWhileBusy(relay, named('spoilt', 40));

  const unknown = relay.log().split('"code":"SERVICENOW_OUTCOME_UNKNOWN"').length - 1;
  console.info(`of one batch without an answer: ${unknown} records`);
  expect(unknown).toBeGreaterThan(1);
  expect(await createdFor('spoilt')).toHaveLength(40);
}, 120_000);

describe.skipIf(!postgresIsHere)('two replicas', () => {
  test('told of the same alerts, one of them killed with batches under way: each record once', async () => {
    await using postgres = await startPostgres(['fsync=off']);
    await postgres.createDatabase('relay');
    const options = {
      workspaces: [tableWorkspace(gate.url)],
      database: postgres.url('relay'),
    };
    await using first = await startRelay(options);
    await using second = await startRelay(options);
    const groups = named('pair', 80);
    const gateway = Promise.withResolvers<void>();
    opened = gateway.promise;
    await Promise.all([tell(first, groups.slice(0, 60)), tell(second, groups.slice(20))]);
    await waitFor(() => calls.some(isBatch) || calls.length > 4, { within: 10_000, what: 'calls' });
    gateway.resolve();
    await waitFor(async () => (await createdFor('pair')).length > 10, {
      within: 20_000,
      every: 5,
      what: 'the first records',
    });
    await first.kill();
    await untilDrained(second, 60_000);

    expect(calls.some(isBatch)).toBe(true);
    expect((await createdFor('pair')).toSorted()).toEqual(
      groups.map((group) => `Service ${group} is down`).toSorted(),
    );
  }, 180_000);
});
