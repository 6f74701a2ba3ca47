import { expect, test } from 'vitest';
import { runCrashTest } from './run-crash-test.ts';

const minutes = 60_000;

test(
  'a relay that is killed under load loses nothing, doubles nothing and keeps the order',
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`Seed of the kills: ${seed}`);

    const report = await runCrashTest({ kills: 12, seed });

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

test(
  'the same test sees the loss when the relay answers before it has written',
  async () => {
    const report = await runCrashTest({ kills: 12, seed: 7, fault: 'ack-before-commit' });

    expect(report.verdict.lost).not.toEqual([]);
  },
  5 * minutes,
);
