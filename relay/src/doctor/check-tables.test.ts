import { expect, test } from 'vitest';
import { sampleRoute } from '../domain/samples.ts';
import { tableChecks } from './check-tables.ts';
import { sampleInspector, sampleSubject } from './sample-subject.ts';

const choicesOf = (name: string, ...values: readonly string[]) =>
  values.map((value) => ({ name, element: 'state', value, label: value }));

test.each([
  ['incident', 'fail'],
  ['u_plain_task', 'pass'],
])('%s: a table with choices of its own hides those of task', async (table, verdict) => {
  const { outwardStates, inwardStates } = sampleRoute();
  const used = [...Object.values(outwardStates), ...Object.keys(inwardStates)];
  const route = sampleRoute({ table, outwardStates: { ...outwardStates, acknowledged: '-5' } });
  const inspector = sampleInspector({
    sys_choice: [
      ...choicesOf('incident', ...used.filter((state) => state !== undefined)),
      ...choicesOf('task', '-5', ...used.filter((state) => state !== undefined)),
    ],
  });

  const checks = tableChecks(sampleSubject({ mode: 'table' }, { routes: [route], inspector }));

  const check = checks.find(({ id }) => id === `states:${route.name}`);
  expect(await check?.look()).toMatchObject({ verdict });
});
