import { expect, test } from 'vitest';
import { startReceiver } from '../sources/receiver.ts';
import { startCuttingProxy } from '../support/cut-at.ts';
import { openGate } from '../support/gate.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { alertmanagerWorkspace, receiverSecret, type Workspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { findPostgres, startPostgres } from '../support/start-postgres.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import {
  insertedIncidents,
  postNotification,
  untilConnected,
  untilDrained,
} from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Effect, type Statement, type Verdict } from './checker.ts';
import { toMarker } from './marker.ts';
import { notificationOf } from './notification-of.ts';
import { runCrashTest, toEffects } from './run-crash-test.ts';

const minutes = 60_000;
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');
const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };

function start(workspace: Workspace, fault: string | undefined, database?: string): Promise<Relay> {
  return startRelay({
    workspaces: [workspace],
    database,
    env: fault === undefined ? {} : { RELAY_TEST_FAULT: fault },
  });
}

async function say(relay: Relay, statement: Statement, isEnd = false): Promise<void> {
  const body = notificationOf(statement, isEnd);
  expect(await postNotification(relay, body)).toBe(202);
}

function judge(said: readonly Statement[], effects: readonly Effect[]): Verdict {
  return check({ attempted: said, acknowledged: said, effects });
}

test(
  'acknowledge before commit: lost',
  async () => {
    const report = await runCrashTest({ kills: 4, seed: 7, fault: 'ack-before-commit' });

    expect(report.verdict.lost).not.toEqual([]);
  },
  5 * minutes,
);

/** Table mode: the answer of each create is lost, though the record is there. */
async function createThroughCuts(fault: string | undefined): Promise<Verdict> {
  const instance = await startBareInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await start(tableWorkspace(instance.url), fault);
  await agent.addFault({
    match: { method: 'POST', table: 'incident' },
    action: { cut: 'after-commit' },
    times: 2,
  });
  const said = ['disk', 'fan'].map((key) => ({ key, step: 1 }));

  for (const statement of said) await say(relay, statement);
  await untilDrained(relay, 60_000);

  const writes = await agent.writes();
  await instance.close();
  return judge(said, writes.flatMap(toEffects));
}

test(
  'S8 a create whose answer is lost makes one record',
  async () => {
    expect(await createThroughCuts(undefined)).toMatchObject(nothingWrong);
  },
  2 * minutes,
);

test.each([
  ['blind retry', 'blind-retry'],
  ['no look-up before a create is sent again', 'no-look-up'],
])(
  '%s: duplicated',
  async (_bug, fault) => {
    const { duplicated } = await createThroughCuts(fault);

    expect(duplicated).toEqual(expect.arrayContaining(['disk', 'fan']));
  },
  2 * minutes,
);

/** An alert that comes and goes, and nobody in ServiceNow does anything: there is nothing to tell. */
async function tellBack(fault: string | undefined): Promise<Verdict> {
  await using receiver = await startReceiver(receiverSecret);
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using relay = await start(
    alertmanagerWorkspace({
      instance,
      destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
      route: { backSync: { comments: true } },
    }),
    fault,
  );
  await untilConnected(agent, relay);
  const said = [1, 2].map((step) => ({ key: 'disk', step }));

  for (const statement of said) {
    await say(relay, statement, statement.step === said.length);
    await untilDrained(relay, 30_000);
  }
  // A person's edit comes after all echoes: when it was told, they would have been.
  const [incident] = await agent.records('incident', 'short_descriptionLIKEdisk');
  const comment = { key: 'comment', step: 1 };
  await agent.update('incident', valueIn(incident, 'sys_id'), { comments: toMarker(comment) });
  await waitFor(() => receiver.received.some(({ payload }) => isAbout(payload, comment)), {
    within: 60_000,
    what: () => `the comment in the tool. The relay wrote:\n${relay.log()}`,
  });

  const told = receiver.received.map(({ payload }, index): Effect => ({
    kind: 'note',
    record: 'tool',
    ...(isAbout(payload, comment) ? comment : { key: 'echo', step: index + 1 }),
  }));
  const written = (await agent.writes()).flatMap(toEffects);
  const record: Effect = { kind: 'record', key: comment.key, record: 'tool' };
  return judge([...said, comment], [...written, record, ...told]);
}

