import { expect, test } from 'vitest';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { findPostgres } from '../support/start-postgres.ts';
import { runCrashTest } from './run-crash-test.ts';
import { runLoadTest } from './run-load-test.ts';

const minutes = 60_000;
const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');

/** Together as many as a release wants to see: 0 lost of 200 is a rate below 1.5 % (95 %). */
const killsOfOneStore = 150;
const killsOfReplicas = 50;

test(
  'L4 relays that are killed under load lose nothing, double nothing and keep the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    // Several, each with a store of its own: one starts while another one is killed.
    const report = await runCrashTest({
      kills: killsOfOneStore,
      seed,
      replicas: 3,
      acknowledged: 100,
    });

    expect(report.verdict).toMatchObject(nothingWrong);
    expect(report.kills).toBe(killsOfOneStore);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(killsOfOneStore / 2);
    expect(report.acknowledged).toBeGreaterThan(100);
  },
  15 * minutes,
);

test.skipIf(!postgresIsHere)(
  'L4 two relays on one database that are killed in turn lose nothing, double nothing and keep the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({
      kills: killsOfReplicas,
      seed,
      replicas: 2,
      store: 'postgres',
      acknowledged: 20,
    });

    expect(report.verdict).toMatchObject(nothingWrong);
    expect(report.kills).toBe(killsOfReplicas);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(killsOfReplicas / 2);
    expect(report.acknowledged).toBeGreaterThan(20);
  },
  15 * minutes,
);

test(
  'a minute at 300 events a second, with ten seconds of five times as many: nothing lost, nothing doubled',
  async () => {
    const report = await runLoadTest({ rate: 300, seconds: 60, burst: 5 });
    console.log(JSON.stringify({ ...report, verdict: undefined }));

    expect(report.verdict).toMatchObject({ ...nothingWrong, recovered: [] });
    expect(report.acknowledged).toBeGreaterThan(29_000);
  },
  15 * minutes,
);
