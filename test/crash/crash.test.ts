import { expect, test } from 'vitest';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { findPostgres } from '../support/start-postgres.ts';
import type { Verdict } from './checker.ts';
import { type CrashOptions, runCrashTest } from './run-crash-test.ts';

const minutes = 60_000;
const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [] };
const postgresIsHere = hereOrSkipped(findPostgres() !== undefined, 'PostgreSQL 15 (postgresql-15)');

/** So many on each store in every run of the tests, of which half at least hit an open call; for more see the README. */
const kills = 100;

/** At moments that follow from a seed, which is printed: with it the run can be had again. */
async function killRelays(
  options: Omit<CrashOptions, 'seed'> & { readonly acknowledged: number },
): Promise<Verdict> {
  const seed = Date.now() % 1_000_000;
  console.log(`Seed of the kills: ${seed}`);

  const report = await runCrashTest({ ...options, seed });

  expect(report.kills).toBe(options.kills);
  expect(report.killsInFlight).toBeGreaterThanOrEqual(options.kills / 2);
  expect(report.acknowledged).toBeGreaterThan(options.acknowledged);
  return report.verdict;
}

test(
  'L4 relays that are killed under load lose nothing, double nothing and keep the order',
  async () => {
    const verdict = await killRelays({ kills, replicas: 3, acknowledged: 300 });

    expect(verdict).toMatchObject(nothingWrong);
  },
  8 * minutes,
);

test.skipIf(!postgresIsHere)(
  'L4 two relays on one database that are killed in turn lose nothing, double nothing and keep the order',
  async () => {
    const shared = { replicas: 2, store: 'postgres' } as const;
    const verdict = await killRelays({ ...shared, kills, acknowledged: 300 });

    expect(verdict).toMatchObject(nothingWrong);
  },
  8 * minutes,
);

test.skipIf(!postgresIsHere)(
  'L4 without the app, two relays on one database that are killed in turn make each record and each note once',
  async () => {
    const shared = { replicas: 2, store: 'postgres', mode: 'table' } as const;
    // Of what table mode adds; app mode has the large numbers.
    const verdict = await killRelays({ ...shared, kills: 12, acknowledged: 40 });

    expect(verdict).toMatchObject(nothingWrong);
  },
  5 * minutes,
);
