import { expect, test } from 'vitest';
import { measureSpeed } from './testing/measure-speed.ts';

/**
 * What a slow implementation would break, as ratios to a bare server measured in the same run, with room to spare
 * for a busy machine. The figures themselves, and their limits, are those of `npm run bench -- --only instance`.
 */
test('fast against a bare server with one write per request, and flat up to 100,000 incidents', async () => {
  const figures = await measureSpeed({ rounds: 3, requests: 60, incidents: 100_000 });

  console.log(JSON.stringify(figures));
  expect(figures.createRatio).toBeGreaterThan(0.02);
  expect(figures.upsertRatio).toBeGreaterThan(0.01);
  expect(figures.listFlatness).toBeGreaterThan(0.1);
  expect(figures.createFlatness).toBeGreaterThan(0.1);
  expect(figures.upsertFlatness).toBeGreaterThan(0.1);
  expect(figures.readyInBareRequests).toBeLessThan(60_000);
}, 240_000);
