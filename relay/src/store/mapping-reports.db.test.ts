import { expect, test } from 'vitest';
import { openSampleStore } from '../database/sample-store.ts';
import { findMappingReports } from './mapping-reports.ts';

test('D10 a finding of a kind that only a newer release knows is left out, and the others are told', async () => {
  const store = await openSampleStore();
  const known = { kind: 'choice-added', subject: 'state', line: 'A choice more.' };
  const findings = [known, { kind: 'choice-renamed', subject: 'state', line: 'Another label.' }];
  const memory = { choices: {}, names: {} };
  const body = JSON.stringify({ findings, memory });
  const report = { workspace: 'default', connection: 'main', at: 1 };
  await store.commit(async ({ db }) => {
    await db
      .insertInto('mapping_report')
      .values({ ...report, body })
      .execute();
  });

  const found = await findMappingReports(store.db, 'default');

  expect(found).toEqual([{ ...report, findings: [known], memory }]);
  await store.close();
});
