import { randomBytes } from 'node:crypto';
import { AppProblem, AttachmentAnswer } from '@alert-relay/shared-types';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestClient } from '../instance/testing/client.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  changesOf,
  connectRelay,
  createRecord,
  rowsLeft,
  startAppInstance,
  startConnectedApp,
  upload,
  type AppInstance,
} from './support/app-instance.ts';

const png = 'PNG of a graph';

describe.each(['after', 'async'] as const)('a picture (capture: %s)', (capture) => {
  let app: AppInstance;
  let agent: TestClient;

  beforeAll(async () => {
    app = await startAppInstance({
      crossScopeRules: capture === 'after' ? 'observed' : 'documented',
    });
    await app.setProperty('capture', capture);
    await connectRelay(app);
    const [connection] = await app.rows('x_alrt_relay_connection');
    await app.admin.post('/api/now/table/x_alrt_relay_forward_rule', {
      name: 'Problems',
      table: 'problem',
      connection: connection?.['sys_id'],
      source: 'servicenow',
    });
    agent = await app.newClient('beth.anglin', ['itil']);
    return () => app[Symbol.asyncDispose]();
  });

  const quiet = () =>
    waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

  test('that a person attaches to a linked record is told, and its content can be fetched', async () => {
    const { key, sysId } = await createRecord(app);
    await quiet();

    const file = await upload(agent, { table: 'incident', sysId });
    await quiet();

    const change = (await changesOf(app, sysId)).at(-1);
    expect(change).toMatchObject({
      operation: 'update',
      table: 'incident',
      key,
      fields: [],
      journal: [],
      origin: null,
      actor: { user_name: 'beth.anglin' },
      attachments: [
        {
          sys_id: file,
          file_name: 'graph.png',
          content_type: 'image/png',
          size_bytes: png.length,
          author: 'beth.anglin',
        },
      ],
    });
    const answer = await app.relay.get(`${api}/attachments/${file}`);
    const fetched = AttachmentAnswer.parse(answer.result);
    expect(fetched).toMatchObject({ sys_id: file, file_name: 'graph.png' });
    expect(Buffer.from(fetched.content, 'base64').toString()).toBe(png);
  });

  test('comes after what was told before it and before what is told later', async () => {
    const { sysId } = await createRecord(app);
    await quiet();
    for (const name of ['one.png', 'two.png', 'three.png']) {
      await upload(agent, { table: 'incident', sysId }, { name });
    }
    await quiet();
    await agent.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await quiet();

    const changes = (await changesOf(app, sysId)).toSorted((a, b) => a.sequence - b.sequence);

    expect(changes[0]?.operation).toBe('insert');
    const names = changes.flatMap(({ attachments = [] }) =>
      attachments.map((attachment) => attachment.file_name),
    );
    expect(names.toSorted()).toEqual(['one.png', 'three.png', 'two.png']);
    expect(changes.at(-1)?.record.state).toBe('2');
  });

  test('comes with the record as it stands, columns of its own class among them', async () => {
    const { sysId } = await createRecord(app);
    const resolved = { state: '6', close_code: 'Duplicate', close_notes: 'See the other one' };
    await agent.patch(`/api/now/table/incident/${sysId}`, resolved);
    await quiet();

    await upload(agent, { table: 'incident', sysId });
    await quiet();

    const change = (await changesOf(app, sysId)).find(
      ({ attachments }) => attachments !== undefined,
    );
    expect(change?.record).toMatchObject(resolved);
  });

  test('is not told while the app is switched off, nor what else happens', async () => {
    const { sysId } = await createRecord(app);
    await quiet();
    await app.setProperty('enabled', 'false');

    await agent.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await upload(agent, { table: 'incident', sysId });
    await quiet();
    await app.admin.delete(`/api/now/table/incident/${sysId}`);
    await quiet();
    await app.setProperty('enabled', 'true');

    expect(await changesOf(app, sysId)).toHaveLength(1);
  });

  test('that the relay attached itself is not told back', async () => {
    const { key, sysId } = await createRecord(app);
    await quiet();
    const before = (await changesOf(app, sysId)).length;

    await app.relay.post(`${api}/tasks/${key}/attachments`, {
      id: 'a 1',
      name: 'graph.png',
      content_type: 'image/png',
      content: Buffer.from(png).toString('base64'),
    });
    await quiet();

    await agent.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await quiet();

    const later = (await changesOf(app, sysId)).slice(before);
    expect(later).toHaveLength(1);
    expect(later.flatMap(({ attachments = [] }) => attachments)).toEqual([]);
  });

  test('that the relay attached is not told either with the first that it is told of the record', async () => {
    await app.setProperty('enabled', 'false');
    const { key, sysId } = await createRecord(app);
    const attached = await app.relay.post(`${api}/tasks/${key}/attachments`, {
      id: 'a 1',
      name: 'graph.png',
      content_type: 'image/png',
      content: Buffer.from(png).toString('base64'),
    });
    await quiet();
    await app.setProperty('enabled', 'true');

    await agent.patch(`/api/now/table/incident/${sysId}`, { state: '2' });
    await quiet();

    const changes = await changesOf(app, sysId);
    expect(attached.status, attached.text).toBe(200);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.attachments ?? []).toEqual([]);
  });

  test('on a record that was born in ServiceNow is told as well', async () => {
    const problem = await app.admin.post('/api/now/table/problem', { short_description: 'slow' });
    expect(problem.status, problem.text).toBe(201);
    const sysId = String(problem.result['sys_id']);
    await quiet();

    const file = await upload(app.admin, { table: 'problem', sysId }, { name: 'after.png' });
    await quiet();

    const changes = await changesOf(app, sysId);
    expect(changes.at(-1)).toMatchObject({
      key: null,
      source: 'servicenow',
      attachments: [{ file_name: 'after.png' }],
    });
    expect((await app.relay.get(`${api}/attachments/${file}`)).status).toBe(200);
  });

  // A form hands its sys_id to the files that are attached before it is sent.
  const attach = (sysId: string, name: string, contentType: string) =>
    app.admin.post('/api/now/table/sys_attachment', {
      table_name: 'problem',
      table_sys_id: sysId,
      size_bytes: '5',
      file_name: name,
      content_type: contentType,
    });
  const create = (sysId: string) =>
    app.admin.post('/api/now/table/problem', { sys_id: sysId, short_description: 'slow' });
  const told = async (sysId: string) =>
    (await changesOf(app, sysId)).flatMap(({ attachments = [] }) => attachments);

  test('that is there before its record is told with the record, once; another kind of file is not', async () => {
    const sysId = randomBytes(16).toString('hex');
    const picture = await attach(sysId, 'before.png', 'image/png');
    await attach(sysId, 'before.pdf', 'application/pdf');
    await create(sysId);
    await app.admin.patch(`/api/now/table/problem/${sysId}`, { state: '102' });
    await quiet();

    expect(await told(sysId)).toMatchObject([
      { sys_id: picture.result['sys_id'], file_name: 'before.png', size_bytes: 5 },
    ]);
  });

  test('is told once, however close to each other it and its record come', async () => {
    const sysIds = Array.from({ length: 12 }, () => randomBytes(16).toString('hex'));
    for (const sysId of sysIds) {
      await Promise.all([create(sysId), attach(sysId, 'beside.png', 'image/png')]);
    }
    await quiet();

    const names = await Promise.all(sysIds.map(told));
    expect(names.map((files) => files.map((file) => file.file_name))).toEqual(
      sysIds.map(() => ['beside.png']),
    );
  });

  test('has a name that is never run as a script', async () => {
    const { sysId } = await createRecord(app);
    const name = 'javascript:gs.error("picture").png';

    await upload(app.admin, { table: 'incident', sysId }, { name });
    await quiet();

    const told = (await changesOf(app, sysId)).flatMap(({ attachments = [] }) => attachments);
    expect(told).toMatchObject([{ file_name: name }]);
    expect(await app.rows('syslog', 'messageLIKEpicture')).toEqual([]);
  });
});

