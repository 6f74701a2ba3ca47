import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { builtRelay } from '../support/built-relay.ts';
import { startCuttingProxy } from '../support/cut-at.ts';
import { openGate } from '../support/gate.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { openApi } from '../support/relay-api.ts';
import { sourceToken, toolsWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startInstance } from '../support/start-instance.ts';
import { findPostgres, type Postgres, startPostgres } from '../support/start-postgres.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { check, type Statement } from './checker.ts';
import { toMarker } from './marker.ts';
import { toEffects } from './run-crash-test.ts';

const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');
const startsAt = new Date('2026-11-22T08:00:00Z');

/** Where the command is killed, by what it has asked of the database; a commit is done, or not, and not heard of. */
const killedAt = [
  // In a migration: nothing of the folder was touched.
  { isBegun: false, texts: ['create table', 'create table'], last: 'passed on' },
  { isBegun: true, texts: ['insert into "job"'], last: 'passed on' },
  { isBegun: true, texts: ['insert into "store_move"', 'commit'], last: 'kept back' },
  { isBegun: true, texts: ['insert into "store_move"', 'commit'], last: 'passed on' },
] as const;

const Moved = z.object({ isCopied: z.boolean(), rows: z.record(z.string(), z.number()) });

describe.skipIf(!postgresIsHere)('from a folder into a database', () => {
  let postgres: Postgres;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.createDatabase('relay');
  });

  afterAll(async () => {
    await postgres.stop();
  });

  function startMove(relay: Relay, database: string) {
    const config = path.join(relay.dataFolder, '../relay.yml');
    const args = ['move', '--json', `--config=${config}`];
    const env = { ...process.env, RELAY_DATABASE_URL: database };
    return spawn(builtRelay, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  test('a move that is killed wherever it is goes on where it was, everything is delivered once, and the folder is not served again', async () => {
    await using instance = await startInstance();
    let isAway = false;
    await using gate = await openGate(instance.url, { replace: () => (isAway ? 503 : undefined) });
    const agent = createInstanceClient(instance.url, instance.admin);
    const settings = { token: sourceToken };
    const workspaces = [
      toolsWorkspace({
        instance: { ...instance, url: gate.url },
        sources: [{ name: 'prometheus', connector: 'alertmanager', settings }],
        // It is made through the API, so that only the store knows it.
        routes: [],
      }),
    ];
    await using folder = await startRelay({ workspaces });
    const api = await openApi(folder);
    const route = { name: 'all', sources: ['prometheus'], connection: 'production' };
    expect((await api('POST', '/routes', route)).status).toBe(201);
    const said: Statement[] = [];
    const say = async (relay: Relay, statement: Statement): Promise<void> => {
      const { key } = statement;
      const description = toMarker(statement);
      const body = alertmanagerNotification({
        group: key,
        status: 'firing',
        description,
        startsAt,
      });
      expect(await postNotification(relay, body)).toBe(202);
      said.push(statement);
    };
    for (const key of named('known', 20)) await say(folder, { key, step: 1 });
    await untilDrained(folder);
    isAway = true;
    for (const key of named('known', 20)) await say(folder, { key, step: 2 });
    for (const key of named('new', 100)) await say(folder, { key, step: 1 });
    expect((await readRelayMetrics(folder.url))('alert_relay_waiting_jobs')).toBe(120);
    await folder.halt();

    await using proxy = await startCuttingProxy(Number(new URL(postgres.url('relay')).port));
    const proxied = new URL(postgres.url('relay'));
    proxied.port = String(proxy.port);
    const refusals: unknown[] = [];
    for (const { isBegun, texts, last } of killedAt) {
      const reached = proxy.silenceAt(texts, last);
      const child = startMove(folder, proxied.href);
      await reached;
      child.kill('SIGKILL');
      await once(child, 'exit');
      refusals.push(isBegun ? await folder.start().catch(String) : 'nothing begun');
    }
    const move = startMove(folder, postgres.url('relay'));
    const [printed] = await Promise.all([text(move.stdout), once(move, 'exit')]);

    const unfinished = expect.stringContaining('did not come to its end');
    expect(refusals).toEqual(['nothing begun', unfinished, unfinished, unfinished]);
    // The last one that was killed had done it all but for saying so.
    expect(Moved.parse(JSON.parse(printed))).toEqual({ isCopied: false, rows: {} });
    await expect(folder.start()).rejects.toThrow('was moved into PostgreSQL');
    isAway = false;
    await using relay = await startRelay({ workspaces, database: postgres.url('relay') });
    await untilDrained(relay, 60_000);
    for (const key of named('known', 5)) await say(relay, { key, step: 3 });
    await untilDrained(relay);

    const effects = (await agent.writes()).flatMap(toEffects);
    expect(check({ attempted: said, acknowledged: said, effects })).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
  }, 180_000);
});

function named(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
