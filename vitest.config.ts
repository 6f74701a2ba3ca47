import process from 'node:process';
import { defineConfig } from 'vitest/config';

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
    exclude: ['**/node_modules/**', '**/dist/**', '**/target/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: ['**/node_modules/**', '**/*.db.test.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'database', include: [`${everywhere}/*.db.test.ts`], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
