import { expect, test } from 'vitest';
import { openSampleStore } from '../database/sample-store.ts';
import { insertRepairs, pageOfRepairs } from './repairs.ts';

test('D10 a repair of a kind that only a newer release knows is left out, and what is older follows', async () => {
  const store = await openSampleStore();
  const repair = {
    workspace: 'default',
    connection: 'prod',
    key: 'k',
    number: 'INC1',
    kind: 'state-told',
    detail: 'Told.',
    at: 1,
  } as const;
  await store.commit((unit) =>
    insertRepairs(
      unit,
      ['1', '2', '3', '4'].map((id) => ({ ...repair, id })),
    ),
  );
  await store.db.updateTable('repair').set({ kind: 'newer' }).where('id', '=', '3').execute();

  const shown: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfRepairs(store.db, { workspace: 'default', limit: 2, after });
    shown.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);

  expect(shown).toEqual(['4', '2', '1']);
  await store.close();
});
