import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleChange } from '../domain/samples.ts';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { revokeApiToken } from '../store/api-tokens.ts';
import { insertChange } from '../store/changes.ts';
import { insertDeliveries } from '../store/deliveries.ts';
import { recordMappingReport } from '../store/mapping-reports.ts';
import { insertRepairs } from '../store/repairs.ts';
import { insertWebhookRuns } from '../store/webhook-runs.ts';
import { recordLink } from '../store/record-links.ts';
import { sampleLinkWrite } from '../store/sample-link.ts';
import { tokenScopes } from '../domain/token-scopes.ts';
import { pathOf } from './define-route.ts';
import { documentedRoutes, routes } from './routes.ts';

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
      .replace('{connection}', 'prod')
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
      expect(refused.headers['www-authenticate']).toBe('Bearer');
    }
  });

  const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
  const paths = [...Map.groupBy(documentedRoutes, pathOf)].map(([path, own]) => ({
    path: path.replaceAll(/[{}]/g, ''),
    known: own.map(({ method }) => method),
  }));

  test.each(paths)('$path says which methods it has to one that has another', async (each) => {
    const allowed = each.known.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method]));

    for (const method of methods.filter((one) => !each.known.includes(one))) {
      const refused = await request(api.app)[method](`/api/v1${each.path}`).expect(405);
      expect(refused.headers['allow']).toBe(allowed.join(', ').toUpperCase());
      expect(refused.body).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
    }
  });

  /** By the first word of a path; what is not named here is configuration. */
  const areas: Readonly<Record<string, string>> = {
    events: 'events',
    why: 'events',
    deliveries: 'events',
    'webhook-runs': 'events',
    links: 'events',
    'mapping-reports': 'events',
    status: 'events',
    repairs: 'jobs',
    jobs: 'jobs',
    'dead-letters': 'jobs',
    tokens: 'tokens',
    audit: 'audit',
  };
  /** What asks or does something else than its path says first. */
  const others: Readonly<Record<string, string>> = {
    'post /readings': 'config:read',
    'post /links/{key}/resync': 'jobs:write',
    'post /connections/{name}/resync': 'jobs:write',
    'post /connections/{connection}/doctor': 'doctor:run',
    'get /connections/{connection}/status': 'events:read',
    'get /routes/{route}/readiness': 'events:read',
    'post /routes/{route}/readiness': 'events:write',
  };

  test.each(cases)('$name takes the scope of what it is about', ({ name, route }) => {
    const [, first = ''] = route.path.split('/');
    const verb = route.method === 'get' ? 'read' : 'write';

    expect(route.scope).toBe(others[name] ?? `${areas[first] ?? 'config'}:${verb}`);
  });

  test('a token is taken whatever the letters in which its scheme is written', async () => {
    const authorization = (await api.token()).replace('Bearer', 'bearer');

    const { status } = await request(api.app)
      .get('/api/v1/workspaces/default/events')
      .set({ authorization });

    expect(status).toBe(200);
  });

  test.each(cases)('$name needs its scope', async (each) => {
    const { route } = each;
    const others = tokenScopes.filter((scope) => scope !== route.scope);
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

  const promises = { 'if-match': '"1"', 'idempotency-key': 'once' } as const;

  test.each(cases.filter(({ route }) => route.method !== 'get'))(
    '$name keeps what a header promises, or refuses it',
    async (each) => {
      const { route } = each;
      const authorization = await api.token({ workspace: undefined });
      const send = (header: string, value: string) =>
        request(api.app)
          [route.method](toUrl(each))
          .set({ authorization, [header]: value })
          .send({ unknown: true });

      // By its verb a request but POST may be repeated.
      const [precondition, key] = [
        await send('if-match', promises['if-match']),
        await send('idempotency-key', promises['idempotency-key']),
      ];

      const says = ({ body }: request.Response) => String(body.detail);
      expect(says(precondition).startsWith('If-Match: ')).toBe(!route.headers.includes('if-match'));
      expect(says(key).startsWith('Idempotency-Key: ')).toBe(
        route.method === 'post' && !route.headers.includes('idempotency-key'),
      );
    },
  );

  /** Somebody else's, by what stands in the path. */
  let foreign: Readonly<Record<string, string>>;
  const guessed: Readonly<Record<string, string>> = {
    id: '0'.repeat(32),
    key: '0'.repeat(64),
    name: 'guessed',
    route: 'guessed',
    connection: 'guessed',
    revision: '999999',
    subject: 'INC0099999',
  };
  /** What passes the schemas, so that nothing but the id can be the reason. */
  const bodies: Readonly<Record<string, object>> = {
    'put /connections/{name}': { url: 'https://a.service-now.com', credentials: { kind: 'agent' } },
    'put /sources/{name}': { connector: 'alertmanager', settings: { token: 'a'.repeat(20) } },
    'put /destinations/{name}': { kind: 'slack', url: 'https://hooks.slack.com/services/a' },
    'put /routes/{name}': { sources: ['prometheus'], connection: 'prod' },
    'put /maintenance/{name}': { from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' },
    'post /links/{key}/actions': { action: 'resolve' },
  };
  const named = cases.filter(({ route }) => route.path.includes('{'));

  beforeAll(async () => {
    foreign = await createTheirs(api);
  });

  test.each(
    named.flatMap(({ name, route }) => [
      { name, route, of: 'foreign' as const },
      { name, route, of: 'guessed' as const },
    ]),
  )("$name with a $of id inside one's own workspace is not found", async ({ route, of }) => {
    const known = of === 'foreign' ? foreign : guessed;
    const isToken = of === 'foreign' && route.path.startsWith('/tokens');
    const ids: Readonly<Record<string, string | undefined>> = isToken
      ? { id: known['token'] }
      : known;
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, part: string) => ids[part] ?? part);
    const isEmpty = route.body.safeParse(undefined).success;
    const body = bodies[`${route.method} ${route.path}`] ?? (isEmpty ? undefined : {});
    const before = await seeTheirs(api);

    const prefix = route.about === 'relay' ? '/api/v1' : '/api/v1/workspaces/default';
    // About the relay every token is one's own: there only a guess can miss.
    const isOpen = route.about === 'relay' && of === 'foreign';
    const authorization = await api.token(route.about === 'relay' ? { workspace: undefined } : {});
    const answer = await request(api.app)
      [route.method](prefix + path)
      .set({ authorization })
      .send(body);

    expect([answer.status, answer.body.code]).toEqual(
      isOpen ? [200, undefined] : [404, 'NOT_FOUND'],
    );
    // Nor does the reason tell what a foreign id stands for.
    expect(answer.text).not.toContain(foreign['number']);
    expect(isOpen ? before : await seeTheirs(api)).toEqual(before);
  });

  test.each([
    ['post', '/events', { source: 'theirs', fingerprint: 'a', status: 'firing', title: 'a' }, 404],
    ['post', '/mapping-reports', { connection: 'theirs' }, 404],
    ['put', '/route-order', { names: ['theirs'] }, 422],
    ['post', '/routes', { name: 'r', sources: ['prometheus'], connection: 'theirs' }, 422],
    ['post', '/routes', { name: 'r', sources: ['theirs'], connection: 'prod' }, 422],
    [
      'post',
      '/maintenance',
      { name: 'm', routes: ['theirs'], from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' },
      422,
    ],
  ] as const)(
    '%s %s with a foreign name in its body is refused',
    async (method, path, body, status) => {
      const before = await seeTheirs(api);

      await request(api.app)
        [method](`/api/v1/workspaces/default${path}`)
        .set({ authorization: await api.token() })
        .send(body)
        .expect(status);

      expect(await seeTheirs(api)).toEqual(before);
    },
  );

  /** Of these `other` has nothing of its own, or nothing with a name. */
  const unnamed = new Set(['', '/jobs', '/webhooks', '/configuration/versions']);

  test.each([
    ...cases
      .filter(({ route }) => route.method === 'get' && route.about === 'workspace')
      .filter(({ route }) => !route.path.includes('{'))
      .map(({ path }) => path),
    '/webhook-runs?last=true',
  ])('get %s shows nothing of another workspace', async (path) => {
    const authorization = await api.token();
    const read = async (workspace: string, token: string): Promise<string> => {
      const answer = await request(api.app)
        .get(`/api/v1/workspaces/${workspace}${path}`)
        .set({ authorization: token })
        .expect(200);
      return answer.text;
    };

    const theirs = await read('other', await api.token({ workspace: 'other' }));
    const ours = await read('default', authorization);

    // Else it would be no wonder.
    expect(/theirs|[0-9a-f]{32}/.test(theirs)).toBe(!unnamed.has(path));
    expect(ours).not.toContain('theirs');
    for (const id of [foreign['id'], foreign['job'], foreign['token'], foreign['delivery']]) {
      expect(ours).not.toContain(id);
    }
  });

  test('a foreign id in a body or a filter finds nothing and does nothing', async () => {
    const authorization = await api.token();
    const theirs = { authorization: await api.token({ workspace: 'other' }) };
    const before = await seeTheirs(api);
    const url = '/api/v1/workspaces/default';

    for (const verb of ['replay', 'discard']) {
      const { body } = await request(api.app)
        .post(`${url}/dead-letters/${verb}`)
        .set({ authorization })
        .send({ ids: [foreign['job']] })
        .expect(200);
      expect(body).toEqual({ ids: [] });
    }
    for (const path of [
      `/events?delivery=${foreign['delivery']}`,
      `/links?number=${foreign['number']}`,
      '/jobs',
      '/deliveries',
      '/dead-letters',
    ]) {
      const { body } = await request(api.app)
        .get(url + path)
        .set({ authorization })
        .expect(200);
      expect(body.rows).toEqual([]);
    }
    for (const subject of ['id', 'delivery', 'rejected', 'change', 'number']) {
      const why = `/api/v1/workspaces/other/why/${foreign[subject]}`;
      await request(api.app).get(why).set(theirs).expect(200);
      await request(api.app)
        .get(`${url}/why/${foreign[subject]}`)
        .set({ authorization })
        .expect(404);
    }
    // Whether there is such a link elsewhere is not told either.
    const cursors = [foreign['key'], guessed['key']].map(async (after) => {
      const { body } = await request(api.app)
        .get(`${url}/links?after=${after}`)
        .set({ authorization })
        .expect(400);
      return body.detail;
    });
    expect(new Set(await Promise.all(cursors)).size).toBe(1);
    expect(await seeTheirs(api)).toEqual(before);
  });

  test('is described: a summary, a scope, and a sentence for every property', async () => {
    const document = await request(api.app).get('/api/v1/openapi.json').expect(200);
    const undescribed = findUndescribed(document.body);

    expect(
      Object.values(document.body.paths).flatMap((path) => Object.keys(Object(path))),
    ).toHaveLength(documentedRoutes.length);
    expect(undescribed).toEqual([]);
  });
});

