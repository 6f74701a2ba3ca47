import { expect, test } from 'vitest';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { findPostgres } from '../support/start-postgres.ts';
import { runCrashTest } from './run-crash-test.ts';

const minutes = 60_000;
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');

test(
  'a relay that is killed under load loses nothing, doubles nothing and keeps the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({ kills: 12, seed, acknowledged: 100 });

    expect(report.verdict).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
    expect(report.kills).toBe(12);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(6);
    expect(report.acknowledged).toBeGreaterThan(100);
  },
  5 * minutes,
);

test.skipIf(!postgresIsHere)(
  'L4 two relays on one database that are killed in turn lose nothing, double nothing and keep the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({ kills: 12, seed, replicas: 2, acknowledged: 20 });

    expect(report.verdict).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
    expect(report.kills).toBe(12);
    expect(report.killsInFlight).toBeGreaterThanOrEqual(6);
    expect(report.acknowledged).toBeGreaterThan(20);
  },
  8 * minutes,
);

test(
  'the same test sees the loss when the relay answers before it has written',
  async () => {
    const report = await runCrashTest({ kills: 12, seed: 7, fault: 'ack-before-commit' });

    expect(report.verdict.lost).not.toEqual([]);
  },
  5 * minutes,
);
