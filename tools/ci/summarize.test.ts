import { expect, test } from 'vitest';
import { summarize } from './summarize.ts';

function reportOf(...statuses: readonly string[]) {
  return {
    testResults: [
      {
        name: 'relay/src/x.test.ts',
        status: statuses.includes('failed') ? 'failed' : 'passed',
        assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
      },
    ],
  };
}

test('a good run is one line', () => {
  expect(summarize(reportOf('passed', 'passed'), 0)).toEqual({
    isGood: true,
    lines: ['2 passed, 0 failed'],
  });
});

test.each([
  ['failed', 'failed: test 1'],
  ['pending', 'skipped: test 1'],
  ['skipped', 'skipped: test 1'],
  ['todo', 'skipped: test 1'],
])('a test that is %s makes the run bad and is named', (status, line) => {
  expect(summarize(reportOf('passed', status), 0)).toEqual({
    isGood: false,
    lines: [line, '1 passed, 1 failed'],
  });
});

test('a file that cannot be loaded is a failure', () => {
  const report = {
    testResults: [{ name: 'a.test.ts', status: 'failed', message: 'no x', assertionResults: [] }],
  };

  expect(summarize(report, 1)).toEqual({
    isGood: false,
    lines: ['failed to load: a.test.ts no x', '0 passed, 1 failed'],
  });
});

test('a runner that ends badly after good tests is a failure', () => {
  expect(summarize(reportOf('passed'), 1)).toEqual({
    isGood: false,
    lines: ['the test command ended with 1', '1 passed, 1 failed'],
  });
});

test.each([undefined, {}, { testResults: 'none' }])('a missing report is a failure', (report) => {
  expect(summarize(report, 0)).toMatchObject({ isGood: false });
});

test('a run without tests is not good', () => {
  expect(summarize({ testResults: [] }, 0)).toEqual({
    isGood: false,
    lines: ['0 passed, 0 failed'],
  });
});
