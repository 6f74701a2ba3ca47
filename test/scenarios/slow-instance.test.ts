import { expect, test } from 'vitest';
import { startStubInstance } from '../bench/stub-instance/stub-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { cpuMsOf } from '../support/cpu-ms-of.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { createInstanceClient, type InstanceClient, valueIn } from '../support/instance-client.ts';
import { openApi } from '../support/relay-api.ts';
import { alertmanagerWorkspace, type InstanceAccess, sourceToken } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { type Relay, startRelay } from '../support/start-relay.ts';
import { insertedIncidents, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** More than lanes run at once: for one, and for two together. */
const STUCK = 5000;
const STUCK_EACH = 3000;
const TOGETHER = 100;
const OTHERS = 50;
/** More than may be in hand (`MOST_IN_HAND`), if nobody knew that they wait. */
const COMPARED = 400;

test('L17 an instance that does not answer keeps nobody else waiting, whatever came for it before', async () => {
  await using trial = await begin(['slow']);

  for (let from = 0; from < STUCK; from += TOGETHER) await trial.tell('slow', from, 'critical');
  await waitFor(() => trial.callsThatHang('slow') > 0, {
    within: 20_000,
    what: 'a call that hangs',
  });
  const ms = await trial.tellOthers(30_000);

  console.info(`${OTHERS} beside ${STUCK} that wait: ${ms} ms`);
  // Nothing came through to the other.
  expect(trial.callsThatHang('slow')).toBeGreaterThan(0);
  await trial.untilAtRest();
  trial.answer();
  await untilDrained(trial.relay, 150_000);
}, 300_000);

test('L17 nor do two that fall silent at once, with thousands waiting for each and some urgent', async () => {
  await using trial = await begin(['one', 'other']);

  for (let from = 0; from < STUCK_EACH; from += TOGETHER) {
    await trial.tell('one', from, 'warning');
    await trial.tell('other', from, from % 1000 === 0 ? 'critical' : 'warning');
  }
  const ms = await trial.tellOthers(15_000);

  console.info(`${OTHERS} beside ${STUCK_EACH} each: ${ms} ms`);
  expect(trial.callsThatHang('one')).toBeGreaterThan(1);
  expect(trial.callsThatHang('other')).toBeGreaterThan(1);
}, 120_000);

test('L17 nor does one that is asked for a name before anything is written, and keeps silent', async () => {
  await using trial = await begin(['slow'], { route: { assignmentGroup: 'Database' } });

  for (let from = 0; from < STUCK; from += TOGETHER) await trial.tell('slow', from, 'critical');
  const ms = await trial.tellOthers(15_000);

  console.info(`${OTHERS} beside ${STUCK} that wait for a name: ${ms} ms`);
  expect(trial.callsThatHang('slow')).toBeGreaterThan(0);
}, 120_000);

test('L17 nor does one that fell silent and is asked how its records stand', async () => {
  await using instance = await startInstance();
  const person = createInstanceClient(instance.url, instance.admin);
  await using trial = await begin(['slow'], {
    far: { ...instance, inserted: () => countInserted(person) },
    isSilent: false,
    connection: { mode: 'table', tableMode: { pollEvery: '1h' }, reconcileEvery: 'off' },
  });
  for (let from = 0; from < COMPARED; from += TOGETHER) await trial.tell('slow', from, 'warning');
  await untilDrained(trial.relay, 60_000);
  const records = await person.records('incident', 'correlation_idISNOTEMPTY');
  expect(records).toHaveLength(COMPARED);
  trial.fallSilent();

  const api = await openApi(trial.relay, 'slow');
  for (const record of records) {
    const path = `/links/${valueIn(record, 'correlation_id')}/resync`;
    expect(await api('POST', path)).toMatchObject({ status: 202 });
  }
  const ms = await trial.tellOthers(15_000);

  console.info(`${OTHERS} beside ${COMPARED} comparisons: ${ms} ms`);
  expect(trial.callsThatHang('slow')).toBeGreaterThan(0);
}, 120_000);

/** The instance behind all workspaces, and how many records it was told to make. */
interface Far extends InstanceAccess {
  readonly inserted: () => number | Promise<number>;
}

/** Thousands of records take an instance minutes, and are not what this is about. */
async function startStub(): Promise<Far & AsyncDisposable> {
  let made = 0;
  const stub = await startStubInstance({ delayMs: 0, onUpsert: () => void (made += 1) });
  return {
    url: stub.url,
    integration: { user: 'relay', password: 'of-the-stub' },
    inserted: () => made,
    [Symbol.asyncDispose]: () => stub.close(),
  };
}

async function countInserted(person: InstanceClient): Promise<number> {
  return insertedIncidents(await person.writes()).length;
}

interface Options {
  /** A stub if absent. */
  readonly far?: Far;
  readonly route?: Readonly<Record<string, string>>;
  readonly connection?: Readonly<Record<string, unknown>>;
  /** From the start; otherwise when the test says so. */
  readonly isSilent?: boolean;
}

/** Workspaces of which the instance does not answer, and beside them `quick`, of which it does. */
async function begin(names: readonly string[], options: Options = {}) {
  const { route, connection } = options;
  let isSilent = options.isSilent ?? true;
  const stack = new AsyncDisposableStack();
  const far = options.far ?? stack.use(await startStub());
  const released = Promise.withResolvers<void>();
  const gates = new Map<string, Gate>();
  const admit = async (): Promise<void> => {
    if (isSilent) await released.promise;
  };
  for (const name of names) {
    gates.set(name, stack.use(await openGate(far.url, { admit })));
  }
  const urls = [
    ...[...gates].map(([name, { url }]) => ({ name, url })),
    { url: far.url, name: 'quick' },
  ];
  const relay = stack.use(
    await startRelay({
      workspaces: urls.map(({ name, url }) => ({
        ...alertmanagerWorkspace({
          instance: { ...far, url },
          route: { groupBy: 'alert', ...(name === 'quick' ? {} : route) },
          ...(name === 'quick' || connection === undefined ? {} : { connection }),
        }),
        name,
      })),
    }),
  );
  stack.defer(async () => {
    await relay.kill();
    released.resolve();
  });

  return {
    relay,
    fallSilent(): void {
      isSilent = true;
    },
    /** The instance does again, what hangs first. */
    answer(): void {
      isSilent = false;
      released.resolve();
    },
    /** What was put aside is not looked at over and over until there is room for it. */
    async untilAtRest(): Promise<void> {
      let before = 0;
      const isAtRest = () => {
        const now = cpuMsOf(relay.pid());
        const used = now - before;
        before = now;
        return used < 300;
      };
      await waitFor(isAtRest, { within: 20_000, every: 1000, what: 'a relay that waits' });
    },
    /** So many alerts in one notification, each of which has a record. */
    tell: (workspace: string, from: number, severity: string) =>
      tell(relay, workspace, { from, count: TOGETHER, severity }),
    callsThatHang: (name: string): number => gates.get(name)?.inFlight().length ?? 0,
    /** How long those take that have an instance that answers; an urgent one comes last. */
    async tellOthers(within: number): Promise<number> {
      const startedAt = performance.now();
      const before = await far.inserted();
      await tell(relay, 'quick', { from: 0, count: OTHERS - 1, severity: 'warning' });
      await tell(relay, 'quick', { from: OTHERS - 1, count: 1, severity: 'critical' });
      await waitFor(async () => (await far.inserted()) === before + OTHERS, {
        within,
        every: 50,
        what: () => `the others' records. The relay wrote:\n${relay.log().slice(-5000)}`,
      });
      return performance.now() - startedAt;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

interface Alerts {
  readonly from: number;
  readonly count: number;
  readonly severity: string;
}

async function tell(relay: Relay, workspace: string, alerts: Alerts): Promise<void> {
  const { from, count, severity } = alerts;
  const answer = await fetch(`${relay.url}/in/${workspace}/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body: alertmanagerNotification({
      group: `${workspace}-${severity}`,
      instances: Array.from({ length: count }, (_, nth) => `web-${from + nth}`),
      status: 'firing',
      severity,
      description: 'No answer for 5 minutes.',
      startsAt: new Date(),
    }),
  });
  expect(answer.status).toBe(202);
}
