import { expect, test } from 'vitest';
import { sampleConnection, sampleRoute, sampleTaskRecord } from '../../domain/samples.ts';
import type { Route } from '../../domain/configuration.ts';
import { checkRoute } from './check-route.ts';

/** Tries a route on an instance that takes all; the states that were written, after the first. */
async function statesWritten(route: Partial<Route>, states: readonly string[]) {
  const written: (string | undefined)[] = [];
  const choices = states.map((value) => ({ value, label: value }));
  const state = { name: 'state', label: 'State', type: 'integer', mandatory: false, choices };
  let ids = 0;
  await checkRoute(
    {
      newId: () => `id-${(ids += 1)}`,
      servicenow: {
        fetchMetadata: async (_connection, table) => ({ table, columns: [state] }),
        lookUp: async () => '1'.repeat(32),
        upsertTask: async (_connection, _key, { seq, fields }) => {
          written.push(fields['state']);
          return { outcome: 'updated', applied_seq: seq, record: sampleTaskRecord({ fields }) };
        },
      },
    },
    sampleConnection(),
    sampleRoute({ references: [], ...route }),
    { isTried: true },
  );
  return written.slice(1);
}

test.each([
  ['the state of incidents', {}, ['1', '6', '7', '8'], ['6', '8']],
  ['no state of the table', {}, ['1', '3', '4', '6'], ['6']],
  [
    'that of the route',
    { inwardStates: { '4': 'canceled' } as const },
    ['1', '4', '6'],
    ['6', '4'],
  ],
  ['none that the route knows', { inwardStates: { '6': 'resolved' } as const }, ['6', '8'], ['6']],
  ['the state of incidents, where the table tells none', {}, [], ['6', '8']],
])('a trial is canceled with %s', async (_name, route, states, written) => {
  expect(await statesWritten(route, states)).toEqual(written);
});
