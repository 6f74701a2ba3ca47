import { expect, test } from 'vitest';
import { createSignals } from './signals.ts';

test('how calls of a connection ended is not held against another that gets its name', () => {
  const signals = createSignals({ now: () => 1_000_000 });
  const connection = { workspace: 'default', name: 'production' };
  signals.note(connection, { code: 'SERVICENOW_UNAVAILABLE', message: 'It does not answer.' });
  signals.note({ workspace: 'default', name: 'test' }, undefined);

  signals.forget(connection);

  expect(signals.recentOf(connection)).toEqual([]);
  expect(signals.recentOf({ workspace: 'default', name: 'test' })).toHaveLength(1);
});
