import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { revokeApiToken } from '../store/api-tokens.ts';
import { scopes } from './define-route.ts';
import { routes } from './routes.ts';

let api: SampleApi;

beforeAll(async () => {
  api = await createSampleApi();
});

afterAll(() => api.close());

describe('every route', () => {
  const cases = routes.map((route) => ({
    name: `${route.method} ${route.path}`,
    route,
    path: route.path
      .replace('{id}', '0'.repeat(32))
      .replace('{key}', '0'.repeat(64))
      .replace('{name}', 'nothing')
      .replace('{revision}', '1'),
  }));
  const toUrl = ({ route, path }: (typeof cases)[number], workspace = 'default'): string =>
    route.about === 'relay' ? `/api/v1${path}` : `/api/v1/workspaces/${workspace}${path}`;

  test.each(cases)('$name is closed without a token, and to a wrong or ended one', async (each) => {
    const revoked = await api.token();
    const newest = api.store.db.selectFrom('api_token').select('id').orderBy('id', 'desc');
    const row = await newest.executeTakeFirst();
    await api.commit((unit) => revokeApiToken(unit, row?.id ?? '', api.now));
    const ended = await api.token({ expiresAt: api.now });
    const call = (headers: Record<string, string>) =>
      request(api.app)[each.route.method](toUrl(each)).set(headers);

    for (const headers of [
      {},
      { authorization: 'Bearer art_nobody_knows_this_one_at_all' },
      { authorization: revoked },
      { authorization: ended },
    ]) {
      const refused = await call(headers).expect(401);
      expect(refused.body).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    }
  });

  test.each(cases)('$name needs its scope', async (each) => {
    const { route } = each;
    const others = scopes.filter((scope) => scope !== route.scope);
    const authorization = await api.token({ workspace: undefined, scopes: others });

    const refused = await request(api.app)
      [route.method](toUrl(each))
      .set({ authorization })
      .expect(403);

    expect(refused.body.detail).toContain(route.scope);
  });

  test.each(cases)('$name of a foreign or guessed workspace is not found', async (each) => {
    const authorization = await api.token();
    const everywhere = await api.token({ workspace: undefined });

    const asked =
      each.route.about === 'relay'
        ? ([['', authorization]] as const)
        : ([
            ['other', authorization],
            ['guessed', authorization],
            ['guessed', everywhere],
          ] as const);
    for (const [workspace, header] of asked) {
      const answer = await request(api.app)
        [each.route.method](toUrl(each, workspace))
        .set({ authorization: header })
        .expect(404);
      expect(answer.body).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is described: a summary, a scope, and a sentence for every property', async () => {
    const document = await request(api.app).get('/api/v1/openapi.json').expect(200);
    const undescribed = findUndescribed(document.body);

    expect(
      Object.values(document.body.paths).flatMap((path) => Object.keys(Object(path))),
    ).toHaveLength(routes.length);
    expect(undescribed).toEqual([]);
  });
});

test('the try-it page loads its own files and nothing else', async () => {
  const page = await request(api.app).get('/api/v1/docs').expect(200);
  const policy = page.headers['content-security-policy'];
  const linked = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);

  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
  expect(linked).toHaveLength(3);
  for (const path of linked) await request(api.app).get(`/api/v1/${path}`).expect(200);
});

/** Paths of properties without a description, in parameters, bodies and answers. */
function findUndescribed(node: unknown, path = ''): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) {
    return node.flatMap((part: unknown, index) => findUndescribed(part, `${path}/${index}`));
  }
  return Object.entries(node).flatMap(([name, part]) => {
    const below = findUndescribed(part, `${path}/${name}`);
    if (name !== 'properties') return below;
    const missing = Object.entries(Object(part))
      .filter(([, property]) => typeof Object(property).description !== 'string')
      .map(([property]) => `${path}/${property}`);
    return [...missing, ...below];
  });
}
