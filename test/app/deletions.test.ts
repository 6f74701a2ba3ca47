import { expect, test } from 'vitest';
import {
  changesOf,
  createRecord,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

async function start(capture: string): Promise<AppInstance> {
  const app = await startConnectedApp();
  await app.setProperty('capture', capture);
  return app;
}

test('that somebody deleted a record is told last, with who it was', async () => {
  await using app = await start('after');
  const { key, sysId } = await createRecord(app);
  const beth = await app.newClient('beth.anglin', ['admin']);

  const answer = await beth.delete(`/api/now/table/incident/${sysId}`);

  expect(answer.status, answer.text).toBe(204);
  const changes = await changesOf(app, sysId);
  expect(changes.at(-1)).toMatchObject({
    deleted: true,
    operation: 'update',
    key,
    fields: [],
    journal: [],
    origin: null,
    actor: { user_name: 'beth.anglin' },
    record: { state: '1', active: true },
  });
  expect(changes.filter(({ deleted }) => deleted)).toHaveLength(1);
  const sequences = changes.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(new Set(sequences).size).toBe(sequences.length);
}, 60_000);

test('the async rule tells it as well', async () => {
  await using app = await start('async');
  const { sysId } = await createRecord(app);

  await app.admin.delete(`/api/now/table/incident/${sysId}`);

  await expect
    .poll(async () => (await changesOf(app, sysId)).at(-1)?.deleted, { timeout: 20_000 })
    .toBe(true);
}, 60_000);

test('of a record that was born there, by those who were told of it, and of nobody else', async () => {
  await using app = await start('after');
  const [connection] = await app.rows('x_alrt_relay_connection');
  await app.admin.post('/api/now/table/x_alrt_relay_forward_rule', {
    name: 'Hardware',
    table: 'incident',
    filter: 'category=hardware',
    connection: connection?.['sys_id'],
    source: 'servicenow',
  });
  const create = async (category: string) => {
    const fields = { short_description: 'Printer', category };
    return String((await app.admin.post('/api/now/table/incident', fields)).result['sys_id']);
  };
  const watched = await create('hardware');
  const other = await create('software');

  await app.admin.delete(`/api/now/table/incident/${watched}`);
  await app.admin.delete(`/api/now/table/incident/${other}`);

  expect((await changesOf(app, watched)).map(({ deleted = false }) => deleted)).toEqual([
    false,
    true,
  ]);
  expect(await changesOf(app, other)).toEqual([]);
}, 60_000);

test('that a record was merged into another is told with the number of that', async () => {
  await using app = await start('after');
  const { sysId } = await createRecord(app);
  const { sysId: parent } = await createRecord(app);
  const [row] = await app.rows('incident', `sys_id=${parent}`);

  await app.admin.patch(`/api/now/table/incident/${sysId}`, { parent_incident: parent });

  expect((await changesOf(app, sysId)).at(-1)?.fields).toEqual([
    { name: 'parent_incident', old: '', new: parent, new_display: row?.['number'] },
  ]);
}, 60_000);