describe('what stays in ServiceNow', () => {
  let app: AppInstance;

  beforeAll(async () => {
    app = await startConnectedApp();
    return () => app[Symbol.asyncDispose]();
  });

  const problemOf = async (file: string): Promise<string> => {
    const answer = await app.relay.get(`${api}/attachments/${file}`);
    return `${answer.status} ${AppProblem.parse(answer.result).problem.code}`;
  };

  test('a file of another kind, even its name', async () => {
    const { sysId } = await createRecord(app);

    const file = await upload(
      app.admin,
      { table: 'incident', sysId },
      { name: 'salaries.pdf', type: 'application/pdf' },
    );

    expect(await changesOf(app, sysId)).toHaveLength(1);
    expect(await problemOf(file)).toBe('422 attachment_withheld');
    expect(rowsLeft(app, 'x_alrt_relay_event')).toEqual([]);
  });

  test('the content of a picture that is too large: name and size are told', async () => {
    await app.setProperty('max_attachment_bytes', '10');
    const { sysId } = await createRecord(app);

    const file = await upload(app.admin, { table: 'incident', sysId });

    const told = (await changesOf(app, sysId)).at(-1)?.attachments;
    const problem = await problemOf(file);
    await app.setProperty('max_attachment_bytes', '3000000');
    expect(told).toMatchObject([{ size_bytes: png.length, withheld: 'size' }]);
    expect(problem).toBe('422 attachment_withheld');
  });

  test('every picture, when attachments are among the excluded columns', async () => {
    await app.setProperty('excluded_columns', 'attachments');
    const { sysId } = await createRecord(app);

    const file = await upload(app.admin, { table: 'incident', sysId });

    const count = (await changesOf(app, sysId)).length;
    const problem = await problemOf(file);
    await app.setProperty('excluded_columns', '');
    expect(count).toBe(1);
    expect(problem).toBe('422 attachment_withheld');
  });

  test('pictures of records that no relay is told about', async () => {
    const own = await app.admin.post('/api/now/table/incident', { short_description: 'own' });

    const file = await upload(app.admin, {
      table: 'incident',
      sysId: String(own.result['sys_id']),
    });

    expect(await problemOf(file)).toBe('404 not_found');
    expect(await problemOf('f'.repeat(32))).toBe('404 not_found');
    expect(await problemOf('no-sys-id')).toBe('400 invalid_request');
  });

  test('a picture that is not wholly stored yet: the relay is asked to come again', async () => {
    const { sysId } = await createRecord(app);
    const file = await upload(app.admin, { table: 'incident', sysId });
    await app.admin.patch(`/api/now/table/sys_attachment/${file}`, { size_bytes: '99999' });

    const answer = await app.relay.get(`${api}/attachments/${file}`);

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([409, '5']);
    expect(AppProblem.parse(answer.result).problem.code).toBe('not_ready');
  });
});
