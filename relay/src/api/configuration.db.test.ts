import request from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRevision } from '../store/configuration.ts';
import { createSampleApi, type SampleApi } from '../sample-api.ts';

const own = '/api/v1/workspaces/default';
let api: SampleApi;
let authorization: string;

beforeEach(async () => {
  api = await createSampleApi();
  authorization = await api.token({ workspace: undefined });
});

afterEach(() => api.close());

function call(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object) {
  const asked = request(api.app)[method](path).set({ authorization });
  return body === undefined ? asked : asked.send(body);
}

const hook = {
  name: 'hook',
  kind: 'webhook',
  url: 'https://hook.example',
  secret: `whsec_${'A'.repeat(43)}=`,
};

test('what is created works at once, and its secret is never shown again', async () => {
  const created = await call('post', `${own}/destinations`, hook).expect(201);
  const shown = await call('get', `${own}/destinations/hook`).expect(200);
  const list = await call('get', `${own}/destinations`).expect(200);

  expect(created.headers['etag']).toBe(`"${created.body.revision}"`);
  expect(shown.body).toEqual(created.body);
  expect(list.body.rows).toEqual([created.body]);
  expect(shown.body).toMatchObject({
    kind: 'destination',
    enabled: true,
    entry: { url: 'https://hook.example', secret: { set: true } },
  });
  await call('patch', `${own}/routes/ops`, { destination: 'hook' }).expect(200);
});

