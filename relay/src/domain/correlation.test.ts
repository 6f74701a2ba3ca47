import { expect, test } from 'vitest';
import { toCorrelationKey, toTaskKey } from './correlation.ts';
import { sampleEvent } from './samples.ts';
import { compileTemplate } from './template.ts';
import { trialScope } from './template-scope.ts';

const names = { workspace: 'w', connection: 'c', source: 's', correlationKey: 'k' };

test('a group is followed where the route says so and the tool sends groups', () => {
  const event = sampleEvent();

  expect(toCorrelationKey(event, { groupBy: 'group' })).toBe('group {"alertname":"DiskFull"}');
  expect(toCorrelationKey(event, { groupBy: 'alert' })).toBe('alert disk-db1');
  expect(toCorrelationKey(sampleEvent({ groupKey: undefined }), { groupBy: 'group' })).toBe(
    'alert disk-db1',
  );
});

test('alerts for which a template comes out alike are one incident, and one for which it is empty is alone', () => {
  const result = compileTemplate('{{ labels.cluster }}', trialScope);
  const groupBy = result.kind === 'template' ? result.template : 'alert';
  const blue = { labels: { cluster: 'blue' } };

  expect(toCorrelationKey(sampleEvent(blue), { groupBy })).toBe('template blue');
  expect(toCorrelationKey(sampleEvent({ ...blue, fingerprint: 'cpu' }), { groupBy })).toBe(
    'template blue',
  );
  expect(toCorrelationKey(sampleEvent(), { groupBy })).toBe('alert disk-db1');
});

test('the key is 64 hex characters, the same everywhere and another one for each episode', () => {
  // Computed apart: printf '["w","c","s","k",1]' | sha256sum
  expect(toTaskKey(names, 1)).toBe(
    '9685331766f463fb41d13c537a4ce11f5cf11eb7687a9798ff70aa85b7a52060',
  );
  expect(toTaskKey(names, 2)).not.toBe(toTaskKey(names, 1));
});

test('names that run together differently give different keys', () => {
  expect(toTaskKey({ ...names, workspace: 'wc', connection: '' }, 1)).not.toBe(
    toTaskKey({ ...names, workspace: 'w', connection: 'c' }, 1),
  );
});
