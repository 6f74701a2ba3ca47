import path from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// A process from the sources is ready in less than half of the time when what an earlier one
// compiled is kept. Node takes it only for the same text; the next runs of tests find it too.
process.env['NODE_COMPILE_CACHE'] ??= path.join(
  import.meta.dirname,
  'node_modules/.cache/compiled',
);

/** Take minutes, two of them in a few lines. The load begins when `drain` is over, not beside the first kills. */
const long = ['test/crash/crash.test.ts', 'test/app/drain.test.ts', 'test/crash/load.test.ts'];

/** In a fresh clone vitest knows no durations and begins with large files: these would run alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = long.flatMap((file) =>
      sorted.filter(({ moduleId }) => moduleId === path.join(import.meta.dirname, file)),
    );
    return [...first, ...sorted.filter((file) => !first.includes(file))];
  }
}

const everywhere = '{relay,shared-types,now-app,tools}/**';

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    restoreMocks: true,
    // .ci/run counts this report: the closing lines of the default reporter are easy to miss.
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    // Two cores: a third worker only makes the timing of the others worse.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    exclude: ['**/node_modules/**', '**/dist/**', '**/target/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // A process for each file, which loads all anew, took two thirds of the computing.
          isolate: false,
          include: [`${everywhere}/*.test.ts`],
          exclude: ['**/node_modules/**', '**/*.db.test.ts', '**/*.postgres.test.ts'],
          // Some send hundreds of requests; beside other runs that takes longer than the default of 5 s.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          isolate: false,
          include: [`${everywhere}/*.db.test.ts`],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          globalSetup: ['test/support/build-relay.ts'],
          provide: { store: 'embedded' },
        },
      },
      {
        // What holds for both stores; commands on a data folder have only the one.
        extends: true,
        test: {
          name: 'postgres',
          isolate: false,
          include: [`${everywhere}/*.db.test.ts`, `${everywhere}/*.postgres.test.ts`],
          exclude: [
            '**/node_modules/**',
            'relay/src/cli/**',
            'relay/src/main.db.test.ts',
            'relay/src/compose.db.test.ts',
            'relay/src/compose/**',
            'relay/src/secrets/rotate-master-key.db.test.ts',
            '**/keep-thread.db.test.ts',
          ],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ['test/support/provide-postgres.ts'],
          provide: { store: 'postgres' },
        },
      },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['test/support/build-relay.ts'],
        },
      },
    ],
  },
});
