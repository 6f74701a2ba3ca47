import { expect, test } from 'vitest';
import { isOwnAlert } from './own-alert.ts';
import { sampleEvent } from './samples.ts';

test.each([
  [{ fingerprint: 'alert-relay-1f' }, true],
  [{ labels: { alert_relay_key: 'alert-relay-1f' } }, true],
  [{ labels: { alias: 'alert-relay-1f' } }, true],
  [{ labels: { service: 'alert-relay-1f' } }, false],
  [{}, false],
])('an alert with %o is one that we opened: %s', (change, expected) => {
  expect(isOwnAlert(sampleEvent(change))).toBe(expected);
});
