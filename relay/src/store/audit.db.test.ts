import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { recordAudit, verifyAudit } from './audit.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
  for (const [at, action] of ['token.create', 'job.replay', 'route.edit'].entries()) {
    await store.commit((unit) =>
      recordAudit(unit, {
        id: `entry-${at}`,
        at,
        workspace: 'default',
        actor: 'test',
        action,
        subject: 'ops',
        after: { enabled: false },
      }),
    );
  }
});

afterEach(() => store.close());

test('an audit that nobody touched is whole', async () => {
  expect(await verifyAudit(store.db)).toMatchObject({ kind: 'whole', entries: 3 });
});

test('a change, a gap and a lost end are found', async () => {
  const of = (number: number) => store.db.deleteFrom('audit').where('number', '=', number);

  await of(3).execute();
  expect(await verifyAudit(store.db)).toMatchObject({ kind: 'broken', number: 3 });
  await store.db.updateTable('audit').set({ actor: 'nobody' }).where('number', '=', 2).execute();
  expect(await verifyAudit(store.db)).toMatchObject({
    number: 2,
    because: 'this entry was changed',
  });
  await of(1).execute();
  expect(await verifyAudit(store.db)).toMatchObject({
    number: 1,
    because: 'this entry is missing',
  });
});

test('entries made at once stand one after the other', async () => {
  await Promise.all(
    ['a', 'b', 'c'].map((id) =>
      store.commit((unit) =>
        recordAudit(unit, {
          id,
          at: 1,
          workspace: undefined,
          actor: 'test',
          action: 'x',
          subject: id,
        }),
      ),
    ),
  );

  expect(await verifyAudit(store.db)).toMatchObject({ kind: 'whole', entries: 6 });
});
