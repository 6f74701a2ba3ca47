import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startCuttingProxy } from '../support/cut-at.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { openMovingAddress } from '../support/moving-address.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance } from '../support/start-instance.ts';
import { findPostgres, promote, startPostgres, startStandby } from '../support/start-postgres.ts';
import { startRelay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';
import { check, type Statement } from './checker.ts';
import { toMarker } from './marker.ts';
import { toEffects } from './run-crash-test.ts';

const minutes = 60_000;
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');
const startsAt = new Date('2026-11-22T08:00:00Z');
const TAKEOVERS = 2;
const LANES = 8;

function portOf(url: string): number {
  return Number(new URL(url).port);
}

test.skipIf(!postgresIsHere)(
  'D2 the database loses its power and a standby takes over, twice: nothing lost, nothing doubled, no restart of a relay',
  async () => {
    await using instance = await startInstance();
    let primary = await startPostgres();
    // A server waits for its clients to leave: after the relays.
    await using _primary = { [Symbol.asyncDispose]: () => primary.stop() };
    await primary.createDatabase('relay');
    await using address = await openMovingAddress(portOf(primary.url('relay')));
    const options = {
      workspaces: [alertmanagerWorkspace({ instance })],
      database: `postgres://relay@127.0.0.1:${address.port}/relay`,
    };
    await using one = await startRelay(options);
    await using other = await startRelay(options);
    const pids = [one.pid(), other.pid()];
    const attempted: Statement[] = [];
    const acknowledged: Statement[] = [];
    const statuses = new Set<number>();
    let isOver = false;
    const sayAll = async (lane: number): Promise<void> => {
      for (let step = 1; !isOver; step += 1) {
        const statement = { key: `takeover-${lane}`, step };
        attempted.push(statement);
        const body = alertmanagerNotification({
          group: statement.key,
          status: 'firing',
          description: toMarker(statement),
          startsAt,
        });
        await waitFor(
          async () => {
            const status = await postNotification([one, other][attempted.length % 2] ?? one, body);
            statuses.add(status);
            return status === 202;
          },
          {
            within: 2 * minutes,
            what: () => `an alert that is taken. A relay wrote:\n${one.log()}`,
          },
        );
        acknowledged.push(statement);
      }
    };
    const senders = Promise.all(Array.from({ length: LANES }, (_, lane) => sayAll(lane)));

    for (let takeover = 1; takeover <= TAKEOVERS; takeover += 1) {
      await using hearing = await startCuttingProxy(portOf(primary.url('relay')));
      const standby = await startStandby(primary, hearing.port);
      const taken = acknowledged.length;
      await waitFor(() => acknowledged.length > taken + 40, {
        within: 2 * minutes,
        what: 'alerts that are taken',
      });
      // What is on the disk of the primary alone by now must not have been confirmed.
      hearing.silence();
      await waitUntilQuiet(async () => acknowledged.length, {
        within: minutes,
        quietFor: 500,
        what: 'a primary that waits for its standby',
      });
      await primary.kill();
      await promote(standby);
      address.moveTo(portOf(standby.url('relay')));
      await primary.stop();
      primary = standby;
    }
    const taken = acknowledged.length;
    await waitFor(() => acknowledged.length > taken + 40, {
      within: 2 * minutes,
      what: () => `alerts that are taken. A relay wrote:\n${one.log()}`,
    });
    isOver = true;
    await senders;
    await untilDrained(one, 2 * minutes);

    const writes = await createInstanceClient(instance.url, instance.admin).writes();
    expect(check({ attempted, acknowledged, effects: writes.flatMap(toEffects) })).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
    expect([...statuses].filter((status) => ![202, 503].includes(status))).toEqual([]);
    expect([one.pid(), other.pid()]).toEqual(pids);
  },
  8 * minutes,
);