test('what is shown can be sent back with a change, and is refused when somebody was faster', async () => {
  const shown = await call('get', `${own}/connections/prod`);
  const entry = { ...shown.body.entry, description: 'the real one' };
  const put = () =>
    call('put', `${own}/connections/prod`, entry).set({ 'if-match': shown.headers['etag'] ?? '' });

  const changed = await put().expect(200);
  const late = await put().expect(412);

  expect(changed.body.entry).toMatchObject({
    description: 'the real one',
    credentials: { password: { set: true } },
  });
  expect(late.body).toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('a source that is switched off takes nothing more', async () => {
  await call('patch', `${own}/sources/prometheus`, { enabled: false }).expect(200);

  const sent = await call('post', `${own}/events`, {
    source: 'prometheus',
    fingerprint: 'disk',
    status: 'firing',
    title: 'Disk full',
  });

  expect([sent.status, sent.body.code]).toEqual([403, 'SOURCE_DISABLED']);
});

describe('deleting', () => {
  test('a workspace is refused when somebody changed it since it was read', async () => {
    await call('post', '/api/v1/workspaces', { name: 'acme' }).expect(201);
    const shown = await call('get', '/api/v1/workspaces/acme');
    const remove = (etag = '') =>
      call('delete', '/api/v1/workspaces/acme?cascade=true').set({ 'if-match': etag });
    const changed = await call('patch', '/api/v1/workspaces/acme', { enabled: false }).expect(200);

    const late = await remove(shown.headers['etag']).expect(412);

    expect(late.body).toMatchObject({ code: 'PRECONDITION_FAILED' });
    await remove(changed.headers['etag']).expect(200);
  });

  test('lists what depends on it, and takes it along when asked', async () => {
    const refused = await call('delete', `${own}/connections/prod`).expect(409);
    const deleted = await call('delete', `${own}/connections/prod?cascade=true`).expect(200);

    expect(refused.body).toMatchObject({
      code: 'CONFIGURATION_IN_USE',
      detail: expect.stringContaining('the connection prod is used by the route ops'),
    });
    expect(deleted.body.deleted).toEqual([
      { kind: 'connection', name: 'prod' },
      { kind: 'route', name: 'ops' },
    ]);
    await call('get', `${own}/routes/ops`).expect(404);
  });

  test('a workspace closes its doors', async () => {
    await call('delete', own).expect(409);
    await call('delete', `${own}?cascade=true`).expect(200);

    await call('get', `${own}/routes`).expect(404);
    const { body } = await call('get', '/api/v1/workspaces').expect(200);
    expect(body.rows.map(({ name }: { name: string }) => name)).toEqual(['other']);
  });
});

test('what does not fit is refused with the place, and nothing is written', async () => {
  const before = await findRevision(api.store.db);

  for (const [method, path, body, status, place] of [
    ['post', '/routes', { name: 'x', sources: ['nobody'], connection: 'prod' }, 422, 'sources[0]'],
    ['post', '/routes', { sources: ['prometheus'], connection: 'prod' }, 422, 'name'],
    [
      'post',
      '/routes',
      { name: 'ops', sources: ['prometheus'], connection: 'prod' },
      409,
      'already',
    ],
    [
      'put',
      '/routes/ops',
      { name: 'new', sources: ['prometheus'], connection: 'prod' },
      422,
      'name',
    ],
    ['patch', '/routes/ops', { table: 'No Table' }, 422, 'table'],
    ['patch', '/routes/nothing', { enabled: false }, 404, 'no route nothing'],
    ['post', '/sources', { name: 'x', connector: 'nothing' }, 422, 'connector'],
    ['put', '/route-order', { names: ['ops', 'nothing'] }, 422, 'ops'],
    ['patch', '/connections/prod', { url: 'https://thief.example' }, 422, 'the secret anew'],
  ] as const) {
    const refused = await call(method, `${own}${path}`, body);

    expect([refused.status, refused.body.detail]).toEqual([status, expect.stringContaining(place)]);
    expect(refused.headers['content-type']).toContain('application/problem+json');
  }
  expect(await findRevision(api.store.db)).toBe(before);
});

test('what is nested deeper than any entry is refused before anybody walks through it', async () => {
  const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
  const patch = (depth: number) => call('patch', `${own}/sources/prometheus`, nested(depth));

  const deep = await patch(32).expect(400);

  expect(deep.body.detail).toBe('body: expected something less deeply nested');
  await patch(31).expect(422);
});

test('routes are tried in the order that was said', async () => {
  await call('post', `${own}/routes`, {
    name: 'first',
    sources: ['prometheus'],
    connection: 'prod',
  }).expect(201);

  await call('put', `${own}/route-order`, { names: ['first', 'ops'] }).expect(200);

  const { body } = await call('get', `${own}/routes`);
  expect(body.rows.map(({ name }: { name: string }) => name)).toEqual(['first', 'ops']);
});

test('an ETag is sent with an object, which takes it back in If-Match, and with nothing else', async () => {
  const { body: before } = await call('get', `${own}/configuration/versions`);
  const changed = await call('patch', `${own}/routes/ops`, { table: 'problem' }).expect(200);
  const workspace = await call('get', own).expect(200);
  const rollback = `${own}/configuration/versions/${before.rows[0].revision}/rollback`;

  const ordered = await call('put', `${own}/route-order`, { names: ['ops'] }).expect(200);
  const back = await call('post', rollback).expect(200);

  for (const { body, headers } of [changed, workspace]) {
    expect(headers['etag']).toBe(`"${body.revision}"`);
  }
  for (const { body, headers } of [ordered, back]) {
    expect(body.revision).toBeGreaterThan(changed.body.revision);
    expect(headers).not.toHaveProperty('etag');
  }
});

test('a workspace is made, filled and used without a restart', async () => {
  await call('post', '/api/v1/workspaces', { name: 'acme', description: 'A customer' }).expect(201);
  await call('post', '/api/v1/workspaces/acme/sources', {
    name: 'prometheus',
    connector: 'alertmanager',
    settings: { token: 'token-of-another-prometheus-source' },
  }).expect(201);

  const { body } = await call('get', '/api/v1/workspaces/acme/sources').expect(200);

  expect(body.rows).toMatchObject([{ entry: { settings: { token: { set: true } } } }]);
});

test('an export is imported as it is, secrets stay, and changes of it are shown first', async () => {
  const { body: tree } = await call('get', `${own}/configuration`).expect(200);
  const draft = {
    ...tree,
    match: 'all',
    sources: [...tree.sources, { ...tree.sources[0], name: 'two' }],
  };

  const nothing = await call('put', `${own}/configuration`, tree).expect(200);
  const noSecret = await call('put', `${own}/configuration`, draft).expect(422);
  draft.sources[1] = {
    name: 'two',
    connector: 'alertmanager',
    settings: { token: 't'.repeat(32) },
  };
  const dry = await call('put', `${own}/configuration?dryRun=true`, draft).expect(200);
  const done = await call('put', `${own}/configuration`, draft).expect(200);

  expect(JSON.stringify(tree)).not.toContain('token-of-the-prometheus-source');
  expect(nothing.body).toEqual({ differences: [] });
  expect(noSecret.body.detail).toContain('the source two: settings.token');
  expect(dry.body).toEqual(done.body);
  expect(done.body.differences).toMatchObject([
    {
      kind: 'workspace',
      name: 'default',
      change: 'changed',
      fields: [{ path: 'match', after: 'all' }],
    },
    { kind: 'source', name: 'two', change: 'added' },
  ]);
});

test('a workspace goes back to what it was, and the audit tells before and after', async () => {
  await call('patch', `${own}/routes/ops`, { table: 'problem' }).expect(200);
  const { body: history } = await call('get', `${own}/configuration/versions`).expect(200);
  const [, first] = history.rows;

  const then = await call('get', `${own}/configuration/versions/${first.revision}`).expect(200);
  const back = await call(
    'post',
    `${own}/configuration/versions/${first.revision}/rollback`,
  ).expect(200);
  const { body: route } = await call('get', `${own}/routes/ops`);
  const { body: audit } = await call('get', `${own}/audit`);

  expect(then.body.differences).toMatchObject([
    {
      kind: 'route',
      name: 'ops',
      change: 'changed',
      fields: [{ path: 'table', after: 'problem' }],
    },
  ]);
  expect(back.body.revision).toBeGreaterThan(history.rows[0].revision);
  expect(route.entry.table).toBeUndefined();
  expect(audit.rows[1]).toMatchObject({
    action: 'route.edit',
    subject: 'ops',
    actor: 'token test',
    before: [{ kind: 'route', entry: { name: 'ops' } }],
    after: [{ kind: 'route', entry: { table: 'problem' } }],
  });
});

test('what a deleted workspace received is gone with it, and not what is beside it', async () => {
  const sent = { fingerprint: 'disk', status: 'firing', title: 'Disk full' };
  await call('post', `${own}/events`, { ...sent, source: 'prometheus' }).expect(202);

  await call('delete', `${own}?cascade=true`).expect(200);

  for (const table of ['event', 'delivery', 'job', 'configuration'] as const) {
    const rows = await api.store.db
      .selectFrom(table)
      .select('workspace')
      .where('workspace', '=', 'default')
      .execute();
    expect(rows).toEqual([]);
  }
  await call('get', '/api/v1/workspaces/other').expect(200);
});