/** An event with its delivery and job, a record, a token and a configuration of the workspace `other`. */
async function createTheirs(api: SampleApi): Promise<Readonly<Record<string, string>>> {
  const authorization = await api.token({ workspace: 'other' });
  const theirs = '/api/v1/workspaces/other';
  const sent = await request(api.app)
    .post(`${theirs}/events`)
    .set({ authorization })
    .send({ source: 'theirs', fingerprint: 'a', status: 'firing', title: 'Theirs' })
    .expect(202);
  const { lane, id: job } = await api.store.db
    .selectFrom('job')
    .select(['id', 'lane'])
    .where('workspace', '=', 'other')
    .executeTakeFirstOrThrow();
  await api.store.db.updateTable('job').set({ state: 'dead' }).where('id', '=', job).execute();
  const key = 'b'.repeat(64);
  const number = 'INC0012345';
  const elsewhere = { workspace: 'other', connection: 'theirs', source: 'theirs', route: 'theirs' };
  const named = { key, lane, number, correlationKey: 'alert a', sysId: 'c'.repeat(32) };
  const link = sampleLinkWrite({ ...elsewhere, ...named });
  const whose = { workspace: 'other', connection: 'theirs' };
  const [rejected, change] = [api.newId(), 'd'.repeat(40)];
  await api.commit(async (unit) => {
    await recordLink(unit, link, api.now);
    const repair = { id: api.newId(), ...whose, key, number, at: api.now } as const;
    await insertRepairs(unit, [{ ...repair, kind: 'state-told', detail: 'theirs' }]);
    const run = { id: api.newId(), workspace: 'other', webhook: 'theirs', trigger: 'opened' };
    await insertWebhookRuns(unit, [
      { ...run, source: 'theirs', number, body: 'theirs', createdAt: api.now },
    ]);
    const received = { workspace: 'other', source: 'theirs', receivedAt: api.now };
    await insertDeliveries(unit, [
      {
        ...received,
        id: rejected,
        connector: 'generic',
        status: 'rejected',
        reason: 'theirs',
        headers: '{}',
        body: Buffer.from('theirs'),
      },
    ]);
    const kept = { ...whose, lane: 'theirs', receivedAt: api.now };
    await insertChange(unit, { ...kept, change: sampleChange({ id: change, key: null }) });
    const memory = { choices: {}, names: {} };
    await recordMappingReport(unit, { ...whose, at: api.now, findings: [], memory });
  });
  const token = await api.store.db
    .selectFrom('api_token')
    .select('id')
    .where('workspace', '=', 'other')
    .executeTakeFirstOrThrow();
  const version = await api.store.db
    .selectFrom('configuration_version')
    .select('revision')
    .where('workspace', '=', 'other')
    .executeTakeFirstOrThrow();
  const [event = ''] = sent.body.events;
  return {
    id: event,
    job,
    key,
    number,
    subject: number,
    delivery: sent.body.delivery,
    rejected,
    change,
    name: 'theirs',
    route: 'theirs',
    connection: 'theirs',
    revision: String(version.revision),
    token: token.id,
  };
}

/** Everything of theirs that a call could change. */
async function seeTheirs({ store: { db } }: SampleApi): Promise<unknown> {
  const of = 'other';
  return {
    configuration: await db
      .selectFrom('configuration')
      .selectAll()
      .where('workspace', '=', of)
      .execute(),
    jobs: await db.selectFrom('job').selectAll().where('workspace', '=', of).execute(),
    events: await db.selectFrom('event').selectAll().where('workspace', '=', of).execute(),
    links: await db.selectFrom('link').selectAll().where('workspace', '=', of).execute(),
    tokens: await db.selectFrom('api_token').selectAll().where('workspace', '=', of).execute(),
  };
}

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
