import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';
import { createInstance } from '../create-instance.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

/** Rows by table, of an instance that was started on a new folder and closed. */
async function rowsAfterStart(app: string): Promise<ReadonlyMap<string, readonly unknown[]>> {
  await using folder = await createTemporaryFolder('installed');
  const instance = await createInstance({ app, data: folder.path, scheduledJobs: false });
  await instance.close();
  const store = new Database(path.join(folder.path, 'instance.db'), { readonly: true });
  try {
    const names = store.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'");
    const tables = names.pluck().all();
    return new Map(tables.map((name) => [name, store.prepare(`SELECT * FROM "${name}"`).all()]));
  } finally {
    store.close();
  }
}

test('an instance that is started again begins with the same rows, and with accounts of its own', async () => {
  const app = writeSampleApp({ version: `1.0.${Date.now()}` });

  const first = await rowsAfterStart(app);
  const second = await rowsAfterStart(app);

  const different = [...first.keys()].filter(
    (name) => JSON.stringify(first.get(name)) !== JSON.stringify(second.get(name)),
  );
  expect(second.size).toBe(first.size);
  // The last is for the switch that lets such accounts sign in.
  expect(different.toSorted()).toEqual([
    'oauth_entity',
    'sys_properties',
    'sys_user',
    'sys_user_has_role',
  ]);
});

test('an app that was changed is installed, not the one before', async () => {
  const before = await rowsAfterStart(writeSampleApp({ version: '1.0.0' }));
  const after = await rowsAfterStart(writeSampleApp({ version: '1.0.1' }));

  expect(before.get('sys_package')).toContainEqual(
    expect.objectContaining({ scope: 'x_test', version: '1.0.0' }),
  );
  expect(after.get('sys_package')).toContainEqual(
    expect.objectContaining({ scope: 'x_test', version: '1.0.1' }),
  );
});
