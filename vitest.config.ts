import { defineConfig } from 'vitest/config';

const everywhere = '{relay,shared-types,now-app,tools}/**';

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    restoreMocks: true,
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
