import { expect, test } from 'vitest';
import { readOpenFilesLimit, toConnectionsAllowed } from './connections-allowed.ts';

test.each([
  ['as many as are configured', 10_000, 524_288, 10_000],
  ['three quarters of the files', 10_000, 1024, 768],
  ['at least 64 files stay', 10_000, 100, 36],
  ['one, however few files there are', 10_000, 40, 1],
  ['as many as are configured where nobody knows', 10_000, undefined, 10_000],
])('%s', (_what, configured, openFiles, allowed) => {
  expect(toConnectionsAllowed(configured, openFiles)).toBe(allowed);
});

test('nothing is known where the system does not say', () => {
  expect(readOpenFilesLimit('/nowhere')).toBeUndefined();
});

test.runIf(process.platform === 'linux')('the system says how many files there may be', () => {
  expect(readOpenFilesLimit()).toBeGreaterThan(100);
});
