import { FormData, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;
let incident: string;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  const created = await admin.post('/api/now/table/incident', { short_description: 'a' });
  incident = String(created.result['sys_id']);
});

afterAll(async () => {
  await instance.close();
});

const address = (name: string, sysId = incident): string =>
  `/api/now/attachment/file?table_name=incident&table_sys_id=${sysId}&file_name=${name}`;

async function uploadText(name: string, text: string): Promise<string> {
  const answer = await admin.post(address(name), text, { 'content-type': 'text/plain' });
  expect(answer.status).toBe(201);
  return String(answer.result['sys_id']);
}

test('a file is attached, described, fetched as it was and deleted', async () => {
  const bytes = 'grüße\u0000\u0001';
  const answer = await admin.post(address('a.bin'), bytes, {
    'content-type': 'application/octet-stream',
  });
  const path = `/api/now/attachment/${answer.result['sys_id']}`;

  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`${instance.url}${path}/file`);
  expect(answer.result).toMatchObject({
    table_name: 'incident',
    table_sys_id: incident,
    file_name: 'a.bin',
    content_type: 'application/octet-stream',
    size_bytes: String(Buffer.byteLength(bytes)),
    compressed: 'true',
    download_link: `${instance.url}${path}/file`,
  });
  expect((await admin.get(path)).result).toMatchObject({ file_name: 'a.bin' });
  const file = await admin.get(`${path}/file`);
  expect([file.text, file.headers.get('content-type')]).toEqual([
    bytes,
    'application/octet-stream',
  ]);
  expect((await admin.delete(path)).status).toBe(204);
  expect((await admin.get(path)).status).toBe(404);
  expect((await admin.get(`${path}/file`)).status).toBe(404);
});

test('a form carries a file in its last part', async () => {
  const form = new FormData();
  form.set('table_name', 'incident');
  form.set('table_sys_id', incident);
  form.set('uploadFile', new Blob(['of a form'], { type: 'text/plain' }), 'form.txt');
  const { user, password } = instance.admin;

  const answer = await request(`${instance.url}/api/now/attachment/upload`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    },
    body: form,
  });

  expect(answer.statusCode).toBe(201);
  const body: unknown = await answer.body.json();
  expect(body).toMatchObject({
    result: { file_name: 'form.txt', content_type: 'text/plain', size_bytes: '9' },
  });
});

test('attachments are listed by query', async () => {
  await uploadText('listed.txt', 'x');

  const answer = await admin.get(
    `/api/now/attachment?sysparm_query=table_sys_id=${incident}^file_name=listed.txt`,
  );

  expect(answer.list.map((record) => record['file_name'])).toEqual(['listed.txt']);
});

test('a file is renamed', async () => {
  const sysId = await uploadText('old.txt', 'x');

  const answer = await admin.patch(`/api/now/attachment/${sysId}`, { file_name: 'new.txt' });

  expect(answer.status).toBe(204);
  expect((await admin.get(`/api/now/attachment/${sysId}`)).result['file_name']).toBe('new.txt');
});

test('a file may be larger than other bodies', async () => {
  const answer = await admin.post(address('large.txt'), 'x'.repeat(11_000_000), {
    'content-type': 'text/plain',
  });

  expect([answer.status, answer.result['size_bytes']]).toEqual([201, '11000000']);
});

test('nothing is attached to what is not there, or with a parameter missing', async () => {
  const text = { 'content-type': 'text/plain' };

  expect((await admin.post(address('a', '0'.repeat(32)), 'x', text)).status).toBe(404);
  expect((await admin.post('/api/now/attachment/file?table_name=incident', 'x', text)).status).toBe(
    400,
  );
  expect((await admin.post('/api/now/attachment/upload', 'x', text)).status).toBe(400);
});

test('who may not read the record sees none of its attachments', async () => {
  const sysId = await uploadText('secret.txt', 'x');
  const stranger = createTestClient(instance.url, instance.integration);

  expect((await stranger.get('/api/now/attachment')).list).toEqual([]);
  expect((await stranger.get(`/api/now/attachment/${sysId}/file`)).status).toBe(404);
  expect((await stranger.post(address('a'), 'x', { 'content-type': 'text/plain' })).status).toBe(
    404,
  );
});

test('a file that was made offline keeps its time', async () => {
  const made = await admin.post(`${address('late.txt')}&creation_time=2026-01-02 03:04:05`, 'a', {
    'content-type': 'text/plain',
  });

  expect(made.result).toMatchObject({ sys_created_on: '2026-01-02 03:04:05' });
});

describe('attributes of an attachment', () => {
  test('are added, listed, changed and removed', async () => {
    const id = await uploadText('notes.txt', 'a');
    const path = `/api/now/attachment/${id}/attributes`;

    const added = await admin.post(path, { key: 'origin', value: 'phone' });
    await admin.post(path, { key: 'pages', value: '2' });
    const again = await admin.post(path, { key: 'origin', value: 'mail' });
    const changed = await admin.put(`${path}/origin`, { value: 'mail' });
    const listed = await admin.get(path);
    const one = await admin.get(`${path}/pages`);

    expect([added.status, again.status]).toEqual([201, 400]);
    expect(changed.result).toEqual({ key: 'origin', value: 'mail' });
    expect(listed.list).toEqual([
      { key: 'origin', value: 'mail' },
      { key: 'pages', value: '2' },
    ]);
    expect(one.result).toEqual({ key: 'pages', value: '2' });
    expect((await admin.delete(`${path}/origin`)).status).toBe(204);
    expect((await admin.get(`${path}/origin`)).status).toBe(404);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).list).toEqual([]);
  });

  test('need a key, a value and an attachment', async () => {
    const id = await uploadText('notes.txt', 'a');
    const path = `/api/now/attachment/${id}/attributes`;

    expect((await admin.post(path, { key: 'a' })).status).toBe(400);
    expect((await admin.post(path, { value: 'a' })).status).toBe(400);
    expect((await admin.put(`${path}/none`, { value: 'a' })).status).toBe(404);
    expect((await admin.get(`/api/now/attachment/${'0'.repeat(32)}/attributes`)).status).toBe(404);
  });
});