function isAbout(payload: unknown, statement: Statement): boolean {
  return JSON.stringify(payload).includes(toMarker(statement));
}

test(
  'L13 what the relay writes itself is not told back',
  async () => {
    expect(await tellBack(undefined)).toMatchObject(nothingWrong);
  },
  2 * minutes,
);

test(
  'no echo filter: unexpected',
  async () => {
    expect((await tellBack('no-echo-filter')).unexpected).not.toEqual([]);
  },
  2 * minutes,
);

/** Calls have time to be answered when the relay goes on. */
function toWorkspace(url: string): Workspace {
  return tableWorkspace(url, { connection: { tableMode: { quota: '60s' } } });
}

/**
 * One relay stands still, or loses the database, before it creates a record; another one goes on with
 * its lane meanwhile.
 */
async function standStill(
  fault: string | undefined,
  how: 'stopped' | 'cut off' = 'stopped',
): Promise<Verdict> {
  const instance = await startBareInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await using postgres = await startPostgres();
  await postgres.createDatabase('relay');
  const database = postgres.url('relay');
  const looked = Promise.withResolvers<void>();
  let hasLooked = false;
  const goOn = Promise.withResolvers<void>();
  await using proxy = await startCuttingProxy(Number(new URL(database).port));
  const throughProxy = new URL(database);
  throughProxy.port = String(proxy.port);
  await using gate = await openGate(instance.url, {
    // It looked, and found nothing; that it hears when it goes on.
    release: async ({ path }) => {
      if (hasLooked || !path.includes('correlation_id%3D')) return;
      hasLooked = true;
      if (how === 'stopped') process.kill(stalled.pid(), 'SIGSTOP');
      else proxy.silence();
      looked.resolve();
      await goOn.promise;
    },
  });
  await using stalled = await start(toWorkspace(gate.url), fault, throughProxy.href);
  const said = [{ key: 'disk', step: 1 }];
  for (const statement of said) await say(stalled, statement);
  await looked.promise;

  await using other = await start(toWorkspace(instance.url), fault, database);
  await waitFor(async () => (await agent.writes()).some(({ table }) => table === 'incident'), {
    within: 60_000,
    what: () => `the record. The other relay wrote:\n${other.log()}`,
  });
  await untilDrained(other, 60_000);
  goOn.resolve();
  process.kill(stalled.pid(), 'SIGCONT');
  const records = async () => insertedIncidents(await agent.writes()).length;
  await waitFor(
    async () =>
      /another relay went on with a lane|could not be written/.test(stalled.log()) ||
      (await records()) > said.length,
    {
      within: 60_000,
      what: () => `a relay that knows it is late, or does not. It wrote:\n${stalled.log()}`,
    },
  );
  await untilDrained(stalled, 60_000);

  const writes = await agent.writes();
  await instance.close();
  return judge(said, writes.flatMap(toEffects));
}

test.skipIf(!postgresIsHere)(
  'L6 a relay that stood still past its lease creates nothing when it wakes',
  async () => {
    expect(await standStill(undefined)).toMatchObject(nothingWrong);
  },
  3 * minutes,
);

test.skipIf(!postgresIsHere)(
  'D7 a relay that was cut off from the database past its lease creates nothing',
  async () => {
    expect(await standStill(undefined, 'cut off')).toMatchObject(nothingWrong);
  },
  3 * minutes,
);

test.skipIf(!postgresIsHere)(
  'no lease check: duplicated',
  async () => {
    expect((await standStill('no-lease-check')).duplicated).toContain('disk');
  },
  3 * minutes,
);
