import { AppProblem, AttachAnswer } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import {
  api,
  createRecord,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
} from './support/app-instance.ts';

test('a file waits for the record of its key, and is attached to it once', async () => {
  await using app = await startAppInstance();
  const key = newKey();
  const path = `${api}/tasks/${key}/attachments`;
  const file = {
    id: 'a1',
    name: 'graph.txt',
    content_type: 'text/plain',
    content: Buffer.from('Größe').toString('base64'),
  };

  const early = await app.relay.post(path, file);
  const leftEarly = [...(await app.rows('sys_attachment')), ...rowsLeft(app, 'x_alrt_relay_event')];
  await app.relay.put(`${api}/tasks/${key}`, newCommand());
  const first = await app.relay.post(path, file);
  const again = await app.relay.post(path, file);

  expect([early.status, AppProblem.parse(early.result).problem.code]).toEqual([404, 'not_found']);
  expect(leftEarly).toEqual([]);
  expect(rowsLeft(app, 'x_alrt_relay_event')).toHaveLength(1);
  expect(AttachAnswer.parse(first.result).outcome).toBe('attached');
  expect(AttachAnswer.parse(again.result).outcome).toBe('known');
  const [incident] = await app.rows('incident', `correlation_id=${key}`);
  const found = await app.rows('sys_attachment', `table_sys_id=${String(incident?.['sys_id'])}`);
  expect(found).toMatchObject([{ file_name: 'a1 graph.txt', content_type: 'text/plain' }]);
  const content = await app.admin.get(`/api/now/attachment/${String(found[0]?.['sys_id'])}/file`);
  expect(content.text).toBe('Größe');
});

test('a file that the instance refuses is said to be refused, and is not known afterwards', async () => {
  await using app = await startAppInstance();
  const key = newKey();
  await app.relay.put(`${api}/tasks/${key}`, newCommand());
  const path = `${api}/tasks/${key}/attachments`;
  const file = { id: 'a1', name: 'graph.exe', content_type: 'text/plain', content: 'AAAA' };
  const rule = await app.admin.post('/api/now/table/sys_script', {
    name: 'No programs',
    collection: 'sys_attachment',
    when: 'before',
    action_insert: 'true',
    active: 'true',
    advanced: 'true',
    script: 'current.setAbortAction(true);',
  });

  const refused = await app.relay.post(path, file);
  await app.admin.patch(`/api/now/table/sys_script/${String(rule.result['sys_id'])}`, {
    active: 'false',
  });
  const allowed = await app.relay.post(path, file);

  expect([refused.status, AppProblem.parse(refused.result).problem.code]).toEqual([
    422,
    'write_refused',
  ]);
  expect(AttachAnswer.parse(allowed.result).outcome).toBe('attached');
});

test('a file is attached once though it could not be remembered, and by several that bring it at once', async () => {
  await using app = await startAppInstance({ requestThreads: 3 });
  const { key, sysId } = await createRecord(app);
  const bring = (id: string) =>
    app.relay.post(`${api}/tasks/${key}/attachments`, {
      id,
      name: 'graph.txt',
      content_type: 'text/plain',
      content: 'AAAA',
    });
  // As a request leaves it that dies when the file is there.
  const rule = await app.admin.post('/api/now/table/sys_script', {
    name: 'Forgets',
    collection: 'x_alrt_relay_event',
    when: 'before',
    action_update: 'true',
    active: 'true',
    advanced: 'true',
    script: 'current.setAbortAction(true);',
  });
  const first = await bring('forgotten');
  await app.admin.delete(`/api/now/table/sys_script/${String(rule.result['sys_id'])}`);
  const again = await bring('forgotten');
  const together = Array.from({ length: 12 }, (_, nth) => `together ${nth}`);
  for (const id of together) {
    const statuses = (await Promise.all([bring(id), bring(id), bring(id)])).map(
      (one) => one.status,
    );
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
  }

  expect(AttachAnswer.parse(again.result)).toEqual(AttachAnswer.parse(first.result));
  const found = await app.rows('sys_attachment', `table_sys_id=${sysId}`);
  expect(found.map((row) => String(row['file_name'])).toSorted()).toEqual(
    ['forgotten', ...together].map((id) => `${id} graph.txt`).toSorted(),
  );
});
