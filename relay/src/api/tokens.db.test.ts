import request from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { tokenScopes } from '../domain/token-scopes.ts';

const own = '/api/v1/workspaces/default';

let api: SampleApi;

beforeEach(async () => {
  api = await createSampleApi();
});

afterEach(() => api.close());

const wanted = { name: 'backup script', scopes: ['events:write', 'events:read'], days: 7 };

test('a token is made, shown once, works as far as it may, and is closed at once', async () => {
  const authorization = await api.token();
  const call = (method: 'get' | 'post' | 'delete', path: string, token = authorization) =>
    request(api.app)[method](`${own}${path}`).set({ authorization: token });

  const made = await call('post', '/tokens').send(wanted).expect(201);
  const mine = `Bearer ${made.body.token}`;
  await call('get', '/events', mine).expect(200);
  await call('get', '/audit', mine).expect(403);
  await request(api.app)
    .get('/api/v1/workspaces/other/events')
    .set({ authorization: mine })
    .expect(404);
  const listed = await call('get', '/tokens').expect(200);
  const closed = await call('delete', `/tokens/${made.body.id}`).expect(200);
  await call('get', '/events', mine).expect(401);
  await call('delete', `/tokens/${made.body.id}`).expect(404);

  expect(made.body).toMatchObject({
    name: 'backup script',
    workspace: 'default',
    scopes: wanted.scopes,
    expiresAt: new Date(api.now + 7 * 86_400_000).toISOString(),
  });
  expect(JSON.stringify([listed.body, closed.body])).not.toContain(made.body.token);
  expect(listed.body.rows).toContainEqual(expect.objectContaining({ id: made.body.id }));
  const audit = await call('get', '/audit').expect(200);
  expect(audit.body.rows.slice(0, 2)).toMatchObject([
    { actor: 'token test', action: 'token.revoke', subject: 'backup script' },
    {
      actor: 'token test',
      action: 'token.create',
      subject: 'backup script',
      after: { id: made.body.id, scopes: wanted.scopes },
    },
  ]);
  expect(JSON.stringify(audit.body)).not.toContain(made.body.token);
});

test('it expires, and lives 90 days where nothing is said', async () => {
  const made = await request(api.app)
    .post(`${own}/tokens`)
    .set({ authorization: await api.token() })
    .send({ name: 'a', scopes: ['events:read'] })
    .expect(201);

  expect(Date.parse(made.body.expiresAt) - api.now).toBe(90 * 86_400_000);
});

test('nobody hands on what he has not', async () => {
  const authorization = await api.token({ scopes: ['tokens:write', 'events:read'] });
  const make = (some: readonly string[]) =>
    request(api.app).post(`${own}/tokens`).set({ authorization }).send({ name: 'a', scopes: some });

  const refused = await make(['events:read', 'config:write']).expect(403);

  expect(refused.body).toMatchObject({ code: 'TOKEN_SCOPE_MISSING' });
  expect(refused.body.detail).toContain('config:write');
  await make(['events:read', 'tokens:write']).expect(201);
});

test('nobody hands on a longer life than he was given, and a token can make its successor', async () => {
  const day = 86_400_000;
  const given = { createdAt: api.now - 6 * day, expiresAt: api.now + day };
  const authorization = await api.token(given);
  const make = (days: number | undefined) =>
    request(api.app)
      .post(`${own}/tokens`)
      .set({ authorization })
      .send({ ...wanted, days });

  const refused = await make(8).expect(400);
  const successor = await make(7).expect(201);
  const unsaid = await make(undefined).expect(201);

  expect(refused.body).toMatchObject({
    code: 'REQUEST_INVALID',
    detail: expect.stringMatching(/^body\.days: .* 7 /),
  });
  for (const { body } of [successor, unsaid]) {
    expect(Date.parse(body.expiresAt) - api.now).toBe(7 * day);
  }
});

test('tokens of all workspaces are made, listed and closed by who may everything', async () => {
  const everywhere = await api.token({ workspace: undefined });
  const own = await api.token();
  const call = (method: 'get' | 'post' | 'delete', path: string, token = everywhere) =>
    request(api.app)[method](`/api/v1/tokens${path}`).set({ authorization: token });

  const forOther = await call('post', '')
    .send({ ...wanted, workspace: 'other' })
    .expect(201);
  const forAll = await call('post', '').send(wanted).expect(201);
  await call('post', '')
    .send({ ...wanted, workspace: 'nowhere' })
    .expect(404);
  await call('post', '', own).send(wanted).expect(404);

  const list = await call('get', '').expect(200);
  const ids = list.body.rows.map(({ id }: { readonly id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining([forOther.body.id, forAll.body.id]));
  for (const { body } of [forOther, forAll]) {
    // Of another workspace, and of all of them: neither is one's own.
    await request(api.app)
      .delete(`/api/v1/workspaces/default/tokens/${body.id}`)
      .set({ authorization: own })
      .expect(404);
    await call('delete', `/${body.id}`).expect(200);
  }
});

test.each([
  ['no scope', { scopes: [] }],
  ['an unknown scope', { scopes: ['everything'] }],
  ['no name', { name: '' }],
  ['a name of blanks', { name: '  ' }],
  ['a name that would be two lines of a list', { name: 'a\nb' }],
  ['a life without end', { days: 100_000 }],
  ['no life', { days: 0 }],
])('%s is refused', async (_what, fault) => {
  const refused = await request(api.app)
    .post(`${own}/tokens`)
    .set({ authorization: await api.token({ scopes: tokenScopes }) })
    .send({ ...wanted, ...fault })
    .expect(400);

  expect(refused.body).toMatchObject({ code: 'REQUEST_INVALID' });
});
