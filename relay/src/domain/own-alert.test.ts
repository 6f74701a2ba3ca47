import { expect, test } from 'vitest';
import { toOwnName } from './own-alert.ts';
import { sampleEvent } from './samples.ts';

test.each([
  [{ fingerprint: 'alert-relay-1f' }, 'alert-relay-1f'],
  [{ labels: { alert_relay_key: 'alert-relay-1f' } }, 'alert-relay-1f'],
  [{ labels: { alias: 'alert-relay-1f' } }, 'alert-relay-1f'],
  [{ labels: { service: 'alert-relay-1f' } }, undefined],
  [{}, undefined],
])('an alert with %o goes by our name %s', (change, expected) => {
  expect(toOwnName(sampleEvent(change))).toBe(expected);
});
