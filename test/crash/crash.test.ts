import { expect, test } from 'vitest';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { findPostgres } from '../support/start-postgres.ts';
import { runCrashTest } from './run-crash-test.ts';

const minutes = 60_000;
const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');

/** So many on each store in every run of the tests, of which half at least hit an open call; for more see the README. */
const kills = 100;

test(
  'L4 relays that are killed under load lose nothing, double nothing and keep the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({ kills, seed, replicas: 3, acknowledged: 300 });

    expect(report.verdict).toMatchObject(nothingWrong);
    expect(report.kills).toBe(kills);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(kills / 2);
    expect(report.acknowledged).toBeGreaterThan(300);
  },
  8 * minutes,
);

test.skipIf(!postgresIsHere)(
  'L4 two relays on one database that are killed in turn lose nothing, double nothing and keep the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({
      kills,
      seed,
      replicas: 2,
      store: 'postgres',
      acknowledged: 300,
    });

    expect(report.verdict).toMatchObject(nothingWrong);
    expect(report.kills).toBe(kills);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(kills / 2);
    expect(report.acknowledged).toBeGreaterThan(300);
  },
  8 * minutes,
);

/** Of what table mode adds; app mode has the large numbers. */
const killsInTableMode = 12;

test.skipIf(!postgresIsHere)(
  'L4 without the app, two relays on one database that are killed in turn make each record and each note once',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({
      kills: killsInTableMode,
      seed,
      replicas: 2,
      store: 'postgres',
      mode: 'table',
      acknowledged: 40,
    });

    expect(report.verdict).toMatchObject(nothingWrong);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(killsInTableMode / 2);
    expect(report.acknowledged).toBeGreaterThan(40);
  },
  5 * minutes,
);
