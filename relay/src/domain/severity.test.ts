import { expect, test } from 'vitest';
import { toSeverity } from './severity.ts';

test.each([
  ['P0', 'critical'],
  ['P1', 'critical'],
  ['SEV-1', 'critical'],
  ['Sev 2', 'high'],
  ['sev3', 'warning'],
  ['SEV5', 'info'],
  ['P6', 'unknown'],
  ['sev-', 'unknown'],
  [undefined, 'unknown'],
])('%s is %s', (word, severity) => {
  expect(toSeverity(word)).toBe(severity);
});
