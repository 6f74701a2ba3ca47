import { z } from 'zod';

/** What we read of vitest's JSON report. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface Summary {
  readonly isGood: boolean;
  /** The last one is `N passed, N failed`. */
  readonly lines: readonly string[];
}

/**
 * Counts the runner's own report. A skipped test is a failure: here everything that a test may lack
 * elsewhere (the shared folder, Alertmanager, strace) is there, so nothing has a reason to be skipped.
 */
export function summarize(report: unknown, exitCode: number): Summary {
  const parsed = Report.safeParse(report);
  if (!parsed.success) {
    return { isGood: false, lines: ['There is no report of the tests.', '0 passed, 1 failed'] };
  }
  const files = parsed.data.testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed');
  const faults = [
    ...tests
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status }) => `${status === 'failed' ? 'failed' : 'skipped'}: ${fullName}`),
    // A file that cannot be loaded has no tests that could fail.
    ...files
      .filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      )
      .map(({ name, message = '' }) => `failed to load: ${name} ${message}`.trim()),
  ];
  const runnerFault =
    exitCode !== 0 && faults.length === 0 ? [`the test command ended with ${exitCode}`] : [];
  const all = [...faults, ...runnerFault];
  return {
    isGood: all.length === 0 && passed.length > 0,
    lines: [...all, `${passed.length} passed, ${all.length} failed`],
  };
}
