import { expect, test } from 'vitest';
import { runLoadTest } from './run-load-test.ts';

const minutes = 60_000;

test(
  'L16 a minute at 300 events a second with ten seconds of five times as many: nothing is lost or doubled, all in order',
  async () => {
    const report = await runLoadTest({ rate: 300, seconds: 60, burst: 5 });

    const { verdict: _verdict, ...figures } = report;
    console.log(JSON.stringify(figures));
    expect(report.verdict).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
    expect(report.acknowledged).toBeGreaterThan(29_000);
  },
  12 * minutes,
);

test(
  'L17 on an instance that runs a fifth of the time, behind a proxy that gives up on it, nothing is lost or doubled, and no record is reopened',
  async () => {
    const report = await runLoadTest({
      rate: 60,
      seconds: 15,
      burst: 3,
      lanes: 20,
      slowInstance: 0.2,
      patienceSeconds: 1,
    });

    expect(report.verdict).toMatchObject({
      lost: [],
      duplicated: [],
      unexpected: [],
      outOfOrder: [],
    });
    expect(report.givenUp).toBeGreaterThan(10);
  },
  5 * minutes,
);
