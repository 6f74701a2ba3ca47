import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { type Gate, openGate, type PassedCall } from '../support/gate.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient, type InstanceClient } from '../support/instance-client.ts';
import { type RelayApi, openApi } from '../support/relay-api.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { type RunningInstance, startInstance } from '../support/start-instance.ts';
import { findPostgres, type Postgres, startPostgres } from '../support/start-postgres.ts';
import { type Relay, startRelay } from '../support/start-relay.ts';
import { deadLetters, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Statement } from './checker.ts';
import { toMarker } from './marker.ts';
import { toEffects } from './run-crash-test.ts';

const minutes = 60_000;
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');
const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };
const startsAt = new Date('2026-11-22T08:00:00Z');

/** Two relays on one database, as behind a load balancer. */
describe.skipIf(!postgresIsHere)('two replicas', () => {
  let postgres: Postgres;
  let instance: RunningInstance;
  let agent: InstanceClient;
  /** Each relay has a way to the instance of its own. */
  let gates: readonly Gate[];
  let relays: readonly Relay[];
  let api: RelayApi;
  /** What the test at hand makes of an answer of the instance. */
  let replace: (call: PassedCall) => number | undefined = () => undefined;
  /** Calls that the first relay tried while its way was cut; `undefined` while it is not. */
  let cutOff: number | undefined;
  let turn = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.createDatabase('relay');
    instance = await startInstance();
    agent = createInstanceClient(instance.url, instance.admin);
    const admit = async (): Promise<void> => {
      if (cutOff === undefined) return;
      cutOff += 1;
      throw new Error('cut on purpose');
    };
    gates = [
      await openGate(instance.url, { replace: (call) => replace(call), admit }),
      await openGate(instance.url, { replace: (call) => replace(call) }),
    ];
    const workspacesBy = ({ url }: Gate) => [
      alertmanagerWorkspace({
        instance: { ...instance, url },
        connection: { calls: { perCall: 1 } },
      }),
    ];
    const options = {
      database: postgres.url('relay'),
    };
    relays = [
      await startRelay({ ...options, workspaces: workspacesBy(one(gates)) }),
      await startRelay({ ...options, workspaces: workspacesBy(one(gates, 1)) }),
    ];
    // The command that makes a token has to find the database as well.
    vi.stubEnv('RELAY_DATABASE_URL', options.database);
    api = await openApi(one(relays));
    vi.unstubAllEnvs();
  }, 3 * minutes);

  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await Promise.all(gates.map((gate) => gate.close()));
    await instance.stop();
    await postgres.stop();
  });

  afterEach(() => {
    replace = () => undefined;
    cutOff = undefined;
  });

  function logs(): string {
    return relays.map((relay) => relay.log()).join('\n');
  }

  /** The next relay in turn. */
  function next(): Relay {
    turn += 1;
    return one(relays, turn);
  }

  function bodyOf(statement: Statement): string {
    return alertmanagerNotification({
      group: statement.key,
      status: 'firing',
      description: toMarker(statement),
      startsAt,
    });
  }

  async function judge(said: readonly Statement[], acknowledged = said) {
    await untilDrained(one(relays), 2 * minutes);
    const effects = (await agent.writes()).flatMap(toEffects);
    const keys = new Set(said.map(({ key }) => key));
    const own = effects.filter(({ key }) => keys.has(key));
    return check({ attempted: said, acknowledged, effects: own });
  }

  test(
    'L7 fifty times the same bytes at once, to both: one record with one note, and all are answered well',
    async () => {
      const said = statements('same', 10);
      const bodies = said.map(bodyOf);

      const statuses = await Promise.all(
        bodies.flatMap((body) => Array.from({ length: 50 }, () => postNotification(next(), body))),
      );

      expect(new Set(statuses)).toEqual(new Set([202]));
      expect(await judge(said)).toMatchObject(nothingWrong);
    },
    3 * minutes,
  );

  test(
    'L8 a pair of Alertmanagers sends the same alert, each in its own name: one record',
    async () => {
      const said = statements('pair', 10);
      const [first, second] = [one(relays), one(relays, 1)];

      for (const body of said.map(bodyOf)) {
        const ofTwin = body.replaceAll('alertmanager.example.test', 'twin.example.test');
        expect(ofTwin).not.toBe(body);
        expect(await postNotification(first, body)).toBe(202);
        expect(await postNotification(second, ofTwin)).toBe(202);
      }

      expect(await judge(said)).toMatchObject(nothingWrong);
    },
    3 * minutes,
  );

  test(
    'D7 a relay that reaches the database and not the instance takes alerts, and the other one delivers them',
    async () => {
      const said = statements('cut-off', 40);
      cutOff = 0;

      for (const body of said.map(bodyOf)) expect(await postNotification(next(), body)).toBe(202);

      // Still cut off: what the first one tried in vain comes to the other.
      expect(await judge(said)).toMatchObject(nothingWrong);
      expect(cutOff).toBeGreaterThan(0);
      expect(await deadLetters(one(relays))).toBe(0);
    },
    4 * minutes,
  );

  const Replayed = z.object({ ids: z.array(z.string()) });

  test(
    'L14 L19 one alert of twenty is refused for good: the others pass, and a replay in bulk, asked for twice, does what was missing once',
    async () => {
      const said = statements('poison', 60);
      const poisoned = new Set<string>();
      const paths = new Map<string, number>();
      // The instance did its part: a replay must not do it again.
      replace = ({ method, path }) => {
        if (method !== 'PUT') return undefined;
        if (!paths.has(path)) paths.set(path, paths.size);
        if ((paths.get(path) ?? 0) % 20 !== 0) return undefined;
        poisoned.add(path);
        return 400;
      };

      for (const body of said.map(bodyOf)) {
        expect(await postNotification(next(), body)).toBe(202);
      }
      await untilDrained(one(relays), 2 * minutes);
      expect(poisoned.size).toBe(3);
      expect(await deadLetters(one(relays))).toBe(3);
      const waiting = said.map((each): Statement => ({ ...each, step: 2 }));
      for (const body of waiting.map(bodyOf)) {
        expect(await postNotification(next(), body)).toBe(202);
      }

      replace = () => undefined;
      const ask = () => api('POST', '/dead-letters/replay', { code: 'SERVICENOW_REJECTED' });
      const [first, again] = await Promise.all([ask(), ask()]);

      const replayed = [first, again].flatMap(({ body }) => Replayed.parse(body).ids);
      expect(new Set(replayed).size).toBeGreaterThanOrEqual(3);
      expect(await judge([...said, ...waiting])).toMatchObject(nothingWrong);
      expect(await deadLetters(one(relays))).toBe(0);
    },
    6 * minutes,
  );

  test(
    'D1 the database dies and comes back again and again: 503 meanwhile, nothing lost, no restart of a relay',
    async () => {
      const restarts = 5;
      const pids = relays.map((relay) => relay.pid());
      const attempted: Statement[] = [];
      const acknowledged: Statement[] = [];
      const statuses = new Set<number>();
      let isOver = false;
      const sayAll = async (lane: number) => {
        for (let step = 1; !isOver || step <= 4; step += 1) {
          const statement = { key: `restart-${lane}`, step };
          attempted.push(statement);
          const body = bodyOf(statement);
          await waitFor(
            async () => {
              const status = await postNotification(next(), body);
              statuses.add(status);
              return status === 202;
            },
            {
              within: minutes,
              every: 50,
              what: () => `an alert that is taken. The relays wrote:\n${logs()}`,
            },
          );
          acknowledged.push(statement);
        }
      };
      const senders = Promise.all([1, 2, 3, 4].map(sayAll));

      for (let restart = 1; restart <= restarts; restart += 1) {
        const taken = acknowledged.length;
        await waitFor(() => acknowledged.length > taken + 4, {
          within: minutes,
          what: () => `alerts that are taken. The relays wrote:\n${logs()}`,
        });
        await postgres.crash();
        await postgres.start();
      }
      isOver = true;
      await senders;

      expect(await judge(attempted, acknowledged)).toMatchObject(nothingWrong);
      expect([...statuses].filter((status) => ![202, 503].includes(status))).toEqual([]);
      expect(relays.map((relay) => relay.pid())).toEqual(pids);
      const figures = await readRelayMetrics(one(relays).url);
      expect(figures('alert_relay_store_refuses')).toBe(0);
    },
    5 * minutes,
  );
});

function statements(name: string, count: number): readonly Statement[] {
  return Array.from({ length: count }, (_, index) => ({ key: `${name}-${index}`, step: 1 }));
}

function one<Item>(items: readonly Item[], turn = 0): Item {
  const item = items[turn % items.length];
  if (item === undefined) throw new TypeError('There is none.');
  return item;
}
