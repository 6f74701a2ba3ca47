import { measureSpeed } from '../../instance/testing/measure-speed.ts';
import type { BenchCase } from '../bench-case.ts';

/** The simulated instance: what tests and the demo wait for. */
export const instance: BenchCase = {
  name: 'instance',
  limits: [
    { key: 'readyMs', atMost: 2000 },
    { key: 'createsPerSecond', atLeast: 200 },
    { key: 'upsertsPerSecond', atLeast: 100 },
    { key: 'listFlatness', atLeast: 0.5 },
    { key: 'createFlatness', atLeast: 0.5 },
    { key: 'upsertFlatness', atLeast: 0.5 },
  ],
  async run({ seconds, rounds }) {
    const incidents = 100_000;
    const { barePerSecond, ...speed } = await measureSpeed({
      rounds,
      requests: seconds * 100,
      incidents,
    });
    // The case `accept` has a bare server of its own.
    return { ...speed, instanceBarePerSecond: barePerSecond };
  },
};
